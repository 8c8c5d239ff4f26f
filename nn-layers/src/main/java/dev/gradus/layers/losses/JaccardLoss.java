package dev.gradus.layers.losses;

import dev.gradus.ops.SegmentationLosses;
import dev.gradus.tensor.Tensor;

/**
 * One minus the intersection over union of each sample and channel, averaged, on probabilities and targets (N, C, …); see {@link SegmentationLosses#jaccard}.
 *
 * @param logits whether predictions are unnormalised scores, of which the sigmoid is taken first
 */
public record JaccardLoss(boolean logits) implements Loss {
    @Override
    public Tensor forward(Tensor prediction, Tensor target) {
        return SegmentationLosses.jaccard(logits ? prediction.sigmoid() : prediction, target);
    }
}
