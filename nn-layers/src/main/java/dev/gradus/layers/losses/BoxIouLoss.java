package dev.gradus.layers.losses;

import dev.gradus.ops.BoxLosses;
import dev.gradus.tensor.Tensor;

/**
 * One minus the intersection over union of boxes (N, 4), averaged; see {@link BoxLosses#boxIou}.
 */
public record BoxIouLoss() implements Loss {
    @Override
    public Tensor forward(Tensor prediction, Tensor target) {
        return BoxLosses.boxIou(prediction, target);
    }
}
