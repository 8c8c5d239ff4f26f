package dev.gradus.vision.processing;

import boofcv.alg.filter.binary.GThresholdImageOps;
import boofcv.alg.filter.blur.BlurImageOps;
import boofcv.struct.image.GrayF32;
import boofcv.struct.image.GrayU8;
import dev.gradus.vision.image.Image;

/** Masks from images; colours are made grey first. */
public final class Thresholds {
    private Thresholds() {}

    /** 1 where the grey is over a value. */
    public static Image above(Image image, double value) {
        Image mask = image.toGrey().copy();
        for (int i = 0; i < mask.data().length; i++) {
            mask.data()[i] = mask.data()[i] > value ? 1 : 0;
        }
        return mask;
    }

    /**
     * The grey that parts dark and light pixels into two groups of the least variance, of 256 levels. Otsu, "A threshold
     * selection method from gray-level histograms", 1979.
     */
    public static double otsu(Image image) {
        return GThresholdImageOps.computeOtsu(Boof.bytes(image.toGrey(), 0), 0, 255) / 255;
    }

    /** 1 where the grey is over Otsu's value. */
    public static Image aboveOtsu(Image image) {
        Image grey = image.toGrey();
        int level = (int) Math.round(255 * otsu(grey));
        GrayU8 mask = GThresholdImageOps.threshold(Boof.bytes(grey, 0), null, level, false);
        return Boof.mask(mask);
    }

    /**
     * 1 where the grey is over the mean of its surroundings by more than an offset: for light that is uneven.
     *
     * @param side of the square around each pixel, odd
     * @param offset added to the mean
     */
    public static Image aboveSurroundings(Image image, int side, double offset) {
        if (side < 3 || side % 2 == 0) {
            throw new IllegalArgumentException("aboveSurroundings: expected an odd side of at least 3, got " + side);
        }
        GrayF32 grey = Boof.floats(image.toGrey(), 0);
        GrayF32 mean = BlurImageOps.mean(grey, null, side / 2, null, null);
        Image mask = Image.black(1, image.height(), image.width());
        for (int i = 0; i < mask.data().length; i++) {
            mask.data()[i] = grey.data[i] > mean.data[i] + offset ? 1 : 0;
        }
        return mask;
    }
}
