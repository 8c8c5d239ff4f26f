package dev.gradus.layers;

import dev.gradus.ops.Regularization;
import dev.gradus.random.Rng;
import dev.gradus.tensor.Tensor;

/**
 * While training, each channel of each sample of (N, C, L) is 0 with probability p, else x / (1 − p); in evaluation the
 * input, unchanged. See {@link Regularization#dropout1d}.
 */
public final class Dropout1d extends Noise {
    /**
     * Makes the layer.
     *
     * @param p the probability of dropping, 0 to 1; 0.5 by custom
     * @param rng whose child {@code noise} the layer draws from
     */
    public Dropout1d(double p, Rng rng) {
        super("dropout1d", p, rng);
    }

    @Override
    Tensor drop(Tensor x, double probability, Rng rng) {
        return Regularization.dropout1d(x, probability, rng);
    }
}
