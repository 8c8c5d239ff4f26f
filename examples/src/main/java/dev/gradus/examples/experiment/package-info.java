/** Experiments as files: {@code gradus run} and {@code gradus search}. */
package dev.gradus.examples.experiment;
