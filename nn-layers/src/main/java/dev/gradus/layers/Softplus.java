package dev.gradus.layers;

import dev.gradus.ops.Activations;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;

/**
 * log(1 + e^(beta·x)) / beta, element by element; any shape. See {@link Activations#softplus(Tensor, double)}. Without a
 * threshold, for nothing overflows.
 */
public final class Softplus extends Layer {
    private final double beta;

    /** Makes the layer with a beta of 1. */
    public Softplus() {
        this(1);
    }

    /**
     * Makes the layer.
     *
     * @param beta above 0
     */
    public Softplus(double beta) {
        Shape.require(beta > 0, "softplus", () -> "beta above 0", () -> beta);
        this.beta = beta;
    }

    @Override
    public Tensor forward(Tensor x) {
        return beta == 1 ? Activations.softplus(x) : Activations.softplus(x, beta);
    }

    @Override
    protected String describe() {
        return "Softplus(beta " + beta + ")";
    }
}
