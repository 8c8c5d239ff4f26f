package dev.gradus.layers.losses;

import dev.gradus.ops.ClassificationLosses;
import dev.gradus.tensor.Tensor;

/**
 * Binary cross-entropy of probabilities and targets from 0 to 1 of the same shape; see
 * {@link ClassificationLosses#binaryCrossEntropy}. {@link BceWithLogitsLoss} is more exact.
 */
public record BceLoss() implements Loss {
    @Override
    public Tensor forward(Tensor prediction, Tensor target) {
        return ClassificationLosses.binaryCrossEntropy(prediction, target, null);
    }
}
