package dev.gradus.layers;

import dev.gradus.layers.init.Initializer;
import dev.gradus.ops.LinearAlgebra;
import dev.gradus.random.Rng;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;

/**
 * A fully connected layer: {@code y = x · weightᵀ + bias}, (…, inFeatures) → (…, outFeatures).
 *
 * <p>{@code weight} (outFeatures, inFeatures) and {@code bias} (outFeatures,) start uniform on ±1/√inFeatures.
 *
 * <pre>{@code
 * Linear fc1 = new Linear(784, 10, rng.split("fc1"));
 * }</pre>
 */
public final class Linear extends Layer {
    private final Options options;
    private final Parameter weight;
    private final Parameter bias;

    /**
     * Makes the layer with a bias.
     *
     * @param inFeatures the size of each input
     * @param outFeatures the size of each output
     * @param rng what the parameters are drawn from
     */
    public Linear(long inFeatures, long outFeatures, Rng rng) {
        this(of(inFeatures, outFeatures), rng);
    }

    private Linear(Options options, Rng rng) {
        this.options = options;
        Initializer uniform = Initializer.uniform(1 / Math.sqrt((double) options.inFeatures));
        weight = parameter("weight", Shape.of(options.outFeatures, options.inFeatures), uniform, rng);
        bias = options.bias ? parameter("bias", Shape.of(options.outFeatures), uniform, rng) : null;
    }

    /**
     * Begins a layer that differs from the defaults.
     *
     * @param inFeatures the size of each input
     * @param outFeatures the size of each output
     * @return its options
     */
    public static Options of(long inFeatures, long outFeatures) {
        return new Options(inFeatures, outFeatures, true);
    }

    /**
     * What makes a linear layer.
     *
     * @param inFeatures the size of each input
     * @param outFeatures the size of each output
     * @param bias whether a bias is added; true by default
     */
    public record Options(long inFeatures, long outFeatures, boolean bias) {
        /** Checks the sizes. */
        public Options {
            Shape.require(
                    inFeatures > 0 && outFeatures > 0,
                    "linear",
                    () -> "inFeatures and outFeatures of at least 1",
                    () -> inFeatures + " and " + outFeatures);
        }

        /**
         * With or without a bias.
         *
         * @param newBias whether a bias is added
         * @return a changed copy
         */
        public Options bias(boolean newBias) {
            return new Options(inFeatures, outFeatures, newBias);
        }

        /**
         * Makes the layer.
         *
         * @param rng what the parameters are drawn from
         * @return the layer
         */
        public Linear build(Rng rng) {
            return new Linear(this, rng);
        }
    }

    /**
     * The weight.
     *
     * @return (outFeatures, inFeatures)
     */
    public Parameter weight() {
        return weight;
    }

    /**
     * The bias.
     *
     * @return (outFeatures,), or null
     */
    public Parameter bias() {
        return bias;
    }

    @Override
    public Tensor forward(Tensor x) {
        return LinearAlgebra.linear(x, weight.value(), bias == null ? null : bias.value());
    }

    @Override
    protected String describe() {
        return "Linear(" + options.inFeatures + ", " + options.outFeatures + (options.bias ? ")" : ", no bias)");
    }
}
