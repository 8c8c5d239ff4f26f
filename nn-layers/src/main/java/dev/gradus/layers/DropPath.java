package dev.gradus.layers;

import dev.gradus.ops.Regularization;
import dev.gradus.random.Rng;
import dev.gradus.tensor.Tensor;

/**
 * Stochastic depth: while training, each sample of (N, …) is 0 with probability p, else x / (1 − p); in evaluation the
 * input, unchanged. To be put at the end of a residual block's branch. See {@link Regularization#dropPath}.
 */
public final class DropPath extends Noise {
    /**
     * Makes the layer.
     *
     * @param p the probability of dropping, 0 to 1; growing with the depth of the block by custom
     * @param rng whose child {@code noise} the layer draws from
     */
    public DropPath(double p, Rng rng) {
        super("dropPath", p, rng);
    }

    @Override
    Tensor drop(Tensor x, double probability, Rng rng) {
        return Regularization.dropPath(x, probability, rng);
    }
}
