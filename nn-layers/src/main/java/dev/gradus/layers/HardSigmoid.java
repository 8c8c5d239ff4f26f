package dev.gradus.layers;

import dev.gradus.ops.Activations;
import dev.gradus.tensor.Tensor;

/** min(max(x + 3, 0), 6) / 6, element by element; any shape. See {@link Activations#hardSigmoid}. */
public final class HardSigmoid extends Layer {
    /** Makes the layer. */
    public HardSigmoid() {}

    @Override
    public Tensor forward(Tensor x) {
        return Activations.hardSigmoid(x);
    }
}
