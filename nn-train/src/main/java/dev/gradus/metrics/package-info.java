/** Figures of how good predictions are, over whole data sets. */
package dev.gradus.metrics;
