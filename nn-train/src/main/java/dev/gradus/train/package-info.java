/** The training loop and what goes with it: callbacks, metrics, model files. */
package dev.gradus.train;
