package dev.gradus.layers;

import dev.gradus.ops.Activations;
import dev.gradus.tensor.Tensor;

/** x · min(max(x + 3, 0), 6) / 6, element by element; any shape. See {@link Activations#hardSwish}. */
public final class HardSwish extends Layer {
    /** Makes the layer. */
    public HardSwish() {}

    @Override
    public Tensor forward(Tensor x) {
        return Activations.hardSwish(x);
    }
}
