/** {@code gradus classify}: what is in a photograph. */
package dev.gradus.examples.classify;
