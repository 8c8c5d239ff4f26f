package dev.gradus.ops;

import dev.gradus.autograd.GradMode;
import dev.gradus.autograd.Op;
import dev.gradus.autograd.Precision;
import dev.gradus.backend.Backend;
import dev.gradus.backend.PoolAxis;
import dev.gradus.backend.PoolWindow;
import dev.gradus.backend.Window;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;

/**
 * Pooling over windows that slide over (N, C, L), (N, C, H, W) or (N, C, D, H, W). The output's extents are
 * {@code ⌊(size + 2·padding − dilation·(kernelSize − 1) − 1) / stride⌋ + 1}; {@link PoolWindow#ceilMode} rounds them up.
 * Rows are pooled as pictures one pixel high, volumes as pictures of H and W and then of D, since a largest of largest
 * and a mean of means are those of the whole.
 */
public final class Pooling {
    private Pooling() {}

    /**
     * The largest elements under windows, and where they were.
     *
     * @param values the elements
     * @param indices INT64, of the same shape: their places within the plane of their channel, in row-major order; −1 where
     *     a window, dilated, meets padding alone
     */
    public record Maxima(Tensor values, Tensor indices) {}

    /**
     * As {@link #maxPool2d(Tensor, Window)} with a square window that does not overlap.
     *
     * @param x (N, C, H, W)
     * @param kernelSize the side of the window, and the stride
     * @return (N, C, ⌊H / kernelSize⌋, ⌊W / kernelSize⌋)
     */
    public static Tensor maxPool2d(Tensor x, int kernelSize) {
        return maxPool2d(x, Require.window("maxPool2d", kernelSize, kernelSize, kernelSize, 0));
    }

    /**
     * The largest element under each window; padding counts as −∞. The gradient goes to the first of equals.
     *
     * @param x (N, C, H, W)
     * @param window the geometry; padding at most half the kernel
     * @return (N, C, outH, outW)
     */
    public static Tensor maxPool2d(Tensor x, Window window) {
        Require.image("maxPool2d", x);
        checkPadding("maxPool2d", window);
        window.output("maxPool2d", x.shape(), x.dim(1));
        boolean forGrad = x.isTracked() && GradMode.isEnabled();
        Backend.Pooled pooled = x.backend().maxPool2d(x, window, forGrad);
        return Op.of("maxPool2d", pooled.output())
                .grad(x, g -> g.backend().maxPool2dGrad(g, pooled.saved(), x.shape(), window))
                .saves(pooled.saved())
                .build();
    }

    /**
     * As {@link #avgPool2d(Tensor, Window, boolean)} with a square window that does not overlap.
     *
     * @param x (N, C, H, W)
     * @param kernelSize the side of the window, and the stride
     * @return (N, C, ⌊H / kernelSize⌋, ⌊W / kernelSize⌋)
     */
    public static Tensor avgPool2d(Tensor x, int kernelSize) {
        return avgPool2d(x, Require.window("avgPool2d", kernelSize, kernelSize, kernelSize, 0), true);
    }

    /**
     * The mean under each window.
     *
     * @param x (N, C, H, W)
     * @param window the geometry; padding at most half the kernel, dilation 1
     * @param countIncludePad whether padding counts as zeros (PyTorch's default); else the mean is over existing pixels
     * @return (N, C, outH, outW)
     */
    public static Tensor avgPool2d(Tensor x, Window window, boolean countIncludePad) {
        Require.image("avgPool2d", x);
        checkPadding("avgPool2d", window);
        Shape.require(
                window.dilationH() == 1 && window.dilationW() == 1, "avgPool2d", () -> "dilation 1", () -> window);
        window.output("avgPool2d", x.shape(), x.dim(1));
        return Op.of("avgPool2d", x.backend().avgPool2d(x, window, countIncludePad))
                .grad(x, g -> g.backend().avgPool2dGrad(g, x.shape(), window, countIncludePad))
                .build();
    }

    /**
     * The mean over all pixels.
     *
     * @param x (N, C, H, W)
     * @return (N, C, 1, 1)
     */
    public static Tensor globalAvgPool2d(Tensor x) {
        Require.image("globalAvgPool2d", x);
        return x.mean(true, 2, 3);
    }

    /**
     * The largest element under each window; padding counts as −∞. The gradient goes to the first of equals.
     *
     * @param x (N, C, L)
     * @param window the geometry
     * @return (N, C, outL)
     */
    public static Tensor maxPool1d(Tensor x, PoolWindow window) {
        return max("maxPool1d", x, window, 1);
    }

    /**
     * The largest element under each window; padding counts as −∞. The gradient goes to the first of equals.
     *
     * @param x (N, C, H, W)
     * @param window the geometry
     * @return (N, C, outH, outW)
     */
    public static Tensor maxPool2d(Tensor x, PoolWindow window) {
        return max("maxPool2d", x, window, 2);
    }

    /**
     * The largest element under each window; padding counts as −∞. The gradient goes to the first of equals.
     *
     * @param x (N, C, D, H, W)
     * @param window the geometry
     * @return (N, C, outD, outH, outW)
     */
    public static Tensor maxPool3d(Tensor x, PoolWindow window) {
        return max("maxPool3d", x, window, 3);
    }

    private static Tensor max(String op, Tensor x, PoolWindow window, int rank) {
        Require.spatial(op, x, rank);
        PoolWindow full = window.over(op, rank);
        long[] missing = missing(x, full, window.axes(op, x.shape()));
        boolean fits = Arrays.stream(missing).allMatch(elements -> elements == 0);
        Tensor whole = fits ? x : Shaping.pad(x, new long[x.rank()], missing, Double.NEGATIVE_INFINITY);
        return byPictures(whole, full, Pooling::maxPool2d);
    }

    /** For each dimension how many elements the last window reaches beyond the padded input, as in ceil mode. */
    private static long[] missing(Tensor x, PoolWindow w, List<PoolAxis> axes) {
        long[] missing = new long[x.rank()];
        for (int i = 0; i < axes.size(); i++) {
            long start = (axes.get(i).outputs() - 1L) * w.stride().get(i);
            long end = start + (long) w.dilation().get(i) * (w.kernelSize().get(i) - 1) + 1;
            missing[i + 2] = Math.max(0, end - x.dim(i + 2) - 2L * w.padding().get(i));
        }
        return missing;
    }

    /** Windows of one size, which pictures have kernels for. */
    private static Tensor byPictures(Tensor x, PoolWindow w, BiFunction<Tensor, Window, Tensor> pool) {
        int last = x.rank() - 3;
        if (last == 0) {
            return pool.apply(x.unsqueeze(2), window(w, -1, 0)).squeeze(2);
        }
        Window plane = window(w, last - 1, last);
        if (last == 1) {
            return pool.apply(x, plane);
        }
        Tensor planes = pool.apply(x.reshape(x.dim(0) * x.dim(1), x.dim(2), x.dim(3), x.dim(4)), plane);
        long pixels = planes.dim(2) * planes.dim(3);
        Tensor columns = pool.apply(planes.reshape(x.dim(0), x.dim(1), x.dim(2), pixels), window(w, 0, -1));
        return columns.reshape(x.dim(0), x.dim(1), columns.dim(2), planes.dim(2), planes.dim(3));
    }

    /** Two of its dimensions; −1 for one that is not pooled. */
    private static Window window(PoolWindow w, int h, int v) {
        return new Window(
                at(w.kernelSize(), h, 1),
                at(w.kernelSize(), v, 1),
                at(w.stride(), h, 1),
                at(w.stride(), v, 1),
                at(w.padding(), h, 0),
                at(w.padding(), v, 0),
                at(w.dilation(), h, 1),
                at(w.dilation(), v, 1));
    }

    private static int at(List<Integer> numbers, int dim, int otherwise) {
        return dim < 0 ? otherwise : numbers.get(dim);
    }

    /**
     * As {@link #maxPool1d(Tensor, PoolWindow)}, with the places. Of several NaN the last one counts.
     *
     * @param x (N, C, L)
     * @param window the geometry
     * @return values and indices (N, C, outL)
     */
    public static Maxima maxPool1dWithIndices(Tensor x, PoolWindow window) {
        Require.spatial("maxPool1dWithIndices", x, 1);
        return maxima("maxPool1dWithIndices", x, window.axes("maxPool1dWithIndices", x.shape()));
    }

    /**
     * As {@link #maxPool2d(Tensor, PoolWindow)}, with the places. Of several NaN the last one counts.
     *
     * @param x (N, C, H, W)
     * @param window the geometry
     * @return values and indices (N, C, outH, outW)
     */
    public static Maxima maxPool2dWithIndices(Tensor x, PoolWindow window) {
        Require.spatial("maxPool2dWithIndices", x, 2);
        return maxima("maxPool2dWithIndices", x, window.axes("maxPool2dWithIndices", x.shape()));
    }

    /**
     * As {@link #maxPool3d(Tensor, PoolWindow)}, with the places. Of several NaN the last one counts.
     *
     * @param x (N, C, D, H, W)
     * @param window the geometry
     * @return values and indices (N, C, outD, outH, outW)
     */
    public static Maxima maxPool3dWithIndices(Tensor x, PoolWindow window) {
        Require.spatial("maxPool3dWithIndices", x, 3);
        return maxima("maxPool3dWithIndices", x, window.axes("maxPool3dWithIndices", x.shape()));
    }

    static Maxima maxima(String op, Tensor x, List<PoolAxis> axes) {
        Backend kernels = x.backend();
        Shape shape = x.shape();
        List<Tensor> pooled = kernels.maxPool(x, axes);
        Tensor indices = pooled.get(1);
        Tensor values = Op.of(op, pooled.get(0))
                .grad(x, g -> kernels.unpool(g, indices, shape, true))
                .build();
        return new Maxima(values, indices);
    }

    /**
     * The mean under each window.
     *
     * @param x (N, C, L)
     * @param window the geometry, dilation 1; of padding that counts, what lies behind the padded input does not
     * @return (N, C, outL)
     */
    public static Tensor avgPool1d(Tensor x, PoolWindow window) {
        return average("avgPool1d", x, window, 1);
    }

    /**
     * The mean under each window.
     *
     * @param x (N, C, H, W)
     * @param window the geometry, dilation 1; of padding that counts, what lies behind the padded input does not
     * @return (N, C, outH, outW)
     */
    public static Tensor avgPool2d(Tensor x, PoolWindow window) {
        return average("avgPool2d", x, window, 2);
    }

    /**
     * The mean under each window.
     *
     * @param x (N, C, D, H, W)
     * @param window the geometry, dilation 1; of padding that counts, what lies behind the padded input does not
     * @return (N, C, outD, outH, outW)
     */
    public static Tensor avgPool3d(Tensor x, PoolWindow window) {
        return average("avgPool3d", x, window, 3);
    }

    private static Tensor average(String op, Tensor x, PoolWindow window, int rank) {
        Require.spatial(op, x, rank);
        List<PoolAxis> axes = window.axes(op, x.shape());
        Shape.require(window.dilation().stream().allMatch(d -> d == 1), op, () -> "dilation 1", () -> window);
        PoolWindow full = window.over(op, rank);
        boolean fits = Arrays.stream(missing(x, full, axes)).allMatch(elements -> elements == 0);
        boolean counted = window.countIncludePad();
        return fits ? byPictures(x, full, (picture, w) -> avgPool2d(picture, w, counted)) : means(op, x, axes);
    }

    static Tensor means(String op, Tensor x, List<PoolAxis> axes) {
        Backend kernels = x.backend();
        return Op.of(op, kernels.avgPool(x, axes))
                .grad(x, g -> kernels.avgPoolGrad(g, axes))
                .build();
    }

    /**
     * {@code (Σ xᵖ)^(1/p)} under each window; a window that is cut off counts as if whole, by the mean of its powers. The
     * gradient is 0 where the sum is 0. For p = 2 it is the length, for large p nearly the largest.
     *
     * @param x (N, C, L); not below 0 unless p is even or 1
     * @param p the power, not 0
     * @param window the geometry, dilation 1; padding counts
     * @return (N, C, outL)
     */
    public static Tensor lpPool1d(Tensor x, double p, PoolWindow window) {
        return lp("lpPool1d", x, p, window, 1);
    }

    /**
     * {@code (Σ xᵖ)^(1/p)} under each window; a window that is cut off counts as if whole, by the mean of its powers. The
     * gradient is 0 where the sum is 0. For p = 2 it is the length, for large p nearly the largest.
     *
     * @param x (N, C, H, W); not below 0 unless p is even or 1
     * @param p the power, not 0
     * @param window the geometry, dilation 1; padding counts
     * @return (N, C, outH, outW)
     */
    public static Tensor lpPool2d(Tensor x, double p, PoolWindow window) {
        return lp("lpPool2d", x, p, window, 2);
    }

    /**
     * {@code (Σ xᵖ)^(1/p)} under each window; a window that is cut off counts as if whole, by the mean of its powers. The
     * gradient is 0 where the sum is 0. For p = 2 it is the length, for large p nearly the largest.
     *
     * @param x (N, C, D, H, W); not below 0 unless p is even or 1
     * @param p the power, not 0
     * @param window the geometry, dilation 1; padding counts
     * @return (N, C, outD, outH, outW)
     */
    public static Tensor lpPool3d(Tensor x, double p, PoolWindow window) {
        return lp("lpPool3d", x, p, window, 3);
    }

    private static Tensor lp(String op, Tensor input, double p, PoolWindow window, int rank) {
        Require.spatial(op, input, rank);
        Shape.require(p != 0 && Double.isFinite(p), op, () -> "a finite p other than 0", () -> p);
        Tensor x = Precision.exact(input);
        Tensor powers = p == 1 ? x : p == 2 ? x.square() : x.pow(p);
        Tensor means = average(op, powers, window.countIncludePad(true), rank);
        double taps =
                window.over(op, rank).kernelSize().stream().mapToDouble(k -> k).reduce(1, (a, b) -> a * b);
        Tensor sums = means.mul(taps);
        Tensor y = p == 2 ? sums.detach().sqrt() : sums.detach().pow(1 / p);
        return Op.of(op, y)
                .grad(sums, g -> {
                    Tensor zero = sums.backend().full(Shape.of(), sums.dtype(), 0);
                    return Elementwise.where(
                            sums.detach().eq(0),
                            zero,
                            g.mul(y.div(sums.detach())).mul(1 / p));
                })
                .build();
    }

    private static void checkPadding(String op, Window window) {
        Shape.require(
                2 * window.padH() <= window.kernelH() && 2 * window.padW() <= window.kernelW(),
                op,
                () -> "padding of at most half the kernelSize (" + window.kernelH() + ", " + window.kernelW() + ")",
                () -> "(" + window.padH() + ", " + window.padW() + ")");
    }
}
