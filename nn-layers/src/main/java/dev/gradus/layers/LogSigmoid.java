package dev.gradus.layers;

import dev.gradus.ops.Activations;
import dev.gradus.tensor.Tensor;

/** log(sigmoid(x)), element by element; any shape. See {@link Activations#logSigmoid}. */
public final class LogSigmoid extends Layer {
    /** Makes the layer. */
    public LogSigmoid() {}

    @Override
    public Tensor forward(Tensor x) {
        return Activations.logSigmoid(x);
    }
}
