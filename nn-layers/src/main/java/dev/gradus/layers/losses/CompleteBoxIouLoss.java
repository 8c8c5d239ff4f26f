package dev.gradus.layers.losses;

import dev.gradus.ops.BoxLosses;
import dev.gradus.tensor.Tensor;

/**
 * One minus intersection over union, and the distance of centres and forms, of boxes (N, 4), averaged; see {@link BoxLosses#completeBoxIou}.
 */
public record CompleteBoxIouLoss() implements Loss {
    @Override
    public Tensor forward(Tensor prediction, Tensor target) {
        return BoxLosses.completeBoxIou(prediction, target);
    }
}
