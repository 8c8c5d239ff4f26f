package dev.gradus.ops;

import dev.gradus.autograd.Op;
import dev.gradus.autograd.Precision;
import dev.gradus.backend.Backend;
import dev.gradus.backend.Window;
import dev.gradus.backend.Window3d;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Convolution. */
public final class Convolutions {
    private Convolutions() {}

    /**
     * As {@link #conv2d(Tensor, Tensor, Tensor, Window)} with one stride and padding for both directions.
     *
     * @param x (N, C, H, W)
     * @param weight (O, C, kernelH, kernelW)
     * @param bias (O,), or null
     * @param stride pixels from one output to the next
     * @param padding zeros around
     * @return (N, O, outH, outW)
     */
    public static Tensor conv2d(Tensor x, Tensor weight, Tensor bias, int stride, int padding) {
        Shape.require(weight.rank() == 4, "conv2d", () -> "weight (O, C, kernelH, kernelW)", weight::shape);
        int kernelH = weight.shape().intDim(2);
        int kernelW = weight.shape().intDim(3);
        return conv2d(x, weight, bias, Require.window("conv2d", kernelH, kernelW, stride, padding));
    }

    /**
     * As {@link #conv2d(Tensor, Tensor, Tensor, Window, int)} in one group.
     *
     * @param x (N, C, H, W)
     * @param weight (O, C, kernelH, kernelW)
     * @param bias (O,), or null
     * @param window stride, padding and dilation; its kernel size is the weight's
     * @return (N, O, outH, outW)
     */
    public static Tensor conv2d(Tensor x, Tensor weight, Tensor bias, Window window) {
        return conv2d(x, weight, bias, window, 1);
    }

    /**
     * Two-dimensional cross-correlation with zero padding: {@code y[n, o, i, j] = bias[o] + Σ weight[o, d, p, q] ·
     * x[n, c, i·stride − padding + p·dilation, j·stride − padding + q·dilation]}. With several groups each output sees
     * only the C / groups channels of its own: c = d + ⌊o · groups / O⌋ · C / groups. As many groups as channels make it
     * depthwise.
     *
     * @param x (N, C, H, W)
     * @param weight (O, C / groups, kernelH, kernelW)
     * @param bias (O,), or null
     * @param window stride, padding and dilation; its kernel size is the weight's
     * @param groups divides C and O; 1 by custom
     * @return (N, O, outH, outW)
     */
    public static Tensor conv2d(Tensor x, Tensor weight, Tensor bias, Window window, int groups) {
        Tensor input = Precision.product(x);
        Tensor kernel = Precision.product(weight);
        Tensor offset = Precision.product(bias);
        check(input, kernel, offset, window, groups);
        Backend kernels = input.backend();
        return Op.of("conv2d", kernels.conv2d(input, kernel, offset, window))
                .grad(input, g -> kernels.conv2dInputGrad(g, kernel, input.shape(), window))
                .grads(Arrays.asList(kernel, offset), g -> weightGrads(g, input, kernel, offset, window))
                .build();
    }

    private static void check(Tensor x, Tensor weight, Tensor bias, Window window, int groups) {
        Require.image("conv2d", x);
        Require.alike("conv2d", x, weight);
        Shape.require(
                weight.rank() == 4 && weight.dim(2) == window.kernelH() && weight.dim(3) == window.kernelW(),
                "conv2d",
                () -> "weight (O, C, " + window.kernelH() + ", " + window.kernelW() + ")",
                weight::shape);
        checkChannels("conv2d", "H, W", x, weight, groups);
        Require.vector("conv2d", "bias", bias, weight.dim(0), x);
        window.output("conv2d", x.shape(), weight.dim(0));
    }

    private static void checkChannels(String op, String pixels, Tensor x, Tensor weight, int groups) {
        Shape.require(
                groups >= 1 && weight.dim(0) % groups == 0,
                op,
                () -> "groups that divide the " + weight.dim(0) + " outputs",
                () -> groups);
        Shape.require(
                x.dim(1) == weight.dim(1) * groups,
                op,
                () -> "input (N, " + weight.dim(1) * groups + ", " + pixels + ") for weight " + weight.shape()
                        + (groups == 1 ? "" : " in " + groups + " groups"),
                x::shape);
    }

    private static List<Tensor> weightGrads(Tensor g, Tensor x, Tensor weight, Tensor bias, Window window) {
        List<Tensor> grads = g.backend().conv2dWeightGrad(g, x, weight.shape(), bias != null, window);
        return bias == null ? Arrays.asList(grads.get(0), null) : grads;
    }

    /**
     * One-dimensional cross-correlation with zero padding: that of pictures one pixel high.
     *
     * @param x (N, C, L)
     * @param weight (O, C / groups, kernelSize)
     * @param bias (O,), or null
     * @param stride from one output to the next
     * @param padding zeros at each end
     * @param dilation from one tap to the next
     * @param groups divides C and O; 1 by custom
     * @return (N, O, outL)
     */
    public static Tensor conv1d(
            Tensor x, Tensor weight, Tensor bias, int stride, int padding, int dilation, int groups) {
        Require.floating("conv1d", x);
        Shape.require(x.rank() == 3, "conv1d", () -> "input (N, C, L)", x::shape);
        Shape.require(weight.rank() == 3, "conv1d", () -> "weight (O, C, kernelSize)", weight::shape);
        Require.alike("conv1d", x, weight);
        Require.vector("conv1d", "bias", bias, weight.dim(0), x);
        checkChannels("conv1d", "L", x, weight, groups);
        Window window = Require.row("conv1d", weight.shape().intDim(2), stride, padding, dilation);
        Shape.require(
                window.outW(x.dim(2)) >= 1,
                "conv1d",
                () -> "an input of at least " + (dilation * (weight.dim(2) - 1) + 1 - 2L * padding) + " elements",
                x::shape);
        return conv2d(x.unsqueeze(2), weight.unsqueeze(2), bias, window, groups).squeeze(2);
    }

    /**
     * Three-dimensional cross-correlation with zero padding, as {@link #conv2d(Tensor, Tensor, Tensor, Window, int)} with
     * one dimension more: the planes under the depth of the kernel become channels of one picture.
     *
     * @param x (N, C, D, H, W)
     * @param weight (O, C / groups, kernelD, kernelH, kernelW)
     * @param bias (O,), or null
     * @param window stride, padding and dilation; its kernel size is the weight's
     * @param groups divides C and O; 1 by custom
     * @return (N, O, outD, outH, outW)
     */
    public static Tensor conv3d(Tensor x, Tensor weight, Tensor bias, Window3d window, int groups) {
        Window plane = window.plane();
        Require.floating("conv3d", x);
        Shape.require(x.rank() == 5, "conv3d", () -> "input (N, C, D, H, W)", x::shape);
        Require.alike("conv3d", x, weight);
        Shape kernel = Shape.of(window.kernelD(), plane.kernelH(), plane.kernelW());
        Shape.require(
                weight.rank() == 5
                        && Arrays.equals(
                                kernel.dims(), Arrays.copyOfRange(weight.shape().dims(), 2, 5)),
                "conv3d",
                () -> "weight (O, C, " + kernel.dim(0) + ", " + kernel.dim(1) + ", " + kernel.dim(2) + ")",
                weight::shape);
        Require.vector("conv3d", "bias", bias, weight.dim(0), x);
        checkChannels("conv3d", "D, H, W", x, weight, groups);
        long depth = window.outD(x.dim(2));
        Shape.require(
                depth >= 1 && plane.outH(x.dim(3)) >= 1 && plane.outW(x.dim(4)) >= 1,
                "conv3d",
                () -> "an input that the window " + kernel + " fits into",
                x::shape);
        long width = weight.dim(1);
        // (N, D, groups, C / groups, H, W), padded in depth
        Tensor planes = x.permute(0, 2, 1, 3, 4).reshape(x.dim(0), x.dim(2), groups, width, x.dim(3), x.dim(4));
        long[] padding = {0, window.padD(), 0, 0, 0, 0};
        Tensor padded = window.padD() == 0 ? planes : Shaping.pad(planes, padding, padding, 0);
        List<Tensor> taps = new ArrayList<>();
        for (long tap = 0; tap < window.kernelD(); tap++) {
            long first = tap * window.dilationD();
            taps.add(Shaping.slice(padded, 1, first, first + (depth - 1) * window.strideD() + 1, window.strideD()));
        }
        long channels = x.dim(1) * window.kernelD();
        Tensor picture = Shaping.concat(taps, 3).reshape(x.dim(0) * depth, channels, x.dim(3), x.dim(4));
        Tensor flat = weight.permute(0, 2, 1, 3, 4)
                .reshape(weight.dim(0), width * window.kernelD(), plane.kernelH(), plane.kernelW());
        Tensor y = conv2d(picture, flat, bias, plane, groups);
        return y.reshape(x.dim(0), depth, y.dim(1), y.dim(2), y.dim(3)).permute(0, 2, 1, 3, 4);
    }
}
