package dev.gradus.layers.losses;

import dev.gradus.ops.RankingLosses;
import dev.gradus.tensor.Tensor;

/**
 * Crammer and Singer's support-vector loss, which counts the worst rival only, on scores (N, C) and INT64 class indices
 * (N,); see {@link RankingLosses#crammerSingerSvm}.
 *
 * @param margin 1 by custom
 * @param squared whether the square counts
 */
public record CrammerSingerLoss(double margin, boolean squared) implements Loss {
    @Override
    public Tensor forward(Tensor prediction, Tensor target) {
        return RankingLosses.crammerSingerSvm(prediction, target, margin, squared);
    }
}
