package dev.gradus.layers;

import dev.gradus.ops.Regularization;
import dev.gradus.random.Rng;
import dev.gradus.tensor.Tensor;

/**
 * While training, each channel of each sample of (N, C, H, W) is 0 with probability p, else x / (1 − p); in evaluation the
 * input, unchanged. See {@link Regularization#dropout2d}.
 */
public final class Dropout2d extends Noise {
    /**
     * Makes the layer.
     *
     * @param p the probability of dropping, 0 to 1; 0.5 by custom
     * @param rng whose child {@code noise} the layer draws from
     */
    public Dropout2d(double p, Rng rng) {
        super("dropout2d", p, rng);
    }

    @Override
    Tensor drop(Tensor x, double probability, Rng rng) {
        return Regularization.dropout2d(x, probability, rng);
    }
}
