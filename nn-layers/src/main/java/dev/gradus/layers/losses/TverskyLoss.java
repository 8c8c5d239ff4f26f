package dev.gradus.layers.losses;

import dev.gradus.ops.SegmentationLosses;
import dev.gradus.tensor.Tensor;

/**
 * One minus Tversky's index of each sample and channel, averaged, on probabilities and targets (N, C, …); see {@link SegmentationLosses#tversky}.
 *
 * @param logits whether predictions are unnormalised scores, of which the sigmoid is taken first
 * @param alpha the weight of false positives, 0.3 by custom
 * @param beta the weight of false negatives, 0.7 by custom
 */
public record TverskyLoss(boolean logits, double alpha, double beta) implements Loss {
    @Override
    public Tensor forward(Tensor prediction, Tensor target) {
        return SegmentationLosses.tversky(logits ? prediction.sigmoid() : prediction, target, alpha, beta);
    }
}
