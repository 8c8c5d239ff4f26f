package dev.gradus.layers.losses;

import dev.gradus.ops.SegmentationLosses;
import dev.gradus.tensor.Tensor;

/**
 * One minus the generalised Dice score of each sample, averaged, on probabilities and targets (N, C, …); see {@link SegmentationLosses#generalisedDice}.
 *
 * @param logits whether predictions are unnormalised scores, of which the sigmoid is taken first
 */
public record GeneralisedDiceLoss(boolean logits) implements Loss {
    @Override
    public Tensor forward(Tensor prediction, Tensor target) {
        return SegmentationLosses.generalisedDice(logits ? prediction.sigmoid() : prediction, target);
    }
}
