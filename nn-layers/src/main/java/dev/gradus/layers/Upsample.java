package dev.gradus.layers;

import dev.gradus.backend.Interpolation;
import dev.gradus.ops.Resampling;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;

/**
 * Enlarges images by a factor or to a size: (N, C, H, W) → (N, C, outH, outW); see {@link Resampling}.
 *
 * <pre>{@code
 * Upsample twice = Upsample.bilinear(2);
 * }</pre>
 */
public final class Upsample extends Layer {
    private final Interpolation mode;
    private final long factor;
    private final long outH;
    private final long outW;
    private final boolean alignCorners;

    private Upsample(Interpolation mode, long factor, long outH, long outW, boolean alignCorners) {
        boolean valid = factor > 0 || (outH > 0 && outW > 0);
        Shape.require(
                valid,
                "upsample",
                () -> "a factor or size of at least 1",
                () -> outH == 0 && outW == 0 ? factor : outH + " x " + outW);
        this.mode = mode;
        this.factor = factor;
        this.outH = outH;
        this.outW = outW;
        this.alignCorners = alignCorners;
    }

    /**
     * Repeats pixels.
     *
     * @param factor how many times in each direction
     * @return the layer
     */
    public static Upsample nearest(int factor) {
        return new Upsample(Interpolation.NEAREST, factor, 0, 0, false);
    }

    /**
     * Interpolates between pixels; corners are not aligned, as by PyTorch's default.
     *
     * @param factor the factor in each direction
     * @return the layer
     */
    public static Upsample bilinear(int factor) {
        return new Upsample(Interpolation.BILINEAR, factor, 0, 0, false);
    }

    /**
     * Repeats pixels up to a size.
     *
     * @param outH the new height
     * @param outW the new width
     * @return the layer
     */
    public static Upsample nearestTo(long outH, long outW) {
        return new Upsample(Interpolation.NEAREST, 0, outH, outW, false);
    }

    /**
     * Interpolates between pixels up to a size.
     *
     * @param outH the new height
     * @param outW the new width
     * @return the layer
     */
    public static Upsample bilinearTo(long outH, long outW) {
        return new Upsample(Interpolation.BILINEAR, 0, outH, outW, false);
    }

    /**
     * Keeps the centres of the corner pixels in place; bilinear only.
     *
     * @return a changed copy
     */
    public Upsample alignCorners() {
        if (mode != Interpolation.BILINEAR) {
            throw new IllegalStateException("upsample: expected bilinear for alignCorners, got nearest");
        }
        return new Upsample(mode, factor, outH, outW, true);
    }

    @Override
    public Tensor forward(Tensor x) {
        Shape.require(x.rank() == 4, "upsample", () -> "input (N, C, H, W)", x::shape);
        long h = factor > 0 ? x.dim(2) * factor : outH;
        long w = factor > 0 ? x.dim(3) * factor : outW;
        return mode == Interpolation.NEAREST
                ? Resampling.upsampleNearest(x, h, w)
                : Resampling.upsampleBilinear(x, h, w, alignCorners);
    }

    @Override
    protected String describe() {
        String size = factor > 0 ? "x" + factor : "to " + outH + " x " + outW;
        String how = mode == Interpolation.NEAREST ? ", nearest" : ", bilinear";
        return "Upsample(" + size + how + (alignCorners ? ", alignCorners)" : ")");
    }
}
