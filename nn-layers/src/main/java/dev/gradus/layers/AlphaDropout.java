package dev.gradus.layers;

import dev.gradus.ops.Regularization;
import dev.gradus.random.Rng;
import dev.gradus.tensor.Tensor;

/**
 * Dropout for networks of {@link Selu}, which keeps mean 0 and variance 1 while training; in evaluation the input,
 * unchanged. Any shape. See {@link Regularization#alphaDropout}.
 */
public final class AlphaDropout extends Noise {
    /**
     * Makes the layer.
     *
     * @param p the probability of dropping, 0 to 1; 0.5 by custom
     * @param rng whose child {@code noise} the layer draws from
     */
    public AlphaDropout(double p, Rng rng) {
        super("alphaDropout", p, rng);
    }

    @Override
    Tensor drop(Tensor x, double probability, Rng rng) {
        return Regularization.alphaDropout(x, probability, rng);
    }
}
