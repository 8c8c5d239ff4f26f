package dev.gradus.data;

import java.util.Arrays;

/**
 * One input with its target, as plain arrays in row-major order: what loader threads hand to the training thread. A
 * class label is a target of shape {@code ()} that holds the class index.
 *
 * @param input the input's values
 * @param inputShape its shape without the batch, such as {@code (C, H, W)}
 * @param target the target's values
 * @param targetShape its shape without the batch: {@code ()} for a class label, {@code (1, H, W)} for a mask
 */
@SuppressWarnings("ArrayRecordComponent") // one sample's data; equality by content is not wanted here
public record Sample(float[] input, long[] inputShape, float[] target, long[] targetShape) {
    /** @throws IllegalArgumentException if an array's length is not the product of its shape */
    public Sample {
        requireLength("input", input, inputShape);
        requireLength("target", target, targetShape);
    }

    /** A sample of class {@code label}. */
    public static Sample ofClass(float[] input, long[] inputShape, int label) {
        return new Sample(input, inputShape, new float[] {label}, new long[0]);
    }

    /**
     * The class index.
     *
     * @throws IllegalStateException if the target is not a class label
     */
    public int label() {
        if (targetShape.length != 0) {
            throw new IllegalStateException("label: the target has " + targetShape.length + " dimensions, expected ()");
        }
        return (int) target[0];
    }

    /** The same values in arrays of its own. */
    public Sample copy() {
        return new Sample(input.clone(), inputShape.clone(), target.clone(), targetShape.clone());
    }

    private static void requireLength(String what, float[] values, long[] shape) {
        long count = 1;
        for (long dim : shape) {
            count *= dim;
        }
        if (values.length != count) {
            throw new IllegalArgumentException("sample: expected " + count + " values for the " + what + " of shape "
                    + Arrays.toString(shape) + ", got " + values.length);
        }
    }
}
