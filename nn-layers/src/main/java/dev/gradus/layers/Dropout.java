package dev.gradus.layers;

import dev.gradus.ops.Regularization;
import dev.gradus.random.Rng;
import dev.gradus.tensor.Tensor;

/**
 * While training, each element is 0 with probability p, else x / (1 − p); in evaluation the input, unchanged. Any shape.
 * Srivastava et al., "Dropout", JMLR 15, 2014.
 */
public final class Dropout extends Noise {
    /**
     * Makes the layer.
     *
     * @param p the probability of dropping, 0 to 1; 0.5 by custom
     * @param rng whose child {@code noise} the layer draws from
     */
    public Dropout(double p, Rng rng) {
        super("dropout", p, rng);
    }

    @Override
    Tensor drop(Tensor x, double probability, Rng rng) {
        return Regularization.dropout(x, probability, rng);
    }
}
