package dev.gradus.vision.augment;

import dev.gradus.vision.data.Box;
import dev.gradus.vision.data.PhotoMask;
import dev.gradus.vision.image.Image;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Changes of place, of photo, mask and boxes together. Unless it says otherwise, the photo is interpolated bilinearly, the
 * mask takes the nearest pixel, and what comes from outside is black and of class 0; boxes are cut at the frame, and
 * those that leave it are dropped.
 */
public final class Geometry {
    private Geometry() {}

    private static void require(boolean valid, String name, String expected, Object... found) {
        if (!valid) {
            throw new IllegalArgumentException(name + ": expected " + expected + ", got " + List.of(found));
        }
    }

    /** Another size; the photo with a filter that averages where it shrinks, see {@link Image#resize}. */
    public static PairTransform resize(int height, int width) {
        require(height > 0 && width > 0, "resize", "positive sizes", height, width);
        return (sample, random) -> resized(sample, height, width);
    }

    private static PhotoMask resized(PhotoMask sample, int height, int width) {
        Warp warp = Warp.scale(
                (double) width / sample.photo().width(),
                (double) height / sample.photo().height());
        PhotoMask nearest = warp.apply(sample, height, width);
        return new PhotoMask(sample.id(), sample.photo().resize(height, width), nearest.mask(), nearest.boxes());
    }

    /** The shorter side to {@code size} pixels, the longer one in proportion. */
    public static PairTransform resizeShorter(int size) {
        require(size > 0, "resizeShorter", "a positive size", size);
        return (sample, random) -> {
            Image photo = sample.photo();
            double factor = (double) size / Math.min(photo.height(), photo.width());
            return resized(sample, (int) Math.round(photo.height() * factor), (int) Math.round(photo.width() * factor));
        };
    }

    /** The window at a fixed place; what lies outside the photo is black. */
    public static PairTransform crop(int top, int left, int height, int width) {
        require(height > 0 && width > 0, "crop", "positive sizes", height, width);
        return (sample, random) -> cropped(sample, top, left, height, width);
    }

    private static PhotoMask cropped(PhotoMask sample, int top, int left, int height, int width) {
        return Warp.shift(-left, -top).apply(sample, height, width);
    }

    /** The window in the middle; of an odd rest the smaller half is above and on the left. */
    public static PairTransform centerCrop(int height, int width) {
        require(height > 0 && width > 0, "centerCrop", "positive sizes", height, width);
        return (sample, random) -> cropped(
                sample,
                Math.floorDiv(sample.photo().height() - height, 2),
                Math.floorDiv(sample.photo().width() - width, 2),
                height,
                width);
    }

    /**
     * A window of random size, form and place, resized: its area is uniform between {@code minScale} and 1 of the photo's,
     * its width over its height log-uniform between 3/4 and 4/3 and cut where it does not fit. Szegedy and others, 2014,
     * arXiv:1409.4842.
     */
    public static PairTransform randomResizedCrop(int height, int width, double minScale) {
        require(
                height > 0 && width > 0 && minScale > 0 && minScale <= 1,
                "randomResizedCrop",
                "positive sizes and 0 < minScale <= 1",
                height,
                width,
                minScale);
        return (sample, random) -> {
            Image photo = sample.photo();
            double area = (minScale + (1 - minScale) * random.nextDouble()) * photo.height() * photo.width();
            double ratio = Math.pow(4.0 / 3, 2 * random.nextDouble() - 1);
            int w = Math.max(1, Math.min(photo.width(), (int) Math.round(Math.sqrt(area * ratio))));
            int h = Math.max(1, Math.min(photo.height(), (int) Math.round(Math.sqrt(area / ratio))));
            int top = random.nextInt(photo.height() - h + 1);
            int left = random.nextInt(photo.width() - w + 1);
            return resized(cropped(sample, top, left, h, w), height, width);
        };
    }

    /** Black around. */
    public static PairTransform pad(int top, int left, int bottom, int right) {
        require(
                Math.min(Math.min(top, left), Math.min(bottom, right)) >= 0,
                "pad",
                "no negative width",
                top,
                left,
                bottom,
                right);
        return (sample, random) -> cropped(
                sample,
                -top,
                -left,
                top + sample.photo().height() + bottom,
                left + sample.photo().width() + right);
    }

    /** Left and right exchanged, with a probability. */
    public static PairTransform flipHorizontal(double probability) {
        requireProbability("flipHorizontal", probability);
        return (sample, random) -> random.nextDouble() < probability ? RandomSymmetry.turn(sample, 1) : sample;
    }

    /** Top and bottom exchanged, with a probability. */
    public static PairTransform flipVertical(double probability) {
        requireProbability("flipVertical", probability);
        return (sample, random) -> random.nextDouble() < probability ? RandomSymmetry.turn(sample, 2) : sample;
    }

    private static void requireProbability(String name, double probability) {
        require(probability >= 0 && probability <= 1, name, "a probability", probability);
    }

    /** A turn around the middle, uniform in ± {@code degrees}. */
    public static PairTransform rotate(double degrees) {
        return affine(degrees, 0, 1, 0);
    }

    /**
     * A turn, a shift, a zoom and a shear at once, around the middle.
     *
     * @param degrees the turn is uniform in ± this
     * @param shift the shift is uniform in ± this part of width and height
     * @param zoom the zoom is log-uniform between 1 / this and this
     * @param shear the horizontal shear is uniform in ± this many degrees
     */
    public static PairTransform affine(double degrees, double shift, double zoom, double shear) {
        require(
                degrees >= 0 && shift >= 0 && zoom >= 1 && shear >= 0 && shear < 90,
                "affine",
                "no negative range, a zoom of at least 1 and a shear below 90 degrees",
                degrees,
                shift,
                zoom,
                shear);
        return (sample, random) -> {
            Image photo = sample.photo();
            double factor = Math.pow(zoom, symmetric(random));
            Warp warp = Warp.shear(Math.tan(Math.toRadians(shear * symmetric(random))), 0)
                    .then(Warp.rotate(degrees * symmetric(random)))
                    .then(Warp.scale(factor, factor));
            return warp.around(photo.width() / 2.0, photo.height() / 2.0)
                    .then(Warp.shift(
                            shift * photo.width() * symmetric(random), shift * photo.height() * symmetric(random)))
                    .apply(sample, photo.height(), photo.width());
        };
    }

    /** Uniform between −1 and 1. */
    static double symmetric(RandomGenerator random) {
        return 2 * random.nextDouble() - 1;
    }

    /** Another point of view: each corner moves inwards by up to {@code distortion / 2} of width and height. */
    public static PairTransform perspective(double distortion) {
        require(distortion >= 0 && distortion < 1, "perspective", "0 <= distortion < 1", distortion);
        return (sample, random) -> {
            double w = sample.photo().width();
            double h = sample.photo().height();
            double[] from = {0, 0, w, 0, w, h, 0, h};
            double[] to = new double[8];
            for (int i = 0; i < 8; i++) {
                double size = i % 2 == 0 ? w : h;
                double inwards = distortion / 2 * size * random.nextDouble();
                to[i] = from[i] == 0 ? inwards : from[i] - inwards;
            }
            return Warp.quadrilateral(from, to)
                    .apply(sample, sample.photo().height(), sample.photo().width());
        };
    }

    /**
     * A rubber sheet: points {@code spacing} pixels apart are shifted by normal numbers, what lies between in proportion.
     * After Simard, Steinkraus and Platt, "Best practices for convolutional neural networks", 2003.
     *
     * @param spacing pixels between the points, at least 2
     * @param strength the standard deviation of the shifts, in pixels; folds appear from about a third of the spacing
     */
    public static PairTransform elastic(int spacing, double strength) {
        require(spacing >= 2 && strength >= 0, "elastic", "spacing >= 2 and strength >= 0", spacing, strength);
        return (sample, random) -> {
            int height = sample.photo().height();
            int width = sample.photo().width();
            Image points = Image.black(2, height / spacing + 2, width / spacing + 2);
            for (int i = 0; i < points.data().length; i++) {
                points.data()[i] = (float) (strength * random.nextGaussian());
            }
            Image shifts = points.resize(height, width);
            Warp.Field toOld = (x, y) -> new double[] {x + at(shifts, 0, x, y), y + at(shifts, 1, x, y)};
            // The way back has no formula: x = old − shift(x) is repeated until it settles.
            Warp.Field toNew = (x, y) -> {
                double u = x;
                double v = y;
                for (int i = 0; i < 20; i++) {
                    double nextU = x - at(shifts, 0, u, v);
                    v = y - at(shifts, 1, u, v);
                    u = nextU;
                }
                return new double[] {u, v};
            };
            List<Box> boxes = Warp.boxes(sample.boxes(), toNew, height, width);
            return new PhotoMask(
                    sample.id(),
                    Warp.photo(sample.photo(), toOld, height, width),
                    Warp.mask(sample.mask(), toOld, height, width),
                    boxes);
        };
    }

    private static float at(Image field, int channel, double x, double y) {
        int column = (int) Math.max(0, Math.min(field.width() - 1, x));
        int row = (int) Math.max(0, Math.min(field.height() - 1, y));
        return field.get(channel, row, column);
    }
}
