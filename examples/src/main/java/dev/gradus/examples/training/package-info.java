/** What the commands that train have in common: their options, a training with all that watches it, a classifier's run. */
package dev.gradus.examples.training;
