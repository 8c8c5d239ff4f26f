package dev.gradus.layers.losses;

import dev.gradus.ops.Losses;
import dev.gradus.tensor.Tensor;

/**
 * The multi-class support-vector loss on scores (N, C) and INT64 class indices (N,); see {@link Losses#multiClassSvm}.
 *
 * @param margin by how much the true class must win
 */
public record MultiClassSvmLoss(double margin) implements Loss {
    /** A margin of 1. */
    public MultiClassSvmLoss() {
        this(1);
    }

    @Override
    public Tensor forward(Tensor prediction, Tensor target) {
        return Losses.multiClassSvm(prediction, target, margin);
    }
}
