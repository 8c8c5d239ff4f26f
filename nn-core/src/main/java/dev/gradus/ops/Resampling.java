package dev.gradus.ops;

import dev.gradus.autograd.Op;
import dev.gradus.backend.Cubic;
import dev.gradus.backend.Interpolation;
import dev.gradus.backend.Taps;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Changing the resolution of (N, C, L), (N, C, H, W) or (N, C, D, H, W). */
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

    /**
     * To a size, in one to three dimensions, each by itself. Output i of a dimension lies at (i + ½)·in/out − ½; with
     * aligned corners at i·(in − 1)/(out − 1). Nearest takes ⌊i·in/out⌋, bilinear weighs the two inputs around by their
     * distances, bicubic the four by cubic convolution with a = −0.75; beyond the border is the border's input.
     *
     * @param x (N, C, L), (N, C, H, W) or (N, C, D, H, W)
     * @param mode bilinear is linear in one dimension and trilinear in three, bicubic likewise
     * @param alignCorners whether the centres of the corner pixels stay in place; not with nearest
     * @param size the new spatial size, one number for all dimensions, or one for each
     * @return (N, C, size …)
     */
    public static Tensor interpolate(Tensor x, Interpolation mode, boolean alignCorners, long... size) {
        checkSpatial("interpolate", x, mode, alignCorners, size.length);
        long[] sizes = size.length == 1 ? filled(x, size[0]) : size.clone();
        Shape.require(
                Arrays.stream(sizes).allMatch(n -> n > 0),
                "interpolate",
                () -> "sizes of at least 1",
                () -> Arrays.toString(size));
        if (x.rank() == 4 && mode != Interpolation.BICUBIC) {
            return resample("interpolate", x, sizes[0], sizes[1], mode, alignCorners);
        }
        double[] steps = new double[sizes.length];
        Arrays.setAll(steps, i -> (double) x.dim(2 + i) / sizes[i]);
        return resample("interpolate", x, mode, alignCorners, steps, sizes);
    }

    /**
     * By a factor: as {@link #interpolate} to ⌊in · factor⌋, but with 1 / factor in place of in/out, which differ where
     * the product is no whole number.
     *
     * @param x (N, C, L), (N, C, H, W) or (N, C, D, H, W)
     * @param mode bilinear is linear in one dimension and trilinear in three, bicubic likewise
     * @param alignCorners whether the centres of the corner pixels stay in place; not with nearest
     * @param factors one for all dimensions, or one for each
     * @return (N, C, outputs …)
     */
    public static Tensor interpolateBy(Tensor x, Interpolation mode, boolean alignCorners, double... factors) {
        checkSpatial("interpolateBy", x, mode, alignCorners, factors.length);
        double[] steps = new double[x.rank() - 2];
        long[] sizes = new long[steps.length];
        boolean whole = true;
        for (int i = 0; i < steps.length; i++) {
            double factor = factors[factors.length == 1 ? 0 : i];
            steps[i] = 1 / factor;
            sizes[i] = (long) (x.dim(2 + i) * factor);
            whole &= sizes[i] == x.dim(2 + i) * factor;
        }
        Shape.require(
                Arrays.stream(factors).allMatch(Double::isFinite)
                        && Arrays.stream(sizes).allMatch(n -> n > 0),
                "interpolateBy",
                () -> "factors that leave at least one pixel of " + x.shape(),
                () -> Arrays.toString(factors));
        if (x.rank() == 4 && mode != Interpolation.BICUBIC && (whole || alignCorners)) {
            return resample("interpolateBy", x, sizes[0], sizes[1], mode, alignCorners);
        }
        return resample("interpolateBy", x, mode, alignCorners, steps, sizes);
    }

    private static Tensor resample(
            String op, Tensor x, Interpolation mode, boolean alignCorners, double[] steps, long... sizes) {
        List<Taps> taps = new ArrayList<>();
        for (int i = 0; i < sizes.length; i++) {
            int in = x.shape().intDim(2 + i);
            int out = Math.toIntExact(sizes[i]);
            double step = alignCorners ? (out == 1 ? 0 : (in - 1.0) / (out - 1)) : steps[i];
            taps.add(taps(in, out, mode, step, alignCorners ? 0 : (step - 1) / 2));
        }
        return Op.of(op, weighed(x, taps))
                .grad(x, g -> weighed(g, taps.stream().map(Taps::transposed).toList()))
                .build();
    }

    /** Output i lies at i · step + start. */
    private static Taps taps(int in, int out, Interpolation mode, double step, double start) {
        Taps taps = new Taps(in);
        for (int i = 0; i < out; i++) {
            if (mode == Interpolation.NEAREST) {
                // Divided where it can be, so that a whole place is not missed by a rounding.
                boolean divided = step * out == in;
                double place = divided ? Math.floorDiv((long) i * in, out) : Math.floor(i * step);
                taps.add((int) Math.min(place, in - 1), 1);
            } else if (mode == Interpolation.BILINEAR) {
                double place = Math.min(Math.max(i * step + start, 0), in - 1);
                int low = (int) place;
                taps.add(low, 1 - (place - low));
                if (place > low) {
                    taps.add(low + 1, place - low);
                }
            } else {
                double place = i * step + start;
                int low = (int) Math.floor(place);
                for (int input = low - 1; input <= low + 2; input++) {
                    taps.add(Math.min(Math.max(input, 0), in - 1), Cubic.weight(input - place));
                }
            }
            taps.next();
        }
        return taps;
    }

    /** x with taps applied along each spatial dimension. */
    static Tensor weighed(Tensor x, List<Taps> taps) {
        Tensor result = x;
        for (int i = taps.size() - 1; i >= 0; i--) {
            Tensor before = result;
            result = x.backend().weigh(before, 2 + i, taps.get(i));
            if (before != x) {
                before.free();
            }
        }
        return result;
    }

    private static long[] filled(Tensor x, long size) {
        long[] sizes = new long[x.rank() - 2];
        Arrays.fill(sizes, size);
        return sizes;
    }

    private static void checkSpatial(String op, Tensor x, Interpolation mode, boolean alignCorners, int numbers) {
        Require.floating(op, x);
        boolean spatial = x.rank() >= 3 && x.rank() <= 5;
        for (int dim = 2; spatial && dim < x.rank(); dim++) {
            spatial = x.dim(dim) > 0;
        }
        Shape.require(spatial, op, () -> "input (N, C, L), (N, C, H, W) or (N, C, D, H, W) with pixels", x::shape);
        Shape.require(
                numbers == 1 || numbers == x.rank() - 2,
                op,
                () -> "one number or " + (x.rank() - 2) + " for " + x.shape(),
                () -> numbers);
        Shape.require(
                !alignCorners || mode != Interpolation.NEAREST,
                op,
                () -> "bilinear or bicubic for alignCorners",
                () -> mode);
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
