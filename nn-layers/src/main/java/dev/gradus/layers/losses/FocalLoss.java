package dev.gradus.layers.losses;

import dev.gradus.ops.ClassificationLosses;
import dev.gradus.tensor.Tensor;

/**
 * Cross-entropy on scores (N, C, …) and INT64 class indices (N, …) in which what is right already counts little; see
 * {@link ClassificationLosses#focal}.
 *
 * @param gamma at least 1, or 0 for cross-entropy; 2 by custom
 * @param ignoreIndex what marks a position to leave out; −100 by default
 */
public record FocalLoss(double gamma, long ignoreIndex) implements Loss {
    /**
     * Nothing is left out.
     *
     * @param gamma at least 1, or 0 for cross-entropy
     */
    public FocalLoss(double gamma) {
        this(gamma, -100);
    }

    @Override
    public Tensor forward(Tensor prediction, Tensor target) {
        return ClassificationLosses.focal(prediction, target, null, gamma, ignoreIndex);
    }
}
