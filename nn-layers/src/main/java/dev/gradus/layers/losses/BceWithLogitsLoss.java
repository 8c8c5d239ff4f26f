package dev.gradus.layers.losses;

import dev.gradus.ops.Losses;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;

/**
 * Binary cross-entropy on unnormalised scores and targets from 0 to 1 of the same shape; see
 * {@link Losses#binaryCrossEntropyWithLogits}.
 *
 * @param positiveWeight how much more positive elements count
 */
public record BceWithLogitsLoss(double positiveWeight) implements Loss {
    /** Checks the weight. */
    public BceWithLogitsLoss {
        Shape.require(positiveWeight > 0, "bceWithLogitsLoss", () -> "positiveWeight above 0", () -> positiveWeight);
    }

    /** Positive and negative elements count alike. */
    public BceWithLogitsLoss() {
        this(1);
    }

    @Override
    public Tensor forward(Tensor prediction, Tensor target) {
        Tensor weight = positiveWeight == 1 ? null : Tensor.full(Shape.of(), prediction.dtype(), positiveWeight);
        return Losses.binaryCrossEntropyWithLogits(prediction, target, weight);
    }
}
