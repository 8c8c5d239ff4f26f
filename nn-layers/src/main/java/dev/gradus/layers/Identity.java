package dev.gradus.layers;

import dev.gradus.tensor.Tensor;

/** Its input, unchanged. */
public final class Identity extends Layer {
    /** Makes the layer. */
    public Identity() {}

    @Override
    public Tensor forward(Tensor x) {
        return x;
    }
}
