package dev.gradus.layers.losses;

import dev.gradus.ops.RankingLosses;
import dev.gradus.tensor.Tensor;

/**
 * Weston and Watkins' support-vector loss with squared margins, on scores (N, C) and INT64 class indices (N,); see
 * {@link RankingLosses#multiClassSquaredHinge}.
 *
 * @param margin 1 by default
 */
public record SquaredHingeLoss(double margin) implements Loss {
    /** With margin 1. */
    public SquaredHingeLoss() {
        this(1);
    }

    @Override
    public Tensor forward(Tensor prediction, Tensor target) {
        return RankingLosses.multiClassSquaredHinge(prediction, target, margin);
    }
}
