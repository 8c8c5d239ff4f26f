package dev.gradus.layers;

import dev.gradus.ops.Activations;
import dev.gradus.tensor.Tensor;

/** x · sigmoid(x), element by element; any shape. See {@link Activations#silu}. */
public final class Silu extends Layer {
    /** Makes the layer. */
    public Silu() {}

    @Override
    public Tensor forward(Tensor x) {
        return Activations.silu(x);
    }
}
