/** Scores of segmentations, and the counting of connected components. */
package dev.gradus.vision.metrics;
