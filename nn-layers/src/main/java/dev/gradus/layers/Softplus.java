package dev.gradus.layers;

import dev.gradus.ops.Activations;
import dev.gradus.tensor.Tensor;

/** log(1 + eˣ), element by element; any shape. See {@link Activations#softplus}. */
public final class Softplus extends Layer {
    /** Makes the layer. */
    public Softplus() {}

    @Override
    public Tensor forward(Tensor x) {
        return Activations.softplus(x);
    }
}
