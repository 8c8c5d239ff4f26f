package dev.gradus.layers;

import dev.gradus.ops.Activations;
import dev.gradus.tensor.Tensor;

/** x − tanh(x), element by element; any shape. See {@link Activations#tanhShrink}. */
public final class TanhShrink extends Layer {
    /** Makes the layer. */
    public TanhShrink() {}

    @Override
    public Tensor forward(Tensor x) {
        return Activations.tanhShrink(x);
    }
}
