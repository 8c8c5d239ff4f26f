package dev.gradus.layers;

import dev.gradus.ops.Activations;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;

/** x above 0, else alpha · (e^(x/alpha) − 1); any shape. See {@link Activations#celu}. */
public final class Celu extends Layer {
    private final double alpha;

    /** Makes the layer with an alpha of 1. */
    public Celu() {
        this(1);
    }

    /**
     * Makes the layer.
     *
     * @param alpha minus the limit at −∞, above 0
     */
    public Celu(double alpha) {
        Shape.require(alpha > 0, "celu", () -> "alpha above 0", () -> alpha);
        this.alpha = alpha;
    }

    @Override
    public Tensor forward(Tensor x) {
        return Activations.celu(x, alpha);
    }

    @Override
    protected String describe() {
        return "Celu(alpha " + alpha + ")";
    }
}
