package dev.gradus.data;

import dev.gradus.tensor.Tensor;

/**
 * Samples joined along a new first dimension.
 *
 * @param input (N, …)
 * @param target INT64 (N,) for class labels, else FLOAT32 (N, …)
 * @param index which batch of its epoch this is, from 0
 */
public record Batch(Tensor input, Tensor target, int index) {
    /**
     * The number of samples.
     *
     * @return N
     */
    public int size() {
        return input.shape().intDim(0);
    }
}
