package dev.gradus.layers;

import dev.gradus.tensor.Tensor;

/** x above 0, else negativeSlope · x; any shape. See {@link dev.gradus.ops.Activations#leakyRelu}. */
public final class LeakyRelu extends Layer {
    private final double negativeSlope;

    /** Makes the layer with a slope of 0.01. */
    public LeakyRelu() {
        this(0.01);
    }

    /**
     * Makes the layer.
     *
     * @param negativeSlope the slope below 0
     */
    public LeakyRelu(double negativeSlope) {
        this.negativeSlope = negativeSlope;
    }

    @Override
    public Tensor forward(Tensor x) {
        return x.leakyRelu(negativeSlope);
    }

    @Override
    protected String describe() {
        return "LeakyRelu(negativeSlope " + negativeSlope + ")";
    }
}
