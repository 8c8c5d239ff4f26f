package dev.gradus.layers;

import dev.gradus.ops.Activations;
import dev.gradus.tensor.Tensor;

/** min(max(x, 0), 6), element by element; any shape. See {@link Activations#relu6}. */
public final class Relu6 extends Layer {
    /** Makes the layer. */
    public Relu6() {}

    @Override
    public Tensor forward(Tensor x) {
        return Activations.relu6(x);
    }
}
