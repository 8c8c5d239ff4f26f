package dev.gradus.layers;

import dev.gradus.ops.Activations;
import dev.gradus.random.Rng;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;

/**
 * x above 0, else a slope times x: while training, each element has a random one; in evaluation all have the mean. Any
 * shape. See {@link Activations#rrelu}.
 */
public final class RRelu extends Layer {
    private final double lower;
    private final double upper;
    private final RandomStream noise;

    /**
     * Makes the layer with slopes from 1/8 to 1/3.
     *
     * @param rng whose child {@code noise} the layer draws from
     */
    public RRelu(Rng rng) {
        this(1.0 / 8, 1.0 / 3, rng);
    }

    /**
     * Makes the layer.
     *
     * @param lower the smallest slope
     * @param upper the largest slope
     * @param rng whose child {@code noise} the layer draws from
     */
    public RRelu(double lower, double upper, Rng rng) {
        Shape.require(lower <= upper, "rrelu", () -> "lower not above upper", () -> lower + " and " + upper);
        this.lower = lower;
        this.upper = upper;
        this.noise = stream("noise", rng.split("noise"));
    }

    @Override
    public Tensor forward(Tensor x) {
        return isTraining()
                ? Activations.rrelu(x, lower, upper, noise.rng())
                : Activations.leakyRelu(x, (lower + upper) / 2);
    }

    @Override
    protected String describe() {
        return "RRelu(" + lower + " to " + upper + ")";
    }
}
