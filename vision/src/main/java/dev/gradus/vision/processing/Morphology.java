package dev.gradus.vision.processing;

import boofcv.alg.filter.binary.BinaryImageOps;
import boofcv.struct.image.GrayU8;
import dev.gradus.vision.image.Image;

/**
 * Masks from masks of one channel, at least 0.5 is set, with a square of 2 · radius + 1 pixels; outside, nothing is set for
 * dilation, and everything for erosion.
 */
public final class Morphology {
    private Morphology() {}

    /** What remains where the square fits in wholly. */
    public static Image erode(Image mask, int radius) {
        Filters.requireRadius("erode", radius);
        return inverted(dilate(inverted(mask, "erode"), radius), "erode");
    }

    /** All that the square touches. */
    public static Image dilate(Image mask, int radius) {
        Filters.requireRadius("dilate", radius);
        GrayU8 binary = Boof.binary("dilate", mask);
        return Boof.mask(BinaryImageOps.dilate8(binary, radius, null));
    }

    private static Image inverted(Image mask, String name) {
        Boof.requireMask(name, mask);
        Image result = mask.copy();
        for (int i = 0; i < result.data().length; i++) {
            result.data()[i] = result.data()[i] >= 0.5f ? 0 : 1;
        }
        return result;
    }

    /** Erosion, then dilation: what is smaller than the square goes. */
    public static Image open(Image mask, int radius) {
        return dilate(erode(mask, radius), radius);
    }

    /** Dilation, then erosion: holes smaller than the square are filled. */
    public static Image close(Image mask, int radius) {
        return erode(dilate(mask, radius), radius);
    }
}
