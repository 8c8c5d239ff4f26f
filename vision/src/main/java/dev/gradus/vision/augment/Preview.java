package dev.gradus.vision.augment;

import dev.gradus.random.Rng;
import dev.gradus.vision.data.PhotoMask;
import dev.gradus.vision.draw.Annotations;
import dev.gradus.vision.draw.ContactSheet;

/** A look at what a transform does. */
public final class Preview {
    private Preview() {}

    /**
     * A sample as it is and some changed ones, with their masks and boxes.
     *
     * @param sample the photo
     * @param transform what changes it
     * @param count how many changed ones
     * @param columns pictures in a row
     * @param cell the side of a picture in pixels
     * @param rng the only source of chance
     */
    public static ContactSheet of(
            PhotoMask sample, PairTransform transform, int count, int columns, int cell, Rng rng) {
        ContactSheet sheet = new ContactSheet(columns, cell).add(Annotations.draw(sample), "as it is");
        for (int i = 1; i <= count; i++) {
            sheet.add(Annotations.draw(transform.apply(sample, rng.split(i))), "changed " + i);
        }
        return sheet;
    }
}
