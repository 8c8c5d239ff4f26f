package dev.gradus.layers;

import dev.gradus.ops.Activations;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;

/** x above 0, else alpha · (eˣ − 1); any shape. See {@link Activations#elu}. */
public final class Elu extends Layer {
    private final double alpha;

    /** Makes the layer with an alpha of 1. */
    public Elu() {
        this(1);
    }

    /**
     * Makes the layer.
     *
     * @param alpha minus the limit at −∞, of at least 0
     */
    public Elu(double alpha) {
        Shape.require(alpha >= 0, "elu", () -> "alpha of at least 0", () -> alpha);
        this.alpha = alpha;
    }

    @Override
    public Tensor forward(Tensor x) {
        return Activations.elu(x, alpha);
    }

    @Override
    protected String describe() {
        return "Elu(alpha " + alpha + ")";
    }
}
