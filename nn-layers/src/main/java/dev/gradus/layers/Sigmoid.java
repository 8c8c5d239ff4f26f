package dev.gradus.layers;

import dev.gradus.tensor.Tensor;

/** 1 / (1 + e⁻ˣ), element by element; any shape. See {@link dev.gradus.ops.Activations#sigmoid}. */
public final class Sigmoid extends Layer {
    /** Makes the layer. */
    public Sigmoid() {}

    @Override
    public Tensor forward(Tensor x) {
        return x.sigmoid();
    }
}
