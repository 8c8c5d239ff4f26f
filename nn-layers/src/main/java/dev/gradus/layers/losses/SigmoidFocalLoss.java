package dev.gradus.layers.losses;

import dev.gradus.ops.ClassificationLosses;
import dev.gradus.tensor.Tensor;

/**
 * Binary cross-entropy on scores and targets of 0 or 1 in which what is right already counts little; see
 * {@link ClassificationLosses#sigmoidFocal}.
 *
 * @param alpha the weight of positive targets, 0.25 by custom; negative for no weights
 * @param gamma at least 1, or 0 for none; 2 by custom
 */
public record SigmoidFocalLoss(double alpha, double gamma) implements Loss {
    @Override
    public Tensor forward(Tensor prediction, Tensor target) {
        return ClassificationLosses.sigmoidFocal(prediction, target, alpha, gamma);
    }
}
