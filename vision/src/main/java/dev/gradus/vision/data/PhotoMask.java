package dev.gradus.vision.data;

import dev.gradus.data.Sample;
import dev.gradus.vision.image.Image;
import java.util.List;

/**
 * A photograph with what is known of its pixels and objects.
 *
 * @param id what the photo is called in its data set, for reports
 * @param photo the photograph, {@code (C, H, W)}, 0..1
 * @param mask {@code (1, H, W)}: 1 on the objects, 0 elsewhere; or the class of each pixel, {@link #IGNORED} where it is
 *     unknown; 0 everywhere where a data set has no masks
 * @param boxes around the objects; empty where a data set has none
 */
public record PhotoMask(String id, Image photo, Image mask, List<Box> boxes) {
    /** The class of pixels that count neither as one class nor as another. */
    public static final int IGNORED = 255;

    /** @throws IllegalArgumentException if the mask has more than one channel or another size than the photo */
    public PhotoMask {
        if (mask.channels() != 1 || !mask.sameSize(photo)) {
            throw new IllegalArgumentException("photoMask: expected a mask (1, " + photo.height() + ", " + photo.width()
                    + ") for " + photo + " '" + id + "', got " + mask);
        }
        boxes = List.copyOf(boxes);
    }

    /** Without boxes. */
    public PhotoMask(String id, Image photo, Image mask) {
        this(id, photo, mask, List.of());
    }

    /** With boxes and an empty mask. */
    public PhotoMask(String id, Image photo, List<Box> boxes) {
        this(id, photo, Image.black(1, photo.height(), photo.width()), boxes);
    }

    /** The photo as the input and the mask as the target, sharing their arrays. */
    public Sample toSample() {
        return new Sample(photo.data(), photo.shape(), mask.data(), mask.shape());
    }
}
