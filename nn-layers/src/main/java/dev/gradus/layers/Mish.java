package dev.gradus.layers;

import dev.gradus.ops.Activations;
import dev.gradus.tensor.Tensor;

/** x · tanh(log(1 + eˣ)), element by element; any shape. See {@link Activations#mish}. */
public final class Mish extends Layer {
    /** Makes the layer. */
    public Mish() {}

    @Override
    public Tensor forward(Tensor x) {
        return Activations.mish(x);
    }
}
