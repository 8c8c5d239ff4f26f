package dev.gradus.layers.losses;

import dev.gradus.ops.BoxLosses;
import dev.gradus.tensor.Tensor;

/**
 * One minus intersection over union, and the distance of the centres, of boxes (N, 4), averaged; see {@link BoxLosses#distanceBoxIou}.
 */
public record DistanceBoxIouLoss() implements Loss {
    @Override
    public Tensor forward(Tensor prediction, Tensor target) {
        return BoxLosses.distanceBoxIou(prediction, target);
    }
}
