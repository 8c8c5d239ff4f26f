package dev.gradus.layers.losses;

import dev.gradus.ops.RegressionLosses;
import dev.gradus.tensor.Tensor;

/**
 * The mean distance, rounded off below beta; see {@link RegressionLosses#smoothL1}.
 *
 * @param beta above 0; 1 by default
 */
public record SmoothL1Loss(double beta) implements Loss {
    /** With beta 1. */
    public SmoothL1Loss() {
        this(1);
    }

    @Override
    public Tensor forward(Tensor prediction, Tensor target) {
        return RegressionLosses.smoothL1(prediction, target, beta);
    }
}
