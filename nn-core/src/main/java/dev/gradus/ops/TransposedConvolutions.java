package dev.gradus.ops;

import dev.gradus.autograd.Op;
import dev.gradus.autograd.Precision;
import dev.gradus.backend.Backend;
import dev.gradus.backend.Window;
import dev.gradus.backend.Window3d;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;

/**
 * Transposed convolution: the gradient of a convolution for its input, taken as an op of its own, which enlarges. Zeiler
 * et al., "Deconvolutional networks", CVPR 2010, DOI 10.1109/CVPR.2010.5539957. PyTorch's outputPadding may also reach
 * the dilation, where that is above the stride; here it is less than the stride, so that each output belongs to an input.
 */
public final class TransposedConvolutions {
    private TransposedConvolutions() {}

    /**
     * Two-dimensional transposed convolution: {@code y[n, o, i·stride − padding + p·dilation, j·stride − padding +
     * q·dilation] += weight[c, o, p, q] · x[n, c, i, j]}, and the bias. With several groups each input channel reaches
     * the outputs of its own group only.
     *
     * @param x (N, C, H, W)
     * @param weight (C, O / groups, kernelH, kernelW)
     * @param bias (O,), or null
     * @param window stride, padding and dilation; its kernel size is the weight's
     * @param outputPadding rows and columns added at the lower right, less than the stride; 0 by custom
     * @param groups divides C and O; 1 by custom
     * @return (N, O, outH, outW), outH = (H − 1)·stride − 2·padding + dilation·(kernelH − 1) + outputPadding + 1
     */
    public static Tensor convTranspose2d(
            Tensor x, Tensor weight, Tensor bias, Window window, int outputPadding, int groups) {
        Tensor input = Precision.product(x);
        Tensor kernel = Precision.product(weight);
        Tensor offset = Precision.product(bias);
        Shape out = check(input, kernel, window, outputPadding, groups);
        Require.vector("convTranspose2d", "bias", offset, out.dim(1), input);
        Tensor y = transposed("convTranspose2d", input, kernel, window, out);
        return offset == null ? y : y.add(offset.reshape(1, -1, 1, 1));
    }

    private static Tensor transposed(String op, Tensor x, Tensor weight, Window window, Shape out) {
        Backend kernels = x.backend();
        return Op.of(op, kernels.conv2dInputGrad(x, weight, out, window))
                .grad(x, g -> kernels.conv2d(g, weight, null, window))
                .grad(
                        weight,
                        g -> kernels.conv2dWeightGrad(x, g, weight.shape(), false, window)
                                .get(0))
                .build();
    }

    private static Shape check(Tensor x, Tensor weight, Window window, int outputPadding, int groups) {
        String op = "convTranspose2d";
        Require.image(op, x);
        Require.alike(op, x, weight);
        Shape.require(
                weight.rank() == 4 && weight.dim(2) == window.kernelH() && weight.dim(3) == window.kernelW(),
                op,
                () -> "weight (C, O, " + window.kernelH() + ", " + window.kernelW() + ")",
                weight::shape);
        checkChannels(op, "H, W", x, weight, groups);
        Shape.require(
                outputPadding >= 0 && outputPadding < Math.min(window.strideH(), window.strideW()),
                op,
                () -> "an outputPadding less than the stride",
                () -> outputPadding);
        long h = extentH(x.dim(2), window, outputPadding);
        long w = extentW(x.dim(3), window, outputPadding);
        Shape.require(
                h >= 1 && w >= 1 && x.dim(2) >= 1 && x.dim(3) >= 1,
                op,
                () -> "an output of at least 1 x 1",
                () -> h + " x " + w);
        return Shape.of(x.dim(0), weight.dim(1) * groups, h, w);
    }

    private static long extentH(long h, Window w, int outputPadding) {
        return extent(h, w.kernelH(), w.strideH(), w.padH(), w.dilationH(), outputPadding);
    }

    private static long extentW(long width, Window w, int outputPadding) {
        return extent(width, w.kernelW(), w.strideW(), w.padW(), w.dilationW(), outputPadding);
    }

    private static void checkChannels(String op, String pixels, Tensor x, Tensor weight, int groups) {
        Shape.require(
                groups >= 1 && x.dim(1) % groups == 0,
                op,
                () -> "groups that divide the " + x.dim(1) + " channels",
                () -> groups);
        Shape.require(
                x.dim(1) == weight.dim(0),
                op,
                () -> "input (N, " + weight.dim(0) + ", " + pixels + ") for weight " + weight.shape(),
                x::shape);
    }

    private static long extent(long input, int kernel, int stride, int padding, int dilation, int outputPadding) {
        return (input - 1) * stride - 2L * padding + (long) dilation * (kernel - 1) + outputPadding + 1;
    }

    /**
     * One-dimensional transposed convolution: that of pictures one pixel high.
     *
     * @param x (N, C, L)
     * @param weight (C, O / groups, kernelSize)
     * @param bias (O,), or null
     * @param stride of the convolution that it transposes
     * @param padding likewise
     * @param dilation likewise
     * @param outputPadding elements added at the end, less than the stride; 0 by custom
     * @param groups divides C and O; 1 by custom
     * @return (N, O, outL)
     */
    public static Tensor convTranspose1d(
            Tensor x,
            Tensor weight,
            Tensor bias,
            int stride,
            int padding,
            int dilation,
            int outputPadding,
            int groups) {
        String op = "convTranspose1d";
        Require.floating(op, x);
        Shape.require(x.rank() == 3, op, () -> "input (N, C, L)", x::shape);
        Shape.require(weight.rank() == 3, op, () -> "weight (C, O, kernelSize)", weight::shape);
        Require.alike(op, x, weight);
        checkChannels(op, "L", x, weight, groups);
        Require.vector(op, "bias", bias, weight.dim(1) * groups, x);
        Window window = Require.row(op, weight.shape().intDim(2), stride, padding, dilation);
        Shape.require(
                outputPadding >= 0 && outputPadding < stride,
                op,
                () -> "an outputPadding less than the stride",
                () -> outputPadding);
        long length = extent(x.dim(2), window.kernelW(), stride, padding, dilation, outputPadding);
        Shape.require(length >= 1 && x.dim(2) >= 1, op, () -> "an output of at least 1 element", () -> length);
        Tensor input = Precision.product(x).unsqueeze(2);
        Tensor kernel = Precision.product(weight).unsqueeze(2);
        Shape out = Shape.of(x.dim(0), weight.dim(1) * groups, 1, length);
        Tensor y = transposed(op, input, kernel, window, out).squeeze(2);
        Tensor offset = Precision.product(bias);
        return offset == null ? y : y.add(offset.reshape(1, -1, 1));
    }

    /**
     * Three-dimensional transposed convolution, as {@link #convTranspose2d} with one dimension more: a plane for each tap
     * in depth, added up where they meet.
     *
     * @param x (N, C, D, H, W)
     * @param weight (C, O / groups, kernelD, kernelH, kernelW)
     * @param bias (O,), or null
     * @param window stride, padding and dilation; its kernel size is the weight's
     * @param outputPadding elements added at the end of each dimension, less than the stride; 0 by custom
     * @param groups divides C and O; 1 by custom
     * @return (N, O, outD, outH, outW)
     */
    public static Tensor convTranspose3d(
            Tensor x, Tensor weight, Tensor bias, Window3d window, int outputPadding, int groups) {
        String op = "convTranspose3d";
        Window plane = window.plane();
        Require.floating(op, x);
        Shape.require(x.rank() == 5, op, () -> "input (N, C, D, H, W)", x::shape);
        Require.alike(op, x, weight);
        Shape.require(
                weight.rank() == 5
                        && weight.dim(2) == window.kernelD()
                        && weight.dim(3) == plane.kernelH()
                        && weight.dim(4) == plane.kernelW(),
                op,
                () -> "weight (C, O, " + window.kernelD() + ", " + plane.kernelH() + ", " + plane.kernelW() + ")",
                weight::shape);
        checkChannels(op, "D, H, W", x, weight, groups);
        long outputs = weight.dim(1) * groups;
        Require.vector(op, "bias", bias, outputs, x);
        Shape.require(
                outputPadding >= 0 && outputPadding < window.strideD(),
                op,
                () -> "an outputPadding less than the stride",
                () -> outputPadding);
        long n = x.dim(0);
        long depth =
                extent(x.dim(2), window.kernelD(), window.strideD(), window.padD(), window.dilationD(), outputPadding);
        long h = extentH(x.dim(3), plane, outputPadding);
        long w = extentW(x.dim(4), plane, outputPadding);
        Shape.require(
                Math.min(depth, Math.min(h, w)) >= 1 && x.dim(2) * x.dim(3) * x.dim(4) > 0,
                op,
                () -> "an output of at least 1 x 1 x 1",
                () -> depth + " x " + h + " x " + w);
        Tensor planes = x.permute(0, 2, 1, 3, 4).reshape(n * x.dim(2), x.dim(1), x.dim(3), x.dim(4));
        Tensor sum = null;
        for (int tap = 0; tap < window.kernelD(); tap++) {
            Tensor kernel = Shaping.slice(weight, 2, tap, tap + 1).squeeze(2);
            Tensor y = convTranspose2d(planes, kernel, null, plane, outputPadding, groups);
            Tensor part = y.reshape(n, x.dim(2), outputs, y.dim(2), y.dim(3));
            Tensor placed = placed(part, (long) tap * window.dilationD() - window.padD(), window.strideD(), depth);
            sum = sum == null ? placed : sum.add(placed);
        }
        Tensor y = sum.permute(0, 2, 1, 3, 4);
        Tensor offset = Precision.product(bias);
        return offset == null ? y : y.add(offset.reshape(1, -1, 1, 1, 1));
    }

    /** The planes of dim 1 at places start, start + stride … of so many; those outside are lost, the rest is 0. */
    private static Tensor placed(Tensor x, long start, long stride, long extent) {
        long first = start >= 0 ? 0 : (-start + stride - 1) / stride;
        long end = Math.min(x.dim(1), Math.floorDiv(extent - 1 - start, stride) + 1);
        Shape whole = x.shape().with(1, extent);
        if (first >= end) {
            return x.backend().full(whole, x.dtype(), 0);
        }
        Tensor inside = Shaping.slice(x, 1, first, end);
        long[] at = {0, start + first * stride, 0, 0, 0};
        long[] step = {1, stride, 1, 1, 1};
        Backend kernels = x.backend();
        return Op.of("convTranspose3d", kernels.embed(inside, at, step, whole, 0))
                .grad(inside, g -> kernels.slice(g, at, step, inside.shape()))
                .build();
    }
}
