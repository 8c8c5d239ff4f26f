package dev.gradus.layers;

import dev.gradus.autograd.GradMode;
import dev.gradus.memory.TensorScope;
import dev.gradus.ops.Norms;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * Batch normalisation: {@code (x − mean) / √(variance + eps) · weight + bias} for each channel. While training, mean and
 * biased variance are the batch's; in evaluation they are the running ones, which each training batch moves: {@code
 * running = (1 − momentum) · running + momentum · batch}, with the unbiased variance. Ioffe and Szegedy, "Batch
 * normalization", 2015, arXiv:1502.03167.
 *
 * <p>{@code weight} (C,) starts as 1, {@code bias} (C,) as 0; the buffers are {@code running_mean} (0),
 * {@code running_var} (1) and {@code num_batches_tracked}.
 */
public abstract class BatchNorm extends ChannelNorm {
    private final Options<?> options;

    BatchNorm(Options<?> options) {
        super(options.numFeatures, options.momentum, options.affine, options.trackRunningStats);
        this.options = options;
    }

    static <L extends BatchNorm> Options<L> defaults(long numFeatures, Function<Options<L>, L> layer) {
        return new Options<>(numFeatures, 1e-5, OptionalDouble.of(0.1), true, true, layer);
    }

    /**
     * What makes a batch norm.
     *
     * @param <L> the layer
     * @param numFeatures the channels C
     * @param eps added to the variance; 1e-5 by default
     * @param momentum the weight of the new batch in the running statistics, 0.1 by default; if absent, they are the
     *     mean over all batches
     * @param affine whether there are weight and bias; true by default
     * @param trackRunningStats whether there are running statistics, true by default; else evaluation uses the batch's
     * @param layer makes the layer
     */
    public record Options<L extends BatchNorm>(
            long numFeatures,
            double eps,
            OptionalDouble momentum,
            boolean affine,
            boolean trackRunningStats,
            Function<Options<L>, L> layer) {
        /** Checks the numbers. */
        public Options {
            Shape.require(numFeatures > 0, "batchNorm", () -> "numFeatures of at least 1", () -> numFeatures);
            double weight = momentum.orElse(0);
            Shape.require(weight >= 0 && weight <= 1, "batchNorm", () -> "momentum from 0 to 1", () -> weight);
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
            return new Options<>(numFeatures, eps, OptionalDouble.of(newMomentum), affine, trackRunningStats, layer);
        }

        /**
         * Running statistics that are the mean over all batches: PyTorch's {@code momentum=None}.
         *
         * @return a changed copy
         */
        public Options<L> cumulativeAverage() {
            return new Options<>(numFeatures, eps, OptionalDouble.empty(), affine, trackRunningStats, layer);
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

    /** Whether an input has one of the ranks that the layer is for. */
    abstract boolean hasItsRank(Tensor x);

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
                hasItsRank(x) && x.dim(1) == options.numFeatures,
                "batchNorm",
                () -> "input " + input(options.numFeatures),
                x::shape);
        if (!isTraining() && hasRunningStatistics()) {
            return byRunningStatistics(x, options.eps, relu);
        }
        Norms.BatchNorm normalized = Norms.batchNorm(x, scale(), shift(), options.eps, relu);
        if (hasRunningStatistics()) {
            track(normalized, x.size() / options.numFeatures);
        }
        return normalized.output();
    }

    /** Moves the running statistics towards those of a batch with so many values a channel. */
    @SuppressWarnings("try") // scope and mode act by being open
    private void track(Norms.BatchNorm batch, long count) {
        try (GradMode mode = GradMode.noGrad();
                TensorScope scope = TensorScope.open()) {
            double unbiased = (double) count / (count - 1);
            track(batch.mean(), batch.variance().mul(unbiased));
        }
    }

    @Override
    protected final String describe() {
        String tracked =
                options.momentum.isPresent() ? ", momentum " + options.momentum.getAsDouble() : ", cumulative average";
        return getClass().getSimpleName() + "(" + options.numFeatures + ", eps " + options.eps
                + (options.trackRunningStats ? tracked : ", no running statistics")
                + (options.affine ? ")" : ", not affine)");
    }
}
