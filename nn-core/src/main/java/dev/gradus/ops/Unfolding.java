package dev.gradus.ops;

import dev.gradus.autograd.Op;
import dev.gradus.backend.Backend;
import dev.gradus.backend.Window;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** The windows of pictures as columns of a matrix (im2col), and back (col2im). */
public final class Unfolding {
    private Unfolding() {}

    /**
     * What lies under each window, as a column: {@code y[n, (c·kernelH + p)·kernelW + q, i·outW + j] = x[n, c, i·stride −
     * padding + p·dilation, j·stride − padding + q·dilation]}, 0 in the padding. A convolution is the product of its
     * weights with these columns.
     *
     * @param x (N, C, H, W)
     * @param window the geometry
     * @return (N, C·kernelH·kernelW, outH·outW)
     */
    public static Tensor unfold(Tensor x, Window window) {
        Require.image("unfold", x);
        window.output("unfold", x.shape(), 1);
        Backend kernels = x.backend();
        return Op.of("unfold", unfolded(kernels, x, window))
                .grad(x, g -> folded(kernels, g, x.shape(), window))
                .build();
    }

    /**
     * The inverse direction: each element of a column is added to where {@link #unfold} takes it from. Of windows that
     * overlap the sum is left, so that {@code fold(unfold(x))} is x times the number of windows over each pixel.
     *
     * @param x (N, C·kernelH·kernelW, outH·outW)
     * @param height H of the output
     * @param width W of the output
     * @param window the geometry
     * @return (N, C, H, W)
     */
    public static Tensor fold(Tensor x, long height, long width, Window window) {
        Require.floating("fold", x);
        int taps = window.kernelH() * window.kernelW();
        long windows = Math.max(0, window.outH(height)) * Math.max(0, window.outW(width));
        Shape.require(
                x.rank() == 3 && x.dim(1) % taps == 0 && x.dim(2) == windows && windows > 0,
                "fold",
                () -> "input (N, C·" + taps + ", " + windows + "), windows of a picture " + height + " x " + width,
                x::shape);
        Shape picture = Shape.of(x.dim(0), x.dim(1) / taps, height, width);
        Backend kernels = x.backend();
        return Op.of("fold", folded(kernels, x, picture, window))
                .grad(x, g -> unfolded(kernels, g, window))
                .build();
    }

    /** The padded picture's size. */
    private static Shape padded(Shape picture, Window w) {
        return picture.with(2, picture.dim(2) + 2L * w.padH()).with(3, picture.dim(3) + 2L * w.padW());
    }

    private static long[] corner(Window w) {
        return new long[] {0, 0, w.padH(), w.padW()};
    }

    private static long[] start(Window w, int tap) {
        long row = (long) (tap / w.kernelW()) * w.dilationH();
        long column = (long) (tap % w.kernelW()) * w.dilationW();
        return new long[] {0, 0, row, column};
    }

    private static Tensor unfolded(Backend kernels, Tensor x, Window w) {
        long[] ones = {1, 1, 1, 1};
        long[] step = {1, 1, w.strideH(), w.strideW()};
        Tensor padded = kernels.embed(x, corner(w), ones, padded(x.shape(), w), 0);
        Shape out = w.output("unfold", x.shape(), x.dim(1));
        Shape column = Shape.of(out.dim(0), out.dim(1), 1, out.dim(2) * out.dim(3));
        List<Tensor> taps = new ArrayList<>();
        for (int tap = 0; tap < w.kernelH() * w.kernelW(); tap++) {
            Tensor part = kernels.slice(padded, start(w, tap), step, out);
            taps.add(reshaped(kernels, part, column));
        }
        padded.free();
        Tensor columns = kernels.concat(taps, 2);
        taps.forEach(Tensor::free);
        return reshaped(kernels, columns, Shape.of(out.dim(0), out.dim(1) * taps.size(), column.dim(3)));
    }

    private static Tensor folded(Backend kernels, Tensor columns, Shape picture, Window w) {
        long[] ones = {1, 1, 1, 1};
        long[] step = {1, 1, w.strideH(), w.strideW()};
        Shape padded = padded(picture, w);
        Shape out = w.output("fold", picture, picture.dim(1));
        int taps = w.kernelH() * w.kernelW();
        Tensor parts = columns.backend().plain(columns).aliasAs(Shape.of(out.dim(0), out.dim(1), taps, columns.dim(2)));
        Tensor sum = kernels.full(padded, columns.dtype(), 0);
        for (int tap = 0; tap < taps; tap++) {
            long[] at = {0, 0, tap, 0};
            Tensor part = kernels.slice(parts, at, ones, parts.shape().with(2, 1));
            Tensor placed = kernels.embed(reshaped(kernels, part, out), start(w, tap), step, padded, 0);
            kernels.addInPlace(sum, placed);
            placed.free();
        }
        return kernels.slice(sum, corner(w), ones, picture);
    }

    private static Tensor reshaped(Backend kernels, Tensor x, Shape shape) {
        return kernels.plain(x).aliasAs(shape);
    }
}
