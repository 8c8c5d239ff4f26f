package dev.gradus.data;

import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.List;

/**
 * Samples joined along a new first dimension.
 *
 * @param input (N, …)
 * @param target INT64 (N,) for class labels, else FLOAT32 (N, …)
 * @param index which batch of its epoch this is, from 0
 * @param inputShapes the shape of each sample's input, without what {@link Padding} put behind it
 * @param targetShapes the shape of each sample's target, likewise
 */
public record Batch(Tensor input, Tensor target, int index, List<Shape> inputShapes, List<Shape> targetShapes) {
    /** Copies the lists. */
    public Batch {
        inputShapes = List.copyOf(inputShapes);
        targetShapes = List.copyOf(targetShapes);
    }

    /**
     * The number of samples.
     *
     * @return N
     */
    public int size() {
        return input.shape().intDim(0);
    }

    /**
     * The length of each input along its first dimension, as recurrent layers take it.
     *
     * @return N lengths
     * @throws IllegalArgumentException if inputs are single numbers
     */
    public int[] inputLengths() {
        return lengths("input", inputShapes);
    }

    /**
     * The length of each target along its first dimension, as {@code CtcLoss} takes it.
     *
     * @return N lengths
     * @throws IllegalArgumentException if targets are single numbers
     */
    public int[] targetLengths() {
        return lengths("target", targetShapes);
    }

    private static int[] lengths(String what, List<Shape> shapes) {
        return shapes.stream()
                .mapToInt(shape -> {
                    Shape.require(
                            shape.rank() > 0, "batch", () -> what + "s of 1 dimension or more", () -> "single numbers");
                    return shape.intDim(0);
                })
                .toArray();
    }
}
