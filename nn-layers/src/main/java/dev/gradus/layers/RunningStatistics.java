package dev.gradus.layers;

import dev.gradus.autograd.GradMode;
import dev.gradus.memory.TensorScope;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.OptionalDouble;

/**
 * The running mean and variance of a norm's channels: the buffers {@code running_mean} (0 at first), {@code running_var}
 * (1) and {@code num_batches_tracked} of the layer.
 */
final class RunningStatistics {
    private final Buffer mean;
    private final Buffer variance;
    private final Buffer batches;
    private final OptionalDouble momentum;

    /**
     * Adds the buffers to a layer.
     *
     * @param momentum the weight of a new batch; if absent, all batches weigh the same
     */
    @SuppressWarnings("try") // the scope acts by being open
    RunningStatistics(Module owner, long channels, OptionalDouble momentum) {
        this.momentum = momentum;
        try (TensorScope scope = TensorScope.open()) {
            mean = owner.buffer("running_mean", Tensor.zeros(channels));
            variance = owner.buffer("running_var", Tensor.ones(channels));
            batches = owner.buffer("num_batches_tracked", Tensor.full(Shape.of(), DType.INT64, 0));
        }
    }

    Tensor mean() {
        return mean.value();
    }

    Tensor variance() {
        return variance.value();
    }

    /** Moves the statistics towards those of a batch. */
    @SuppressWarnings("try") // scope and mode act by being open
    void track(Tensor batchMean, Tensor unbiasedVariance) {
        try (GradMode mode = GradMode.noGrad();
                TensorScope scope = TensorScope.open()) {
            long count = batches.value().toLongArray()[0] + 1;
            double weight = momentum.orElse(1.0 / count);
            move(mean, batchMean, weight);
            move(variance, unbiasedVariance, weight);
            batches.set(Tensor.of(new long[] {count}, Shape.of()));
        }
    }

    private static void move(Buffer running, Tensor batch, double weight) {
        Tensor old = running.value();
        running.set(old.mul(1 - weight).add(batch.to(old.dtype()).mul(weight)));
    }
}
