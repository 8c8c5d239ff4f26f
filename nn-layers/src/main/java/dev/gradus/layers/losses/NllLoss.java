package dev.gradus.layers.losses;

import dev.gradus.ops.ClassificationLosses;
import dev.gradus.tensor.Tensor;

/**
 * Negative log-likelihood of log probabilities (N, C, …) and INT64 class indices (N, …); see
 * {@link ClassificationLosses#negativeLogLikelihood}.
 *
 * @param ignoreIndex what marks a position to leave out; −100 by default
 */
public record NllLoss(long ignoreIndex) implements Loss {
    /** Nothing is left out. */
    public NllLoss() {
        this(-100);
    }

    @Override
    public Tensor forward(Tensor prediction, Tensor target) {
        return ClassificationLosses.negativeLogLikelihood(prediction, target, null, ignoreIndex);
    }
}
