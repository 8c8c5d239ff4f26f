package dev.gradus.ops;

import dev.gradus.autograd.Op;
import dev.gradus.autograd.Precision;
import dev.gradus.backend.Binary;
import dev.gradus.backend.Reduction;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.Arrays;

/** Sums, means and extremes over dimensions. No dims means all; {@code keepDim} leaves each with extent 1. */
public final class Reductions {
    private Reductions() {}

    /** Drops the reduced dimensions, which have extent 1. */
    private static Tensor drop(Tensor kept, boolean[] reduced, boolean keepDim) {
        if (keepDim) {
            return kept;
        }
        long[] dims = new long[reduced.length];
        int rank = 0;
        for (int i = 0; i < reduced.length; i++) {
            if (!reduced[i]) {
                dims[rank++] = kept.dim(i);
            }
        }
        return reshaped(kept, Shape.of(Arrays.copyOf(dims, rank)));
    }

    private static Tensor reshaped(Tensor x, Shape shape) {
        return x.shape().equals(shape) ? x : x.backend().plain(x).aliasAs(shape);
    }

    private static long count(Tensor x, boolean[] reduced) {
        long count = 1;
        for (int i = 0; i < reduced.length; i++) {
            count *= reduced[i] ? x.dim(i) : 1;
        }
        return count;
    }

    /**
     * The sum.
     *
     * @param input any tensor but BOOL and UINT8
     * @param keepDim whether the reduced dimensions stay, with extent 1
     * @param dims which; negative counts from the end, none means all
     * @return the sums
     */
    public static Tensor sum(Tensor input, boolean keepDim, int... dims) {
        Require.arithmetic("sum", input);
        Tensor x = Precision.exact(input);
        boolean[] reduced = x.shape().mask("sum", dims);
        Tensor kept = x.backend().reduce(Reduction.SUM, x, reduced);
        return Op.of("sum", drop(kept, reduced, keepDim))
                .grad(x, g -> g.backend().expand(reshaped(g, kept.shape()), x.shape()))
                .build();
    }

    /**
     * The arithmetic mean.
     *
     * @param input any floating tensor
     * @param keepDim whether the reduced dimensions stay, with extent 1
     * @param dims which; negative counts from the end, none means all
     * @return the means
     */
    public static Tensor mean(Tensor input, boolean keepDim, int... dims) {
        Tensor x = Precision.exact(input);
        Require.floating("mean", x);
        boolean[] reduced = x.shape().mask("mean", dims);
        Tensor kept = x.backend().reduce(Reduction.MEAN, x, reduced);
        double scale = 1.0 / count(x, reduced);
        return Op.of("mean", drop(kept, reduced, keepDim))
                .grad(x, g -> g.backend().expand(reshaped(g, kept.shape()).mul(scale), x.shape()))
                .build();
    }

    /**
     * The largest element; NaN if any is. Elements that tie share the gradient equally, as PyTorch's {@code amax}.
     *
     * @param x any numeric tensor
     * @param keepDim whether the reduced dimensions stay, with extent 1
     * @param dims which; negative counts from the end, none means all
     * @return the largest elements
     */
    public static Tensor max(Tensor x, boolean keepDim, int... dims) {
        return extreme("max", Reduction.MAX, x, keepDim, dims);
    }

    /**
     * The smallest element; NaN if any is. Elements that tie share the gradient equally, as PyTorch's {@code amin}.
     *
     * @param x any numeric tensor
     * @param keepDim whether the reduced dimensions stay, with extent 1
     * @param dims which; negative counts from the end, none means all
     * @return the smallest elements
     */
    public static Tensor min(Tensor x, boolean keepDim, int... dims) {
        return extreme("min", Reduction.MIN, x, keepDim, dims);
    }

    /**
     * max or min.
     *
     * @param op its name
     * @param f which
     * @param x any numeric tensor
     * @param keepDim whether the reduced dimensions stay, with extent 1
     * @param dims which; negative counts from the end, none means all
     * @return the extremes
     */
    private static Tensor extreme(String op, Reduction f, Tensor x, boolean keepDim, int... dims) {
        boolean[] reduced = x.shape().mask(op, dims);
        Shape.require(x.size() > 0, op, () -> "at least one element", x::shape);
        Tensor kept = x.backend().reduce(f, x, reduced);
        return Op.of(op, drop(kept, reduced, keepDim))
                .grad(x, g -> {
                    Tensor winners = x.backend().cast(x.backend().zip(Binary.EQ, x, kept), x.dtype());
                    Tensor ties = winners.backend().reduce(Reduction.SUM, winners, reduced);
                    return reshaped(g, kept.shape()).div(ties).mul(winners);
                })
                .build();
    }

    /**
     * The variance: the mean of (x − mean)², divided by n − 1 instead of n if unbiased.
     *
     * @param input any floating tensor
     * @param unbiased PyTorch's default is true
     * @param keepDim whether the reduced dimensions stay, with extent 1
     * @param dims which; none means all
     * @return the variances
     */
    public static Tensor var(Tensor input, boolean unbiased, boolean keepDim, int... dims) {
        Tensor x = Precision.exact(input);
        Require.floating("var", x);
        boolean[] reduced = x.shape().mask("var", dims);
        long n = count(x, reduced);
        double scale = 1.0 / (unbiased ? n - 1 : n);
        Tensor centred = x.detach().sub(x.backend().reduce(Reduction.MEAN, x, reduced));
        Tensor kept =
                x.backend().reduce(Reduction.SUM, centred.square(), reduced).mul(scale);
        return Op.of("var", drop(kept, reduced, keepDim))
                .grad(x, g -> reshaped(g, kept.shape()).mul(2 * scale).mul(centred))
                .saves(centred)
                .build();
    }

    /**
     * The index of the first largest element; no gradient.
     *
     * @param x any numeric tensor
     * @param dim along which; it disappears
     * @return INT64 indices
     */
    public static Tensor argmax(Tensor x, int dim) {
        int along = x.shape().checkDim("argmax", dim);
        Shape.require(x.dim(along) > 0, "argmax", () -> "at least one element along dim " + dim, x::shape);
        Tensor kept = x.backend().argmax(x, along);
        return reshaped(kept, x.shape().without(along));
    }
}
