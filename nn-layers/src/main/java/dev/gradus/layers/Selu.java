package dev.gradus.layers;

import dev.gradus.ops.Activations;
import dev.gradus.tensor.Tensor;

/** λ·x above 0, else λ·α·(eˣ − 1), element by element; any shape. See {@link Activations#selu}. */
public final class Selu extends Layer {
    /** Makes the layer. */
    public Selu() {}

    @Override
    public Tensor forward(Tensor x) {
        return Activations.selu(x);
    }
}
