package dev.gradus.backend;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Normalisation of (N, C, H, W) by mean and variance. Values of one channel (batch norm), or of one channel of one
 * sample (instance norm), form a group; statistics are broadcast as (1, C, 1, 1) or (N, C, 1, 1).
 */
final class Nd4jNorm {
    private final Nd4jArena arena;
    private final boolean[] grouped;

    Nd4jNorm(Nd4jArena arena, boolean perSample) {
        this.arena = arena;
        this.grouped = new boolean[] {!perSample, false, true, true};
    }

    INDArray mean(INDArray x) {
        return arena.mean(x, grouped);
    }

    /** The mean of (x − mean)². */
    INDArray variance(INDArray x, INDArray mean) {
        INDArray centred = arena.zip("subtract", x, broadcast(mean));
        return mean(centred.muli(centred));
    }

    /** (x − mean) / √(variance + eps). */
    INDArray normalized(INDArray x, INDArray mean, INDArray variance, double eps) {
        return arena.zip("multiply", arena.zip("subtract", x, broadcast(mean)), scale(variance, eps));
    }

    /** 1 / √(variance + eps). */
    INDArray scale(INDArray variance, double eps) {
        return broadcast(Transforms.sqrt(arena.hold(variance.add(eps)), false).rdivi(1));
    }

    /**
     * scale · (g − mean(g) − x̂ · mean(g · x̂)): the last two terms are what the group's mean and variance pass on.
     *
     * @param weighted g · x̂
     */
    INDArray inputGrad(INDArray g, INDArray normalized, INDArray weighted, INDArray scale) {
        INDArray throughMean = arena.zip("subtract", g, mean(g));
        INDArray throughVariance = arena.zip("multiply", normalized, mean(weighted));
        return arena.zip("multiply", arena.zip("subtract", throughMean, throughVariance), scale);
    }

    /** (C,) as (1, C, 1, 1). */
    INDArray perChannel(INDArray vector) {
        return arena.reshape(vector, 1, vector.length(), 1, 1);
    }

    // ---- rows of a matrix: to the above, the channels of one image of 1 x D pixels

    /** (M, D) as (1, M, 1, D). */
    INDArray rows(INDArray matrix) {
        return arena.reshape(matrix, 1, matrix.size(0), 1, matrix.size(1));
    }

    /** (D,) as (1, 1, 1, D). */
    INDArray perColumn(INDArray vector) {
        return arena.reshape(vector, 1, 1, 1, vector.length());
    }

    /** (C,) as (1, C, 1, 1), (N, C) as (N, C, 1, 1). */
    private INDArray broadcast(INDArray statistic) {
        return statistic.rank() == 1
                ? perChannel(statistic)
                : arena.reshape(statistic, statistic.size(0), statistic.size(1), 1, 1);
    }
}
