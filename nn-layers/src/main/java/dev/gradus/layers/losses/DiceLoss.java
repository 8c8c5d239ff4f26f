package dev.gradus.layers.losses;

import dev.gradus.ops.Losses;
import dev.gradus.tensor.Tensor;

/**
 * One minus the Dice score of each sample and channel, averaged, on probabilities and targets (N, C, …); see
 * {@link Losses#dice}.
 *
 * @param logits whether predictions are unnormalised scores, of which the sigmoid is taken first
 */
public record DiceLoss(boolean logits) implements Loss {
    /** On probabilities. */
    public DiceLoss() {
        this(false);
    }

    @Override
    public Tensor forward(Tensor prediction, Tensor target) {
        return Losses.dice(logits ? prediction.sigmoid() : prediction, target);
    }
}
