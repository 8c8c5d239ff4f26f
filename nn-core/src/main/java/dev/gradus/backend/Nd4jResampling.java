package dev.gradus.backend;

import dev.gradus.tensor.Shape;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Resizing as two matrix products, y = R · x · Cᵀ for each plane x: row i of R (of C) holds the weights with which the
 * rows (columns) of the input make up row (column) i of the output. So the gradient is Rᵀ · g · C.
 */
final class Nd4jResampling {
    private final Nd4jArena arena;
    private final Shape from;
    private final Shape to;
    private final double[][] rows;
    private final double[][] columns;

    Nd4jResampling(Nd4jArena arena, Shape from, Shape to, Interpolation mode, boolean alignCorners) {
        this.arena = arena;
        this.from = from;
        this.to = to;
        this.rows = weights(from.intDim(2), to.intDim(2), mode, alignCorners);
        this.columns = weights(from.intDim(3), to.intDim(3), mode, alignCorners);
    }

    INDArray forward(INDArray x) {
        INDArray wide = alongLast(x, from.dim(2), from.dim(3), columns, false);
        return alongLast(wide, to.dim(3), from.dim(2), rows, false);
    }

    INDArray grad(INDArray g) {
        INDArray narrow = alongLast(g, to.dim(2), to.dim(3), columns, true);
        return alongLast(narrow, from.dim(3), to.dim(2), rows, true);
    }

    /** Multiplies the last dimension of planes of p x q with a matrix, and swaps the two dimensions. */
    private INDArray alongLast(INDArray x, long p, long q, double[][] weights, boolean transpose) {
        INDArray matrix = arena.cast(arena.hold(Nd4j.createFromArray(weights)), x.dataType());
        long planes = from.dim(0) * from.dim(1);
        long made = transpose ? matrix.columns() : matrix.rows();
        INDArray product = arena.matmul(arena.reshape(x, planes * p, q), false, matrix, !transpose, planes * p, made);
        return arena.copy(arena.reshape(product, planes, p, made).permute(0, 2, 1));
    }

    private static double[][] weights(int in, int out, Interpolation mode, boolean alignCorners) {
        double[][] weights = new double[out][in];
        for (int i = 0; i < out; i++) {
            double place = switch (mode) {
                case NEAREST -> (double) Math.floorDiv((long) i * in, out);
                case BILINEAR ->
                    alignCorners
                            ? (out == 1 ? 0 : i * (in - 1.0) / (out - 1))
                            : Math.max(0, (i + 0.5) * in / out - 0.5);
                case BICUBIC -> throw new IllegalArgumentException("resample: expected two taps, got " + mode);
            };
            int low = Math.min((int) place, in - 1);
            int high = Math.min(low + 1, in - 1);
            weights[i][low] += 1 - (place - low);
            weights[i][high] += place - low;
        }
        return weights;
    }
}
