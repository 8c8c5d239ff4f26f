package dev.gradus.ops;

import dev.gradus.autograd.Op;
import dev.gradus.backend.Interpolation;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;

/** Changing the resolution of (N, C, H, W). */
public final class Resampling {
    private Resampling() {}

    /**
     * Each output pixel (i, j) is the input pixel (⌊i·H/outH⌋, ⌊j·W/outW⌋).
     *
     * @param x (N, C, H, W)
     * @param outH the new height
     * @param outW the new width
     * @return (N, C, outH, outW)
     */
    public static Tensor upsampleNearest(Tensor x, long outH, long outW) {
        return resample("upsampleNearest", x, outH, outW, Interpolation.NEAREST, false);
    }

    /**
     * Each output pixel is the weighted mean of the four input pixels around its place, which is (i + ½)·H/outH − ½,
     * limited to the image; with aligned corners i·(H − 1)/(outH − 1).
     *
     * @param x (N, C, H, W)
     * @param outH the new height
     * @param outW the new width
     * @param alignCorners whether the centres of the corner pixels stay in place; PyTorch's default is false
     * @return (N, C, outH, outW)
     */
    public static Tensor upsampleBilinear(Tensor x, long outH, long outW, boolean alignCorners) {
        return resample("upsampleBilinear", x, outH, outW, Interpolation.BILINEAR, alignCorners);
    }

    private static Tensor resample(
            String op, Tensor x, long outH, long outW, Interpolation mode, boolean alignCorners) {
        Require.image(op, x);
        Shape.require(
                outH > 0 && outW > 0 && x.dim(2) > 0 && x.dim(3) > 0,
                op,
                () -> "sizes of at least 1 x 1",
                () -> x.shape() + " to " + outH + " x " + outW);
        Shape input = x.shape();
        return Op.of(op, x.backend().resample(x, outH, outW, mode, alignCorners))
                .grad(x, g -> g.backend().resampleGrad(g, input, mode, alignCorners))
                .build();
    }
}
