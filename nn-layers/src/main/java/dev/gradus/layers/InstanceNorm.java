package dev.gradus.layers;

import dev.gradus.autograd.GradMode;
import dev.gradus.memory.TensorScope;
import dev.gradus.ops.Norms;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Instance normalisation: {@code (x − mean) / √(variance + eps) · weight + bias}, with mean and biased variance over the
 * pixels of each channel of each sample, in training and evaluation alike. Ulyanov, Vedaldi and Lempitsky, "Instance
 * normalization", 2016, arXiv:1607.08022.
 *
 * <p>If affine, {@code weight} (C,) starts as 1 and {@code bias} (C,) as 0. If running statistics are tracked, evaluation
 * uses them instead: the buffers {@code running_mean} (0 at first), {@code running_var} (1) and {@code
 * num_batches_tracked}, moved by the mean over the samples as those of {@link BatchNorm}. (PyTorch leaves that last
 * number, which nothing depends on, at 0.)
 */
public abstract class InstanceNorm extends ChannelNorm {
    private final Options<?> options;

    InstanceNorm(Options<?> options) {
        super(options.numFeatures, OptionalDouble.of(options.momentum), options.affine, options.trackRunningStats);
        this.options = options;
    }

    static <L extends InstanceNorm> Options<L> defaults(long numFeatures, Function<Options<L>, L> layer) {
        return new Options<>(numFeatures, 1e-5, 0.1, false, false, layer);
    }

    /**
     * What makes an instance norm.
     *
     * @param <L> the layer
     * @param numFeatures the channels C
     * @param eps added to the variance; 1e-5 by default
     * @param momentum the weight of the new batch in the running statistics, if there are any; 0.1 by default
     * @param affine whether there are weight and bias; false by default, as PyTorch's
     * @param trackRunningStats whether there are running statistics; false by default
     * @param layer makes the layer
     */
    public record Options<L extends InstanceNorm>(
            long numFeatures,
            double eps,
            double momentum,
            boolean affine,
            boolean trackRunningStats,
            Function<Options<L>, L> layer) {
        /** Checks the numbers. */
        public Options {
            Shape.require(numFeatures > 0, "instanceNorm", () -> "numFeatures of at least 1", () -> numFeatures);
            Shape.require(momentum >= 0 && momentum <= 1, "instanceNorm", () -> "momentum from 0 to 1", () -> momentum);
        }

        /**
         * Another eps.
         *
         * @param newEps added to the variance
         * @return a changed copy
         */
        public Options<L> eps(double newEps) {
            return new Options<>(numFeatures, newEps, momentum, affine, trackRunningStats, layer);
        }

        /**
         * Another momentum.
         *
         * @param newMomentum the weight of the new batch
         * @return a changed copy
         */
        public Options<L> momentum(double newMomentum) {
            return new Options<>(numFeatures, eps, newMomentum, affine, trackRunningStats, layer);
        }

        /**
         * With or without weight and bias.
         *
         * @param newAffine whether there are any
         * @return a changed copy
         */
        public Options<L> affine(boolean newAffine) {
            return new Options<>(numFeatures, eps, momentum, newAffine, trackRunningStats, layer);
        }

        /**
         * With or without running statistics.
         *
         * @param newTrackRunningStats whether there are any
         * @return a changed copy
         */
        public Options<L> trackRunningStats(boolean newTrackRunningStats) {
            return new Options<>(numFeatures, eps, momentum, affine, newTrackRunningStats, layer);
        }

        /**
         * Makes the layer.
         *
         * @return the layer
         */
        public L build() {
            return layer.apply(this);
        }
    }

    /** The rank that the layer is for. */
    abstract int rank();

    /** The inputs that the layer is for, with C written as given. */
    abstract String input(long channels);

    /**
     * Normalises, and applies the relu that follows in the same kernel.
     *
     * @param x the input
     * @param relu whether max(·, 0) follows
     * @return the output, of x's shape
     */
    @Override
    public final Tensor forward(Tensor x, boolean relu) {
        Shape.require(
                x.rank() == rank() && x.dim(1) == options.numFeatures,
                "instanceNorm",
                () -> "input " + input(options.numFeatures),
                x::shape);
        if (!isTraining() && hasRunningStatistics()) {
            return byRunningStatistics(x, options.eps, relu);
        }
        Tensor y = Norms.instanceNorm(x, scale(), shift(), options.eps, relu);
        if (hasRunningStatistics()) {
            track(x.detach());
        }
        return y;
    }

    @SuppressWarnings("try") // scope and mode act by being open
    private void track(Tensor x) {
        try (GradMode mode = GradMode.noGrad();
                TensorScope scope = TensorScope.open()) {
            int[] pixels = IntStream.range(2, x.rank()).toArray();
            track(x.mean(pixels).mean(0), x.var(true, false, pixels).mean(0));
        }
    }

    @Override
    protected final String describe() {
        return getClass().getSimpleName() + "(" + options.numFeatures + ", eps " + options.eps
                + (options.trackRunningStats ? ", momentum " + options.momentum : "")
                + (options.affine ? ", affine)" : ")");
    }
}
