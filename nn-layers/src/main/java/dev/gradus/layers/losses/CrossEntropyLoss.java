package dev.gradus.layers.losses;

import dev.gradus.ops.Losses;
import dev.gradus.tensor.Tensor;

/**
 * Softmax and negative log-likelihood in one, on scores (N, C, …) and INT64 class indices (N, …); see
 * {@link Losses#crossEntropy}.
 */
public record CrossEntropyLoss() implements Loss {
    @Override
    public Tensor forward(Tensor prediction, Tensor target) {
        return Losses.crossEntropy(prediction, target);
    }
}
