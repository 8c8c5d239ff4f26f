package dev.gradus.vision.processing;

import boofcv.alg.enhance.EnhanceImageOps;
import boofcv.alg.filter.blur.BlurImageOps;
import boofcv.alg.misc.ImageStatistics;
import boofcv.struct.image.GrayU8;
import dev.gradus.vision.image.Image;

/** Images from images of the same size, each channel by itself. */
public final class Filters {
    private Filters() {}

    /** The mean with weights that fall as a Gaussian of this standard deviation in pixels; 0 changes nothing. */
    public static Image gaussian(Image image, double sigma) {
        if (!(sigma >= 0)) {
            throw new IllegalArgumentException("gaussian: expected sigma >= 0, got " + sigma);
        }
        return sigma == 0
                ? image.copy()
                : Boof.eachChannel(image, channel -> BlurImageOps.gaussian(channel, null, sigma, -1, null));
    }

    /** The middle value of the square of 2 · radius + 1 pixels around each; at the edges of what exists of it. */
    public static Image median(Image image, int radius) {
        requireRadius("median", radius);
        return Boof.eachChannel(image, channel -> BlurImageOps.median(channel, null, radius, radius, null));
    }

    static void requireRadius(String name, int radius) {
        if (radius < 1) {
            throw new IllegalArgumentException(name + ": expected a radius of at least 1, got " + radius);
        }
    }

    /** Levels spread so that each of 256 is about as frequent. */
    public static Image equalize(Image image) {
        return Boof.eachChannelInBytes(image, channel -> {
            int[] histogram = new int[256];
            int[] transform = new int[256];
            ImageStatistics.histogram(channel, 0, histogram);
            EnhanceImageOps.equalize(histogram, transform);
            GrayU8 result = channel.createSameShape();
            EnhanceImageOps.applyTransform(channel, transform, result);
            return result;
        });
    }

    /**
     * Levels spread by the histogram of the surroundings, whose peaks are cut, so that noise on even ground is not blown
     * up: contrast-limited adaptive histogram equalization. Zuiderveld, "Graphics Gems IV", 1994. The image is divided
     * into tiles, each with a curve; between their middles the curves are interpolated.
     *
     * @param image values 0..1
     * @param tiles of a side, at most as many as pixels
     * @param limit the most that a level may count, as a multiple of the mean count; at least 1, which changes least
     */
    public static Image equalizeLocal(Image image, int tiles, double limit) {
        if (tiles < 1 || tiles > Math.min(image.height(), image.width()) || !(limit >= 1)) {
            throw new IllegalArgumentException("equalizeLocal: expected 1 to " + Math.min(image.height(), image.width())
                    + " tiles and a limit of at least 1, got " + tiles + " and " + limit);
        }
        return Boof.eachChannelInBytes(image, channel -> new TileCurves(channel, tiles, limit).apply());
    }

    /** The curves of the tiles of one channel. */
    private static final class TileCurves {
        private final GrayU8 image;
        private final int tiles;
        private final float[][] curves;

        TileCurves(GrayU8 image, int tiles, double limit) {
            this.image = image;
            this.tiles = tiles;
            this.curves = new float[tiles * tiles][];
            for (int i = 0; i < curves.length; i++) {
                int y = i / tiles;
                int x = i % tiles;
                curves[i] = curve(
                        edge(y, image.height),
                        edge(y + 1, image.height),
                        edge(x, image.width),
                        edge(x + 1, image.width),
                        limit);
            }
        }

        private int edge(int tile, int size) {
            return (int) ((long) tile * size / tiles);
        }

        /** The sum of the counts up to each level, 0..255; what is cut off is shared among all levels. */
        private float[] curve(int top, int bottom, int left, int right, double limit) {
            double[] counts = new double[256];
            for (int y = top; y < bottom; y++) {
                for (int x = left; x < right; x++) {
                    counts[image.get(x, y)]++;
                }
            }
            double pixels = (double) (bottom - top) * (right - left);
            double most = limit * pixels / 256;
            double excess = 0;
            for (int i = 0; i < 256; i++) {
                excess += Math.max(0, counts[i] - most);
                counts[i] = Math.min(most, counts[i]);
            }
            float[] curve = new float[256];
            double sum = 0;
            for (int i = 0; i < 256; i++) {
                double count = counts[i] + excess / 256;
                curve[i] = (float) (255 * (sum + count / 2) / pixels);
                sum += count;
            }
            return curve;
        }

        GrayU8 apply() {
            GrayU8 result = image.createSameShape();
            for (int y = 0; y < image.height; y++) {
                double v = (y + 0.5) * tiles / image.height - 0.5;
                for (int x = 0; x < image.width; x++) {
                    double u = (x + 0.5) * tiles / image.width - 0.5;
                    int level = image.get(x, y);
                    double value = (1 - part(v)) * row(v, u, level, 0) + part(v) * row(v, u, level, 1);
                    result.unsafe_set(x, y, (int) Math.round(value));
                }
            }
            return result;
        }

        private double row(double v, double u, int level, int below) {
            int y = clamp((int) Math.floor(v) + below);
            int x = (int) Math.floor(u);
            float left = curves[y * tiles + clamp(x)][level];
            float right = curves[y * tiles + clamp(x + 1)][level];
            return (1 - part(u)) * left + part(u) * right;
        }

        private static double part(double place) {
            return place - Math.floor(place);
        }

        private int clamp(int tile) {
            return Math.max(0, Math.min(tiles - 1, tile));
        }
    }
}
