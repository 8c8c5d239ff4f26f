package dev.gradus.layers;

import dev.gradus.memory.TensorScope;
import dev.gradus.ops.Activations;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;

/**
 * x above 0, else weight · x, with one learned slope or one a channel: {@code weight} (numParameters,). See {@link
 * Activations#prelu}.
 */
public final class PRelu extends Layer {
    private final Parameter weight;

    /** Makes the layer with one slope, 0.25 at first. */
    public PRelu() {
        this(1, 0.25);
    }

    /**
     * Makes the layer.
     *
     * @param numParameters 1, or the channels of the input
     * @param init the slopes at first; 0.25 by custom
     */
    @SuppressWarnings("try") // the scope acts by being open
    public PRelu(long numParameters, double init) {
        Shape.require(numParameters > 0, "prelu", () -> "numParameters of at least 1", () -> numParameters);
        try (TensorScope scope = TensorScope.open()) {
            weight = parameter("weight", Tensor.full(Shape.of(numParameters), DType.FLOAT32, init));
        }
    }

    /**
     * The slopes.
     *
     * @return (numParameters,)
     */
    public Parameter weight() {
        return weight;
    }

    @Override
    public Tensor forward(Tensor x) {
        return Activations.prelu(x, weight.value());
    }

    @Override
    protected String describe() {
        return "PRelu(" + weight.size() + ")";
    }
}
