/** Measurements: whole training steps and single ops. */
package dev.gradus.benchmarks;
