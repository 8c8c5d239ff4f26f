package dev.gradus.layers;

import dev.gradus.ops.Activations;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;

/** x moved towards 0 by lambda, but not across; any shape. See {@link Activations#softShrink}. */
public final class SoftShrink extends Layer {
    private final double lambda;

    /** Makes the layer with a lambda of 0.5. */
    public SoftShrink() {
        this(0.5);
    }

    /**
     * Makes the layer.
     *
     * @param lambda not below 0
     */
    public SoftShrink(double lambda) {
        Shape.require(lambda >= 0, "softShrink", () -> "lambda of at least 0", () -> lambda);
        this.lambda = lambda;
    }

    @Override
    public Tensor forward(Tensor x) {
        return Activations.softShrink(x, lambda);
    }

    @Override
    protected String describe() {
        return "SoftShrink(lambda " + lambda + ")";
    }
}
