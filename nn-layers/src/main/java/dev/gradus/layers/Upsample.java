package dev.gradus.layers;

import dev.gradus.backend.Interpolation;
import dev.gradus.ops.Resampling;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Changes the resolution by a factor or to a size: (N, C, L), (N, C, H, W) or (N, C, D, H, W) → (N, C, outputs …); see
 * {@link Resampling}.
 *
 * <pre>{@code
 * Upsample twice = Upsample.bilinear(2);
 * Upsample smooth = Upsample.to(Interpolation.BICUBIC, 64, 48).alignCorners();
 * }</pre>
 */
public final class Upsample extends Layer {
    private final Interpolation mode;
    private final double[] factors;
    private final long[] size;
    private final boolean alignCorners;

    private Upsample(Interpolation mode, double[] factors, long[] size, boolean alignCorners) {
        int numbers = factors.length + size.length;
        Shape.require(
                numbers >= 1
                        && numbers <= 3
                        && Arrays.stream(factors).allMatch(factor -> factor > 0 && Double.isFinite(factor))
                        && Arrays.stream(size).allMatch(extent -> extent > 0),
                "upsample",
                () -> "one to three factors above 0 or sizes of at least 1",
                () -> size.length == 0 ? Arrays.toString(factors) : Arrays.toString(size));
        this.mode = mode;
        this.factors = factors;
        this.size = size;
        this.alignCorners = alignCorners;
    }

    /**
     * By factors; corners are not aligned, as by PyTorch's default.
     *
     * @param mode how is interpolated; bilinear is linear in one dimension and trilinear in three
     * @param factors one for all dimensions, or one for each
     * @return the layer
     */
    public static Upsample by(Interpolation mode, double... factors) {
        return new Upsample(mode, factors.clone(), new long[0], false);
    }

    /**
     * To a size; corners are not aligned, as by PyTorch's default.
     *
     * @param mode how is interpolated; bilinear is linear in one dimension and trilinear in three
     * @param size one number for all dimensions, or one for each
     * @return the layer
     */
    public static Upsample to(Interpolation mode, long... size) {
        return new Upsample(mode, new double[0], size.clone(), false);
    }

    /**
     * Repeats pixels.
     *
     * @param factor how many times in each direction
     * @return the layer
     */
    public static Upsample nearest(int factor) {
        return by(Interpolation.NEAREST, factor);
    }

    /**
     * Interpolates between pixels; corners are not aligned, as by PyTorch's default.
     *
     * @param factor the factor in each direction
     * @return the layer
     */
    public static Upsample bilinear(int factor) {
        return by(Interpolation.BILINEAR, factor);
    }

    /**
     * Repeats pixels up to a size.
     *
     * @param outH the new height
     * @param outW the new width
     * @return the layer
     */
    public static Upsample nearestTo(long outH, long outW) {
        return to(Interpolation.NEAREST, outH, outW);
    }

    /**
     * Interpolates between pixels up to a size.
     *
     * @param outH the new height
     * @param outW the new width
     * @return the layer
     */
    public static Upsample bilinearTo(long outH, long outW) {
        return to(Interpolation.BILINEAR, outH, outW);
    }

    /**
     * Keeps the centres of the corner pixels in place; not with nearest.
     *
     * @return a changed copy
     */
    public Upsample alignCorners() {
        if (mode == Interpolation.NEAREST) {
            throw new IllegalStateException("upsample: expected bilinear or bicubic for alignCorners, got nearest");
        }
        return new Upsample(mode, factors, size, true);
    }

    @Override
    public Tensor forward(Tensor x) {
        return size.length == 0
                ? Resampling.interpolateBy(x, mode, alignCorners, factors)
                : Resampling.interpolate(x, mode, alignCorners, size);
    }

    @Override
    protected String describe() {
        String how = ", " + mode.name().toLowerCase(Locale.ROOT) + (alignCorners ? ", alignCorners)" : ")");
        return "Upsample(" + (size.length == 0 ? "x" + joined(factors) : "to " + joined(doubles(size))) + how;
    }

    private static double[] doubles(long... numbers) {
        return Arrays.stream(numbers).asDoubleStream().toArray();
    }

    private static String joined(double... numbers) {
        return Arrays.stream(numbers)
                .mapToObj(n -> n == Math.rint(n) ? Long.toString((long) n) : Double.toString(n))
                .collect(Collectors.joining(" x "));
    }
}
