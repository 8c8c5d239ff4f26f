package dev.gradus.layers.losses;

import dev.gradus.ops.RegressionLosses;
import dev.gradus.tensor.Tensor;

/**
 * Half the square below delta, the distance above; see {@link RegressionLosses#huber}.
 *
 * @param delta above 0; 1 by default
 */
public record HuberLoss(double delta) implements Loss {
    /** With delta 1. */
    public HuberLoss() {
        this(1);
    }

    @Override
    public Tensor forward(Tensor prediction, Tensor target) {
        return RegressionLosses.huber(prediction, target, delta);
    }
}
