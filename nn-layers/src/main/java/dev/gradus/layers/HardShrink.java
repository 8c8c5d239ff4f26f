package dev.gradus.layers;

import dev.gradus.ops.Activations;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;

/** x where |x| is above lambda, else 0; any shape. See {@link Activations#hardShrink}. */
public final class HardShrink extends Layer {
    private final double lambda;

    /** Makes the layer with a lambda of 0.5. */
    public HardShrink() {
        this(0.5);
    }

    /**
     * Makes the layer.
     *
     * @param lambda not below 0
     */
    public HardShrink(double lambda) {
        Shape.require(lambda >= 0, "hardShrink", () -> "lambda of at least 0", () -> lambda);
        this.lambda = lambda;
    }

    @Override
    public Tensor forward(Tensor x) {
        return Activations.hardShrink(x, lambda);
    }

    @Override
    protected String describe() {
        return "HardShrink(lambda " + lambda + ")";
    }
}
