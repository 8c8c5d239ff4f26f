package dev.gradus.vision.augment;

import boofcv.alg.filter.blur.BlurImageOps;
import boofcv.concurrency.BoofConcurrency;
import boofcv.struct.image.GrayF32;
import dev.gradus.vision.data.PhotoMask;
import dev.gradus.vision.image.Image;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/**
 * Changes of light and colour: of the photo alone, mask and boxes stay. Values are kept within 0..1, except by
 * {@link #normalize}.
 */
public final class Light {
    private Light() {}

    /** A change of a photo, given a generator. */
    @FunctionalInterface
    private interface Change {
        Image apply(Image photo, RandomGenerator random);
    }

    private static PairTransform of(Change change) {
        return (sample, random) -> with(sample, change.apply(sample.photo(), random));
    }

    private static PhotoMask with(PhotoMask sample, Image photo) {
        return new PhotoMask(sample.id(), photo, sample.mask(), sample.boxes());
    }

    /** Any change of the photo alone. */
    public static PairTransform photo(UnaryOperator<Image> change) {
        return of((photo, random) -> change.apply(photo));
    }

    private static void requireRange(String name, double range) {
        if (!(range >= 0)) {
            throw new IllegalArgumentException(name + ": expected no negative range, got " + range);
        }
    }

    /** Log-uniform between 1 / (1 + range) and 1 + range. */
    private static double factor(double range, RandomGenerator random) {
        return Math.pow(1 + range, Geometry.symmetric(random));
    }

    /** Values times a factor that is log-uniform between 1 / (1 + range) and 1 + range. */
    public static PairTransform brightness(double range) {
        requireRange("brightness", range);
        return of((photo, random) ->
                blend(photo, Image.black(photo.channels(), photo.height(), photo.width()), factor(range, random)));
    }

    /** Differences to the photo's mean grey times such a factor. */
    public static PairTransform contrast(double range) {
        requireRange("contrast", range);
        return of((photo, random) -> contrasted(photo, factor(range, random)));
    }

    static Image contrasted(Image photo, double factor) {
        double sum = 0;
        float[] grey = photo.toGrey().data();
        for (float value : grey) {
            sum += value;
        }
        Image mean = Image.black(photo.channels(), photo.height(), photo.width());
        Arrays.fill(mean.data(), (float) (sum / grey.length));
        return blend(photo, mean, factor);
    }

    /** Differences to the grey photo times such a factor. */
    public static PairTransform saturation(double range) {
        requireRange("saturation", range);
        return of((photo, random) -> saturated(photo, factor(range, random)));
    }

    static Image saturated(Image photo, double factor) {
        return photo.channels() == 1 ? photo : blend(photo, photo.toGrey().toRgb(), factor);
    }

    /** {@code base + factor · (photo − base)}, cut to 0..1. */
    static Image blend(Image photo, Image base, double factor) {
        Image result = photo.copy();
        for (int i = 0; i < result.data().length; i++) {
            double value = base.data()[i] + factor * (photo.data()[i] - base.data()[i]);
            result.data()[i] = (float) Math.max(0, Math.min(1, value));
        }
        return result;
    }

    /** The colours turned around the grey axis, uniform in ± {@code degrees}; grey stays. */
    public static PairTransform hue(double degrees) {
        requireRange("hue", degrees);
        return of((photo, random) -> turned(photo, Math.toRadians(degrees * Geometry.symmetric(random))));
    }

    /** A rotation around (1, 1, 1): the part along it stays, the part across it turns. */
    private static Image turned(Image photo, double angle) {
        if (photo.channels() != 3) {
            return photo;
        }
        double cos = Math.cos(angle);
        double across = Math.sin(angle) / Math.sqrt(3);
        Image result = photo.copy();
        int plane = photo.height() * photo.width();
        float[] in = photo.data();
        for (int i = 0; i < plane; i++) {
            double mean = (in[i] + in[plane + i] + in[2 * plane + i]) / 3.0;
            for (int c = 0; c < 3; c++) {
                double next = in[(c + 1) % 3 * plane + i];
                double last = in[(c + 2) % 3 * plane + i];
                double value = mean + cos * (in[c * plane + i] - mean) + across * (last - next);
                result.data()[c * plane + i] = (float) Math.max(0, Math.min(1, value));
            }
        }
        return result;
    }

    /** Brightness, contrast, saturation and hue, in this order; the first three with one range. */
    public static PairTransform colourJitter(double range, double degrees) {
        return brightness(range).then(contrast(range)).then(saturation(range)).then(hue(degrees));
    }

    /** x to the power of a number that is log-uniform between 1 / (1 + range) and 1 + range. */
    public static PairTransform gamma(double range) {
        requireRange("gamma", range);
        return of((photo, random) -> {
            double exponent = factor(range, random);
            Image result = photo.copy();
            for (int i = 0; i < result.data().length; i++) {
                result.data()[i] = (float) Math.pow(Math.max(0, result.data()[i]), exponent);
            }
            return result;
        });
    }

    /** Normal numbers added to every value; their standard deviation is uniform between 0 and {@code std}. */
    public static PairTransform noise(double std) {
        requireRange("noise", std);
        return of((photo, random) -> {
            double strength = std * random.nextDouble();
            Image result = photo.copy();
            for (int i = 0; i < result.data().length; i++) {
                double value = result.data()[i] + strength * random.nextGaussian();
                result.data()[i] = (float) Math.max(0, Math.min(1, value));
            }
            return result;
        });
    }

    /** A Gaussian blur, whose standard deviation is uniform between 0 and {@code sigma} pixels. */
    public static PairTransform blur(double sigma) {
        requireRange("blur", sigma);
        return of((photo, random) -> blurred(photo, sigma * random.nextDouble()));
    }

    static Image blurred(Image photo, double sigma) {
        if (sigma < 1e-3) {
            return photo;
        }
        BoofConcurrency.USE_CONCURRENT = false; // loader threads work side by side already
        Image result = photo.copy();
        int plane = photo.height() * photo.width();
        for (int c = 0; c < photo.channels(); c++) {
            GrayF32 channel = new GrayF32(photo.width(), photo.height());
            System.arraycopy(photo.data(), c * plane, channel.data, 0, plane);
            GrayF32 smooth = BlurImageOps.gaussian(channel, null, sigma, -1, null);
            System.arraycopy(smooth.data, 0, result.data(), c * plane, plane);
        }
        return result;
    }

    /**
     * A square of the photo's mean colour at a random place, whose middle lies in the photo. DeVries and Taylor, 2017,
     * arXiv:1708.04552.
     *
     * @param side of the square, as a part of the photo's shorter side
     */
    public static PairTransform cutout(double side) {
        requireRange("cutout", side);
        return of((photo, random) -> {
            int half = (int) Math.round(side * Math.min(photo.height(), photo.width()) / 2);
            int y = random.nextInt(photo.height());
            int x = random.nextInt(photo.width());
            Image result = photo.copy();
            int plane = photo.height() * photo.width();
            for (int c = 0; c < photo.channels(); c++) {
                double sum = 0;
                for (int i = 0; i < plane; i++) {
                    sum += photo.data()[c * plane + i];
                }
                for (int row = Math.max(0, y - half); row < Math.min(photo.height(), y + half); row++) {
                    int from = c * plane + row * photo.width();
                    Arrays.fill(
                            result.data(),
                            from + Math.max(0, x - half),
                            from + Math.min(photo.width(), x + half),
                            (float) (sum / plane));
                }
            }
            return result;
        });
    }

    /**
     * {@code (x − mean) / std} by channel.
     *
     * @throws IllegalArgumentException if the lists differ in length or a deviation is not positive
     */
    public static PairTransform normalize(List<Float> mean, List<Float> std) {
        if (mean.size() != std.size() || std.stream().anyMatch(s -> !(s > 0))) {
            throw new IllegalArgumentException(
                    "normalize: expected as many means as positive deviations, got " + mean + " and " + std);
        }
        return photo(photo -> {
            if (photo.channels() != mean.size()) {
                throw new IllegalArgumentException(
                        "normalize: expected " + mean.size() + " channels, got " + photo.channels());
            }
            Image result = photo.copy();
            int plane = photo.height() * photo.width();
            for (int i = 0; i < result.data().length; i++) {
                result.data()[i] = (result.data()[i] - mean.get(i / plane)) / std.get(i / plane);
            }
            return result;
        });
    }
}
