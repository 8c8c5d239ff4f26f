package dev.gradus.layers;

import dev.gradus.ops.Activations;
import dev.gradus.tensor.Tensor;

/** x above a threshold, else a value; any shape. See {@link Activations#threshold}. */
public final class Threshold extends Layer {
    private final double threshold;
    private final double value;

    /**
     * Makes the layer.
     *
     * @param threshold up to where, itself included, elements are replaced
     * @param value by what
     */
    public Threshold(double threshold, double value) {
        this.threshold = threshold;
        this.value = value;
    }

    @Override
    public Tensor forward(Tensor x) {
        return Activations.threshold(x, threshold, value);
    }

    @Override
    protected String describe() {
        return "Threshold(" + threshold + ", value " + value + ")";
    }
}
