package dev.gradus.layers;

import dev.gradus.autograd.GradMode;
import dev.gradus.memory.TensorScope;
import dev.gradus.ops.Norms;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;

/**
 * Batch normalisation of (N, C, H, W): {@code (x − mean) / √(variance + eps) · weight + bias} for each channel. While
 * training, mean and biased variance are the batch's; in evaluation they are the running ones, which each training
 * batch moves: {@code running = (1 − momentum) · running + momentum · batch}, with the unbiased variance. Ioffe and
 * Szegedy, "Batch normalization", 2015, arXiv:1502.03167.
 *
 * <p>{@code weight} (C,) starts as 1, {@code bias} (C,) as 0; the buffers are {@code running_mean} (0),
 * {@code running_var} (1) and {@code num_batches_tracked}.
 */
public final class BatchNorm2d extends Layer implements FusesRelu {
    private final Options options;
    private final Parameter weight;
    private final Parameter bias;
    private final Buffer runningMean;
    private final Buffer runningVar;
    private final Buffer batches;

    /**
     * Makes the layer with eps 1e-5, momentum 0.1, weight and bias.
     *
     * @param numFeatures the channels C
     */
    public BatchNorm2d(long numFeatures) {
        this(of(numFeatures));
    }

    @SuppressWarnings("try") // the scope acts by being open
    private BatchNorm2d(Options options) {
        this.options = options;
        long c = options.numFeatures;
        try (TensorScope scope = TensorScope.open()) {
            weight = options.affine ? parameter("weight", Tensor.ones(c)) : null;
            bias = options.affine ? parameter("bias", Tensor.zeros(c)) : null;
            runningMean = buffer("running_mean", Tensor.zeros(c));
            runningVar = buffer("running_var", Tensor.ones(c));
            batches = buffer("num_batches_tracked", Tensor.full(Shape.of(), DType.INT64, 0));
        }
    }

    /**
     * Begins a layer that differs from the defaults.
     *
     * @param numFeatures the channels C
     * @return its options
     */
    public static Options of(long numFeatures) {
        return new Options(numFeatures, 1e-5, 0.1, true);
    }

    /**
     * What makes a batch norm.
     *
     * @param numFeatures the channels C
     * @param eps added to the variance; 1e-5 by default
     * @param momentum the weight of the new batch in the running statistics; 0.1 by default
     * @param affine whether there are weight and bias; true by default
     */
    public record Options(long numFeatures, double eps, double momentum, boolean affine) {
        /** Checks the numbers. */
        public Options {
            Shape.require(numFeatures > 0, "batchNorm", () -> "numFeatures of at least 1", () -> numFeatures);
            Shape.require(momentum >= 0 && momentum <= 1, "batchNorm", () -> "momentum from 0 to 1", () -> momentum);
        }

        /**
         * Another eps.
         *
         * @param newEps added to the variance
         * @return a changed copy
         */
        public Options eps(double newEps) {
            return new Options(numFeatures, newEps, momentum, affine);
        }

        /**
         * Another momentum.
         *
         * @param newMomentum the weight of the new batch
         * @return a changed copy
         */
        public Options momentum(double newMomentum) {
            return new Options(numFeatures, eps, newMomentum, affine);
        }

        /**
         * With or without weight and bias.
         *
         * @param newAffine whether there are any
         * @return a changed copy
         */
        public Options affine(boolean newAffine) {
            return new Options(numFeatures, eps, momentum, newAffine);
        }

        /**
         * Makes the layer.
         *
         * @return the layer
         */
        public BatchNorm2d build() {
            return new BatchNorm2d(this);
        }
    }

    @Override
    public Tensor forward(Tensor x) {
        return forward(x, false);
    }

    /**
     * Normalises, and applies the relu that follows in the same kernel.
     *
     * @param x (N, C, H, W)
     * @param relu whether max(·, 0) follows
     * @return (N, C, H, W)
     */
    @Override
    public Tensor forward(Tensor x, boolean relu) {
        Shape.require(
                x.rank() == 4 && x.dim(1) == options.numFeatures,
                "batchNorm",
                () -> "input (N, " + options.numFeatures + ", H, W)",
                x::shape);
        Tensor scale = weight == null ? null : weight.value();
        Tensor shift = bias == null ? null : bias.value();
        if (isTraining()) {
            Norms.BatchNorm normalized = Norms.batchNorm(x, scale, shift, options.eps, relu);
            track(normalized, x.size() / options.numFeatures);
            return normalized.output();
        }
        Tensor y = Norms.batchNormWith(x, runningMean.value(), runningVar.value(), scale, shift, options.eps);
        return relu ? y.relu() : y;
    }

    /** Moves the running statistics towards those of a batch with so many values a channel. */
    @SuppressWarnings("try") // scope and mode act by being open
    private void track(Norms.BatchNorm batch, long count) {
        try (GradMode mode = GradMode.noGrad();
                TensorScope scope = TensorScope.open()) {
            double unbiased = (double) count / (count - 1);
            move(runningMean, batch.mean());
            move(runningVar, batch.variance().mul(unbiased));
            batches.set(Tensor.of(new long[] {batches.value().toLongArray()[0] + 1}, Shape.of()));
        }
    }

    private void move(Buffer running, Tensor batch) {
        Tensor old = running.value();
        running.set(old.mul(1 - options.momentum).add(batch.to(old.dtype()).mul(options.momentum)));
    }

    @Override
    protected String describe() {
        return "BatchNorm2d(" + options.numFeatures + ", eps " + options.eps + ", momentum " + options.momentum
                + (options.affine ? ")" : ", not affine)");
    }
}
