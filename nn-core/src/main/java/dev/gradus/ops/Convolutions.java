package dev.gradus.ops;

import dev.gradus.autograd.Op;
import dev.gradus.autograd.Precision;
import dev.gradus.backend.Backend;
import dev.gradus.backend.Window;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
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
     * Two-dimensional cross-correlation with zero padding: {@code y[n, o, i, j] = bias[o] + Σ weight[o, c, p, q] ·
     * x[n, c, i·stride − padding + p·dilation, j·stride − padding + q·dilation]}.
     *
     * @param x (N, C, H, W)
     * @param weight (O, C, kernelH, kernelW)
     * @param bias (O,), or null
     * @param window stride, padding and dilation; its kernel size is the weight's
     * @return (N, O, outH, outW)
     */
    public static Tensor conv2d(Tensor x, Tensor weight, Tensor bias, Window window) {
        Tensor input = Precision.product(x);
        Tensor kernel = Precision.product(weight);
        Tensor offset = Precision.product(bias);
        check(input, kernel, offset, window);
        Backend kernels = input.backend();
        return Op.of("conv2d", kernels.conv2d(input, kernel, offset, window))
                .grad(input, g -> kernels.conv2dInputGrad(g, kernel, input.shape(), window))
                .grads(Arrays.asList(kernel, offset), g -> weightGrads(g, input, kernel, offset, window))
                .build();
    }

    private static void check(Tensor x, Tensor weight, Tensor bias, Window window) {
        Require.image("conv2d", x);
        Require.alike("conv2d", x, weight);
        Shape.require(
                weight.rank() == 4 && weight.dim(2) == window.kernelH() && weight.dim(3) == window.kernelW(),
                "conv2d",
                () -> "weight (O, C, " + window.kernelH() + ", " + window.kernelW() + ")",
                weight::shape);
        Shape.require(
                x.dim(1) == weight.dim(1),
                "conv2d",
                () -> "input (N, " + weight.dim(1) + ", H, W) for weight " + weight.shape(),
                x::shape);
        Require.vector("conv2d", "bias", bias, weight.dim(0), x);
        window.output("conv2d", x.shape(), weight.dim(0));
    }

    private static List<Tensor> weightGrads(Tensor g, Tensor x, Tensor weight, Tensor bias, Window window) {
        List<Tensor> grads = g.backend().conv2dWeightGrad(g, x, weight.shape(), bias != null, window);
        return bias == null ? Arrays.asList(grads.get(0), null) : grads;
    }
}
