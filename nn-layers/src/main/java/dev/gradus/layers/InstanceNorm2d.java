package dev.gradus.layers;

import dev.gradus.memory.TensorScope;
import dev.gradus.ops.Norms;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;

/**
 * Instance normalisation of (N, C, H, W): {@code (x − mean) / √(variance + eps) · weight + bias}, with mean and biased
 * variance over the pixels of each channel of each sample, in training and evaluation alike. Ulyanov, Vedaldi and
 * Lempitsky, "Instance normalization", 2016, arXiv:1607.08022.
 *
 * <p>If affine, {@code weight} (C,) starts as 1 and {@code bias} (C,) as 0.
 *
 * <pre>{@code
 * InstanceNorm2d norm = InstanceNorm2d.of(32).affine(true).build();
 * }</pre>
 */
public final class InstanceNorm2d extends Layer implements FusesRelu {
    private final Options options;
    private final Parameter weight;
    private final Parameter bias;

    /**
     * Makes the layer with eps 1e-5, without weight and bias.
     *
     * @param numFeatures the channels C
     */
    public InstanceNorm2d(long numFeatures) {
        this(of(numFeatures));
    }

    @SuppressWarnings("try") // the scope acts by being open
    private InstanceNorm2d(Options options) {
        this.options = options;
        try (TensorScope scope = TensorScope.open()) {
            weight = options.affine ? parameter("weight", Tensor.ones(options.numFeatures)) : null;
            bias = options.affine ? parameter("bias", Tensor.zeros(options.numFeatures)) : null;
        }
    }

    /**
     * Begins a layer that differs from the defaults.
     *
     * @param numFeatures the channels C
     * @return its options
     */
    public static Options of(long numFeatures) {
        return new Options(numFeatures, 1e-5, false);
    }

    /**
     * What makes an instance norm.
     *
     * @param numFeatures the channels C
     * @param eps added to the variance; 1e-5 by default
     * @param affine whether there are weight and bias; false by default, as PyTorch's
     */
    public record Options(long numFeatures, double eps, boolean affine) {
        /** Checks the channels. */
        public Options {
            Shape.require(numFeatures > 0, "instanceNorm", () -> "numFeatures of at least 1", () -> numFeatures);
        }

        /**
         * Another eps.
         *
         * @param newEps added to the variance
         * @return a changed copy
         */
        public Options eps(double newEps) {
            return new Options(numFeatures, newEps, affine);
        }

        /**
         * With or without weight and bias.
         *
         * @param newAffine whether there are any
         * @return a changed copy
         */
        public Options affine(boolean newAffine) {
            return new Options(numFeatures, eps, newAffine);
        }

        /**
         * Makes the layer.
         *
         * @return the layer
         */
        public InstanceNorm2d build() {
            return new InstanceNorm2d(this);
        }
    }

    @Override
    public Tensor forward(Tensor x) {
        return forward(x, false);
    }

    /**
     * Normalises, and applies the relu that follows in the same kernel.
     *
     * @param x (N, C, H, W) with C = numFeatures
     * @param relu whether max(·, 0) follows
     * @return (N, C, H, W)
     */
    @Override
    public Tensor forward(Tensor x, boolean relu) {
        Shape.require(
                x.rank() == 4 && x.dim(1) == options.numFeatures,
                "instanceNorm",
                () -> "input (N, " + options.numFeatures + ", H, W)",
                x::shape);
        return Norms.instanceNorm(
                x, weight == null ? null : weight.value(), bias == null ? null : bias.value(), options.eps, relu);
    }

    @Override
    protected String describe() {
        return "InstanceNorm2d(" + options.numFeatures + ", eps " + options.eps + (options.affine ? ", affine)" : ")");
    }
}
