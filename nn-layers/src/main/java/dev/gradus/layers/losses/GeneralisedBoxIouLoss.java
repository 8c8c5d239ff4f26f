package dev.gradus.layers.losses;

import dev.gradus.ops.BoxLosses;
import dev.gradus.tensor.Tensor;

/**
 * One minus the generalised intersection over union of boxes (N, 4), averaged; see {@link BoxLosses#generalisedBoxIou}.
 */
public record GeneralisedBoxIouLoss() implements Loss {
    @Override
    public Tensor forward(Tensor prediction, Tensor target) {
        return BoxLosses.generalisedBoxIou(prediction, target);
    }
}
