package dev.gradus.vision.models;

/**
 * A class that a network gives a picture.
 *
 * @param index the class
 * @param label its name
 * @param probability 0 to 1
 */
public record Prediction(int index, String label, double probability) {}
