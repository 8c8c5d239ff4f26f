package dev.gradus.examples.cells;

import dev.gradus.vision.image.Image;
import java.util.Map;

/**
 * A photo's values brought to mean 0 and deviation 1, all channels alike, so that dark, bright and faint photographs
 * look the same to a network and colours stay colours: {@code (x − mean) · scale}.
 *
 * @param mean of the whole photo's values
 * @param scale one over their standard deviation
 */
record Standardization(float mean, float scale) {
    /** What model files say about it. */
    static final Map<String, String> PREPROCESSING =
            Map.of("channels", "RGB", "normalization", "each photo to mean 0 and deviation 1 over all channels");

    /** Half a step of an 8-bit photo: a photo of one flat colour stays flat. */
    private static final double LEAST_DEVIATION = 1 / 510.0;

    static Standardization of(Image photo) {
        double sum = 0;
        double squares = 0;
        for (float value : photo.data()) {
            sum += value;
            squares += (double) value * value;
        }
        return of(sum, squares, photo.data().length);
    }

    /** After every value was raised to {@code gamma}; from a histogram of 256 bins, which 8-bit photos fill exactly. */
    static Standardization ofGamma(Image photo, double gamma) {
        int[] histogram = new int[256];
        for (float value : photo.data()) {
            histogram[Math.round(Math.max(0, Math.min(1, value)) * 255)]++;
        }
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < histogram.length; i++) {
            double value = Math.pow(i / 255.0, gamma);
            sum += histogram[i] * value;
            squares += histogram[i] * value * value;
        }
        return of(sum, squares, photo.data().length);
    }

    private static Standardization of(double sum, double squares, int count) {
        double mean = sum / count;
        double deviation = Math.sqrt(Math.max(0, squares / count - mean * mean));
        return new Standardization((float) mean, (float) (1 / Math.max(deviation, LEAST_DEVIATION)));
    }

    float apply(float value) {
        return (value - mean) * scale;
    }

    Image apply(Image photo) {
        Image result = photo.copy();
        for (int i = 0; i < result.data().length; i++) {
            result.data()[i] = apply(result.data()[i]);
        }
        return result;
    }
}
