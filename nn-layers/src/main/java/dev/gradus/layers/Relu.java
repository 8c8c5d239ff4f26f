package dev.gradus.layers;

import dev.gradus.tensor.Tensor;

/** max(x, 0), element by element; any shape. See {@link dev.gradus.ops.Activations#relu}. */
public final class Relu extends Layer {
    /** Makes the layer. */
    public Relu() {}

    @Override
    public Tensor forward(Tensor x) {
        return x.relu();
    }
}
