package dev.gradus.layers;

import dev.gradus.tensor.Tensor;

/** Joins the dimensions from 1 on: (N, …) → (N, product of the rest). */
public final class Flatten extends Layer {
    /** Makes the layer. */
    public Flatten() {}

    @Override
    public Tensor forward(Tensor x) {
        return x.flatten(1);
    }
}
