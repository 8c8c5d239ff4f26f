package dev.gradus.ops;

import dev.gradus.autograd.GradMode;
import dev.gradus.autograd.Op;
import dev.gradus.backend.Backend;
import dev.gradus.backend.Window;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;

/** Pooling over windows of (N, C, H, W). */
public final class Pooling {
    private Pooling() {}

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

    private static void checkPadding(String op, Window window) {
        Shape.require(
                2 * window.padH() <= window.kernelH() && 2 * window.padW() <= window.kernelW(),
                op,
                () -> "padding of at most half the kernelSize (" + window.kernelH() + ", " + window.kernelW() + ")",
                () -> "(" + window.padH() + ", " + window.padW() + ")");
    }
}
