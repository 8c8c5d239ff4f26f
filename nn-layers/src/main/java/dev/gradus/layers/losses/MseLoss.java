package dev.gradus.layers.losses;

import dev.gradus.ops.Losses;
import dev.gradus.tensor.Tensor;

/** The mean of (prediction − target)², on tensors of the same shape; see {@link Losses#mse}. */
public record MseLoss() implements Loss {
    @Override
    public Tensor forward(Tensor prediction, Tensor target) {
        return Losses.mse(prediction, target);
    }
}
