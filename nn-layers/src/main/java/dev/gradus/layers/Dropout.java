package dev.gradus.layers;

import dev.gradus.ops.Regularization;
import dev.gradus.random.Rng;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;

/**
 * While training, each element is 0 with probability p, else x / (1 − p); in evaluation the input, unchanged. Any shape.
 * Srivastava et al., "Dropout", JMLR 15, 2014.
 */
public final class Dropout extends Layer {
    private final double p;
    private final RandomStream noise;

    /**
     * Makes the layer.
     *
     * @param p the probability of dropping, 0 to 1; 0.5 by custom
     * @param rng whose child {@code noise} the layer draws from
     */
    public Dropout(double p, Rng rng) {
        Shape.require(p >= 0 && p <= 1, "dropout", () -> "p from 0 to 1", () -> p);
        this.p = p;
        this.noise = stream("noise", rng.split("noise"));
    }

    @Override
    public Tensor forward(Tensor x) {
        return isTraining() ? Regularization.dropout(x, p, noise.rng()) : x;
    }

    @Override
    protected String describe() {
        return "Dropout(p " + p + ")";
    }
}
