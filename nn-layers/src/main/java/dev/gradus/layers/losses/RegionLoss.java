package dev.gradus.layers.losses;

import dev.gradus.ops.SegmentationLosses;
import dev.gradus.tensor.Tensor;

/**
 * The region loss: one minus the accuracy on the target region and outside it, each by itself, of each sample and
 * channel, averaged; see {@link SegmentationLosses#region} for why a target of 0.1 % of the picture counts.
 *
 * @param logits whether predictions are unnormalised scores, of which the sigmoid is taken first
 * @param targetShare what the target region counts, from 0 to 1; 0.5 by default
 */
public record RegionLoss(boolean logits, double targetShare) implements Loss {
    /**
     * Inside and outside count alike.
     *
     * @param logits whether predictions are unnormalised scores
     */
    public RegionLoss(boolean logits) {
        this(logits, 0.5);
    }

    @Override
    public Tensor forward(Tensor prediction, Tensor target) {
        return SegmentationLosses.region(logits ? prediction.sigmoid() : prediction, target, targetShare);
    }
}
