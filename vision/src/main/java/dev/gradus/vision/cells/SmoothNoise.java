package dev.gradus.vision.cells;

import dev.gradus.vision.image.Image;
import java.util.random.RandomGenerator;

/** Random fields of a given grain: coarse Gaussian values, smoothly enlarged. */
final class SmoothNoise {
    private SmoothNoise() {}

    /** A field of mean 0 and roughly unit spread whose hills are about {@code grain} pixels wide. */
    static Image field(int height, int width, double grain, RandomGenerator random) {
        int rows = Math.max(2, (int) Math.ceil(height / grain) + 1);
        int columns = Math.max(2, (int) Math.ceil(width / grain) + 1);
        Image coarse = Image.black(1, rows, columns);
        for (int i = 0; i < coarse.data().length; i++) {
            coarse.data()[i] = (float) random.nextGaussian();
        }
        return coarse.resize(height, width);
    }
}
