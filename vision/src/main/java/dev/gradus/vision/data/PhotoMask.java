package dev.gradus.vision.data;

import dev.gradus.data.Sample;
import dev.gradus.vision.image.Image;

/**
 * A photograph with its segmentation mask.
 *
 * @param id what the photo is called in its data set, for reports
 * @param photo the photograph, {@code (C, H, W)}, 0..1
 * @param mask {@code (1, H, W)}: 1 on the objects, 0 elsewhere
 */
public record PhotoMask(String id, Image photo, Image mask) {
    /** @throws IllegalArgumentException if the mask has more than one channel or another size than the photo */
    public PhotoMask {
        if (mask.channels() != 1 || !mask.sameSize(photo)) {
            throw new IllegalArgumentException("photoMask: expected a mask (1, " + photo.height() + ", " + photo.width()
                    + ") for " + photo + " '" + id + "', got " + mask);
        }
    }

    /** The photo as the input and the mask as the target, sharing their arrays. */
    public Sample toSample() {
        return new Sample(photo.data(), photo.shape(), mask.data(), mask.shape());
    }
}
