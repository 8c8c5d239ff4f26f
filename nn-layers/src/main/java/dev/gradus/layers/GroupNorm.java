package dev.gradus.layers;

import dev.gradus.memory.TensorScope;
import dev.gradus.ops.Norms;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;

/**
 * Group normalisation of (N, C, …): {@code (x − mean) / √(variance + eps) · weight + bias}, with mean and biased variance
 * over the pixels of C / numGroups neighbouring channels of each sample; see {@link Norms#groupNorm}. {@code weight} (C,)
 * starts as 1 and {@code bias} (C,) as 0.
 */
public final class GroupNorm extends Layer {
    private final Options options;
    private final Parameter weight;
    private final Parameter bias;

    /**
     * Makes the layer with eps 1e-5, weight and bias.
     *
     * @param numGroups a divisor of the channels
     * @param numChannels the channels C
     */
    public GroupNorm(long numGroups, long numChannels) {
        this(of(numGroups, numChannels));
    }

    @SuppressWarnings("try") // the scope acts by being open
    private GroupNorm(Options options) {
        this.options = options;
        try (TensorScope scope = TensorScope.open()) {
            weight = options.affine ? parameter("weight", Tensor.ones(options.numChannels)) : null;
            bias = options.affine ? parameter("bias", Tensor.zeros(options.numChannels)) : null;
        }
    }

    /**
     * Begins a layer that differs from the defaults.
     *
     * @param numGroups a divisor of the channels
     * @param numChannels the channels C
     * @return its options
     */
    public static Options of(long numGroups, long numChannels) {
        return new Options(numGroups, numChannels, 1e-5, true);
    }

    /**
     * What makes a group norm.
     *
     * @param numGroups a divisor of the channels
     * @param numChannels the channels C
     * @param eps added to the variance; 1e-5 by default
     * @param affine whether there are weight and bias; true by default
     */
    public record Options(long numGroups, long numChannels, double eps, boolean affine) {
        /** Checks the numbers. */
        public Options {
            Shape.require(
                    numGroups > 0 && numChannels > 0 && numChannels % numGroups == 0,
                    "groupNorm",
                    () -> "numGroups that divide numChannels",
                    () -> numGroups + " and " + numChannels);
        }

        /**
         * Another eps.
         *
         * @param newEps added to the variance
         * @return a changed copy
         */
        public Options eps(double newEps) {
            return new Options(numGroups, numChannels, newEps, affine);
        }

        /**
         * With or without weight and bias.
         *
         * @param newAffine whether there are any
         * @return a changed copy
         */
        public Options affine(boolean newAffine) {
            return new Options(numGroups, numChannels, eps, newAffine);
        }

        /**
         * Makes the layer.
         *
         * @return the layer
         */
        public GroupNorm build() {
            return new GroupNorm(this);
        }
    }

    @Override
    public Tensor forward(Tensor x) {
        Shape.require(
                x.rank() >= 2 && x.dim(1) == options.numChannels,
                "groupNorm",
                () -> "input (N, " + options.numChannels + ", …)",
                x::shape);
        return Norms.groupNorm(
                x,
                options.numGroups,
                weight == null ? null : weight.value(),
                bias == null ? null : bias.value(),
                options.eps);
    }

    @Override
    protected String describe() {
        return "GroupNorm(" + options.numGroups + ", " + options.numChannels + ", eps " + options.eps
                + (options.affine ? ")" : ", not affine)");
    }
}
