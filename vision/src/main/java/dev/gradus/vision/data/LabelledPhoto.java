package dev.gradus.vision.data;

import dev.gradus.data.Sample;
import dev.gradus.vision.image.Image;

/**
 * A photograph and what it shows.
 *
 * @param id what the photo is called in its data set, for reports
 * @param photo the photograph, {@code (C, H, W)}, 0..1
 * @param label its class, from 0
 */
public record LabelledPhoto(String id, Image photo, int label) {
    /** The photo as the input and the class as the target, sharing the array. */
    public Sample toSample() {
        return Sample.ofClass(photo.data(), photo.shape(), label);
    }
}
