package dev.gradus.layers.losses;

import dev.gradus.ops.RegressionLosses;
import dev.gradus.tensor.Tensor;

/**
 * The Kullback-Leibler divergence of log probabilities (N, …) from the target; see
 * {@link RegressionLosses#klDivergence}.
 *
 * @param logTarget whether the target is given by logarithms
 */
public record KlDivLoss(boolean logTarget) implements Loss {
    @Override
    public Tensor forward(Tensor prediction, Tensor target) {
        return RegressionLosses.klDivergence(prediction, target, logTarget);
    }
}
