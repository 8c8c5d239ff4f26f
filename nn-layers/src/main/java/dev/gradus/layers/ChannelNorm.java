package dev.gradus.layers;

import dev.gradus.autograd.GradMode;
import dev.gradus.memory.TensorScope;
import dev.gradus.ops.Norms;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.OptionalDouble;

/**
 * What batch and instance norm share: {@code weight} (1 at first) and {@code bias} (0), and the buffers {@code
 * running_mean} (0), {@code running_var} (1) and {@code num_batches_tracked}, all of them optional.
 */
abstract class ChannelNorm extends Layer implements FusesRelu {
    private final OptionalDouble momentum;
    private final Parameter weight;
    private final Parameter bias;
    private final Buffer runningMean;
    private final Buffer runningVar;
    private final Buffer batches;

    /** With statistics in which a new batch has the weight of the momentum or, if it is absent, all weigh the same. */
    @SuppressWarnings("try") // the scope acts by being open
    ChannelNorm(long numFeatures, OptionalDouble momentum, boolean affine, boolean trackRunningStats) {
        this.momentum = momentum;
        try (TensorScope scope = TensorScope.open()) {
            weight = affine ? parameter("weight", Tensor.ones(numFeatures)) : null;
            bias = affine ? parameter("bias", Tensor.zeros(numFeatures)) : null;
            runningMean = trackRunningStats ? buffer("running_mean", Tensor.zeros(numFeatures)) : null;
            runningVar = trackRunningStats ? buffer("running_var", Tensor.ones(numFeatures)) : null;
            batches = trackRunningStats ? buffer("num_batches_tracked", Tensor.full(Shape.of(), DType.INT64, 0)) : null;
        }
    }

    final Tensor scale() {
        return weight == null ? null : weight.value();
    }

    final Tensor shift() {
        return bias == null ? null : bias.value();
    }

    final boolean hasRunningStatistics() {
        return batches != null;
    }

    @Override
    public final Tensor forward(Tensor x) {
        return forward(x, false);
    }

    /** Normalises by the running statistics. */
    final Tensor byRunningStatistics(Tensor x, double eps, boolean relu) {
        Tensor y = Norms.batchNormWith(x, runningMean.value(), runningVar.value(), scale(), shift(), eps);
        return relu ? y.relu() : y;
    }

    /** Moves the running statistics towards those of a batch. */
    @SuppressWarnings("try") // scope and mode act by being open
    final void track(Tensor batchMean, Tensor unbiasedVariance) {
        try (GradMode mode = GradMode.noGrad();
                TensorScope scope = TensorScope.open()) {
            long count = batches.value().toLongArray()[0] + 1;
            double share = momentum.orElse(1.0 / count);
            move(runningMean, batchMean, share);
            move(runningVar, unbiasedVariance, share);
            batches.set(Tensor.of(new long[] {count}, Shape.of()));
        }
    }

    private static void move(Buffer running, Tensor batch, double share) {
        Tensor old = running.value();
        running.set(old.mul(1 - share).add(batch.to(old.dtype()).mul(share)));
    }
}
