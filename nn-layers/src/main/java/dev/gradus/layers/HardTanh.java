package dev.gradus.layers;

import dev.gradus.ops.Activations;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;

/** min(max(x, min), max); any shape. See {@link Activations#hardTanh}. */
public final class HardTanh extends Layer {
    private final double min;
    private final double max;

    /** Makes the layer from −1 to 1. */
    public HardTanh() {
        this(-1, 1);
    }

    /**
     * Makes the layer.
     *
     * @param min the smallest value
     * @param max the largest value
     */
    public HardTanh(double min, double max) {
        Shape.require(min <= max, "hardTanh", () -> "min not above max", () -> min + " and " + max);
        this.min = min;
        this.max = max;
    }

    @Override
    public Tensor forward(Tensor x) {
        return Activations.hardTanh(x, min, max);
    }

    @Override
    protected String describe() {
        return "HardTanh(" + min + " to " + max + ")";
    }
}
