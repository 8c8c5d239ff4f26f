package dev.gradus.backend;

import dev.gradus.tensor.Tensor;

/**
 * A convolution whose weights lie ready in the form that its kernel wants, with what follows it in the same kernel:
 * {@code relu(conv2d(x) + sum)}, the sum and the relu if it was {@linkplain Backend#prepareConv2d made} with them. Several
 * threads may run it at once.
 */
public interface PreparedConv2d extends AutoCloseable {
    /**
     * Runs the convolution.
     *
     * @param x (N, C, H, W)
     * @param sum what is added, of the output's shape: it is freed or becomes the result; null if it was made without
     * @return (N, O, outH, outW)
     */
    Tensor run(Tensor x, Tensor sum);

    /** Frees the weights. */
    @Override
    void close();
}
