package dev.gradus.data;

/**
 * Lets samples of one batch differ in size: each is filled up behind its end, in every dimension, to the largest of its
 * batch. {@link Batch#inputShapes} and {@link Batch#targetShapes} tell where its own values end.
 *
 * @param input what inputs are filled up with
 * @param target what targets are filled up with, such as −1 for {@code ignoreIndex}
 */
public record Padding(float input, float target) {
    /** Zeros. */
    public static final Padding ZEROS = new Padding(0, 0);
}
