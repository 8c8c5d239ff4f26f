package dev.gradus.layers.losses;

import dev.gradus.ops.RegressionLosses;
import dev.gradus.tensor.Tensor;

/**
 * The mean distance of prediction and target; see {@link RegressionLosses#l1}.
 */
public record L1Loss() implements Loss {
    @Override
    public Tensor forward(Tensor prediction, Tensor target) {
        return RegressionLosses.l1(prediction, target);
    }
}
