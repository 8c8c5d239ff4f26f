package dev.gradus.ops;

import dev.gradus.autograd.Op;
import dev.gradus.autograd.Precision;
import dev.gradus.backend.Backend;
import dev.gradus.backend.Binary;
import dev.gradus.backend.Reduction;
import dev.gradus.backend.Unary;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Sums, means and extremes over dimensions. No dims means all; {@code keepDim} leaves each with extent 1. */
public final class Reductions {
    private Reductions() {}

    /** Drops the reduced dimensions, which have extent 1. */
    private static Tensor drop(Tensor kept, boolean[] reduced, boolean keepDim) {
        return keepDim ? kept : reshaped(kept, rest(kept.shape(), reduced));
    }

    /** The dimensions that are not reduced. */
    private static Shape rest(Shape shape, boolean[] reduced) {
        long[] dims = new long[reduced.length];
        int rank = 0;
        for (int i = 0; i < reduced.length; i++) {
            if (!reduced[i]) {
                dims[rank++] = shape.dim(i);
            }
        }
        return Shape.of(Arrays.copyOf(dims, rank));
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

    /**
     * The index of the first smallest element, NaN counting as smaller than all; no gradient.
     *
     * @param x any tensor but BOOL and UINT8
     * @param dim along which; it disappears
     * @return INT64 indices
     */
    public static Tensor argmin(Tensor x, int dim) {
        Require.arithmetic("argmin", x);
        int along = x.shape().checkDim("argmin", dim);
        Shape.require(x.dim(along) > 0, "argmin", () -> "at least one element along dim " + dim, x::shape);
        Tensor kept = x.backend().argmax(x.backend().map(Unary.NEG, x, 0, 0), along);
        return reshaped(kept, x.shape().without(along));
    }

    /**
     * The square root of {@link #var}; the gradient is 0 where it is 0, as PyTorch's.
     *
     * @param input any floating tensor
     * @param unbiased PyTorch's default is true
     * @param keepDim whether the reduced dimensions stay, with extent 1
     * @param dims which; none means all
     * @return the standard deviations
     */
    public static Tensor std(Tensor input, boolean unbiased, boolean keepDim, int... dims) {
        Require.floating("std", input);
        input.shape().mask("std", dims);
        Tensor variance = var(input, unbiased, keepDim, dims);
        Tensor y = variance.detach().sqrt();
        return Op.of("std", y)
                .grad(variance, g -> zeroWhere(y.eq(0), g.div(y).mul(0.5)))
                .build();
    }

    private static Tensor zeroWhere(Tensor condition, Tensor x) {
        return x.backend().where(condition, x.backend().full(Shape.of(), x.dtype(), 0), x);
    }

    /**
     * The length of vectors by the p-norm {@code (Σ |x|ᵖ)^(1/p)}; for ∞ the largest |x|, for −∞ the smallest, for 0 how
     * many elements are not 0. The gradient is 0 at elements that are 0, as PyTorch's; largest elements that tie share it.
     *
     * @param input any floating tensor
     * @param p the order
     * @param keepDim whether the reduced dimensions stay, with extent 1
     * @param dims which; none means all
     * @return the norms
     */
    public static Tensor norm(Tensor input, double p, boolean keepDim, int... dims) {
        Tensor x = Precision.exact(input);
        Require.floating("norm", x);
        boolean[] reduced = x.shape().mask("norm", dims);
        Shape.require(!Double.isNaN(p), "norm", () -> "an order", () -> p);
        if (Double.isInfinite(p)) {
            Shape.require(x.size() > 0, "norm", () -> "at least one element", x::shape);
            return p > 0 ? max(x.abs(), keepDim, dims) : min(x.abs(), keepDim, dims);
        }
        Tensor powers = p == 0 ? x.ne(0).to(x.dtype()) : power(x.detach().abs(), p);
        Tensor sum = x.backend().reduce(Reduction.SUM, powers, reduced);
        Tensor kept = p == 0 ? sum : p == 2 ? sum.sqrt() : power(sum, 1 / p);
        return Op.of("norm", drop(kept, reduced, keepDim))
                .grad(x, g -> {
                    // (|x| / norm)ᵖ⁻¹ instead of |x|ᵖ⁻¹ / normᵖ⁻¹, which may overflow.
                    Tensor slope = p == 0
                            ? x.backend().full(Shape.of(), x.dtype(), 0)
                            : power(x.abs().div(kept), p - 1).mul(Functions.sign(x));
                    return zeroWhere(x.eq(0), reshaped(g, kept.shape()).mul(slope));
                })
                .build();
    }

    private static Tensor power(Tensor x, double p) {
        return p == 1 ? x : p == 2 ? x.square() : x.pow(p);
    }

    /**
     * The product. The gradient of an element is the product of the others, also where some are 0.
     *
     * @param x any tensor but BOOL and UINT8
     * @param keepDim whether the reduced dimensions stay, with extent 1
     * @param dims which; negative counts from the end, none means all
     * @return the products
     */
    public static Tensor prod(Tensor x, boolean keepDim, int... dims) {
        Require.arithmetic("prod", x);
        boolean[] reduced = x.shape().mask("prod", dims);
        int[] reducedLast = IntStream.concat(
                        IntStream.range(0, reduced.length).filter(i -> !reduced[i]),
                        IntStream.range(0, reduced.length).filter(i -> reduced[i]))
                .toArray();
        Shape rest = rest(x.shape(), reduced);
        Tensor rows = Shaping.permute(x, reducedLast).reshape(rest.size(), count(x, reduced));
        Shape kept = keepDim ? x.shape().reduced(reduced) : rest;
        return productOfRows(rows).reshape(kept.dims());
    }

    /** (M, N) → (M, 1). */
    private static Tensor productOfRows(Tensor rows) {
        Backend kernels = rows.backend();
        long n = rows.dim(1);
        Shape longer = rows.shape().with(1, n + 1);
        long[] none = {0, 0};
        long[] one = {0, 1};
        long[] steps = {1, 1};
        // At i the product of the elements before it: a 1 is put in front.
        Tensor before = kernels.scan(kernels.embed(rows, one, steps, longer, 1), null, 1, 1, false);
        Tensor product =
                kernels.slice(before, new long[] {0, n}, steps, rows.shape().with(1, 1));
        return Op.of("prod", product)
                .grad(rows, g -> {
                    Tensor after = kernels.scan(kernels.embed(rows, none, steps, longer, 1), null, 1, 1, true);
                    return g.mul(kernels.slice(before, none, steps, rows.shape()))
                            .mul(kernels.slice(after, one, steps, rows.shape()));
                })
                .saves(before)
                .build();
    }
}
