package dev.gradus.vision.processing;

import dev.gradus.vision.image.Image;

/**
 * How far each pixel of a mask is from the nearest one that is not set, exactly, from middle to middle in pixels.
 * Felzenszwalb and Huttenlocher, "Distance transforms of sampled functions", 2012.
 */
public final class DistanceTransform {
    private static final double FAR = 1e20;

    private DistanceTransform() {}

    /**
     * The distances.
     *
     * @param mask one channel, at least 0.5 is set
     * @return {@code (1, H, W)}: 0 where the mask is not set; infinite where all of it is set
     */
    public static Image of(Image mask) {
        Boof.requireMask("distanceTransform", mask);
        int height = mask.height();
        int width = mask.width();
        double[] squares = new double[height * width];
        for (int i = 0; i < squares.length; i++) {
            squares[i] = mask.data()[i] >= 0.5f ? FAR : 0;
        }
        for (int x = 0; x < width; x++) {
            lower(squares, x, width, height);
        }
        for (int y = 0; y < height; y++) {
            lower(squares, y * width, 1, width);
        }
        Image result = Image.black(1, height, width);
        for (int i = 0; i < squares.length; i++) {
            result.data()[i] = squares[i] >= FAR / 2 ? Float.POSITIVE_INFINITY : (float) Math.sqrt(squares[i]);
        }
        return result;
    }

    /** Along a line: at each place the lowest of the parabolas that stand on all places at their values. */
    private static void lower(double[] values, int start, int step, int count) {
        double[] f = new double[count];
        for (int i = 0; i < count; i++) {
            f[i] = values[start + i * step];
        }
        int[] lowest = new int[count];
        double[] from = new double[count + 1];
        int k = 0;
        from[0] = -FAR;
        from[1] = FAR;
        for (int q = 1; q < count; q++) {
            double meeting = meeting(f, q, lowest[k]);
            while (meeting <= from[k]) {
                k--;
                meeting = meeting(f, q, lowest[k]);
            }
            k++;
            lowest[k] = q;
            from[k] = meeting;
            from[k + 1] = FAR;
        }
        k = 0;
        for (int q = 0; q < count; q++) {
            while (from[k + 1] < q) {
                k++;
            }
            double away = q - lowest[k];
            values[start + q * step] = away * away + f[lowest[k]];
        }
    }

    private static double meeting(double[] f, int q, int p) {
        return (f[q] - f[p] + (double) q * q - (double) p * p) / (2.0 * q - 2.0 * p);
    }
}
