package dev.gradus.vision.detection;

import dev.gradus.vision.data.Box;

/**
 * An object that was found.
 *
 * @param box where, and of which class
 * @param score how sure, 0 to 1
 */
public record FoundBox(Box box, double score) {}
