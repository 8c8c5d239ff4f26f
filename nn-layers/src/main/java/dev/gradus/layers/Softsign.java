package dev.gradus.layers;

import dev.gradus.ops.Activations;
import dev.gradus.tensor.Tensor;

/** x / (1 + |x|), element by element; any shape. See {@link Activations#softsign}. */
public final class Softsign extends Layer {
    /** Makes the layer. */
    public Softsign() {}

    @Override
    public Tensor forward(Tensor x) {
        return Activations.softsign(x);
    }
}
