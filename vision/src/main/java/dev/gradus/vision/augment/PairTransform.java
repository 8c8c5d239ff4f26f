package dev.gradus.vision.augment;

import dev.gradus.vision.data.PhotoMask;
import dev.gradus.vision.image.Image;
import java.util.random.RandomGenerator;

/**
 * A random change of a photograph, its mask and its boxes together, for training. An implementation keeps no state: the same
 * sample and generator state give the same result, so a loader thread may apply it to any sample in any order.
 */
@FunctionalInterface
public interface PairTransform {
    /**
     * The changed sample; the given one stays as it is, though its arrays may be shared.
     *
     * @param sample what to change
     * @param random the only source of chance
     */
    PhotoMask apply(PhotoMask sample, RandomGenerator random);

    /** This transform, then {@code next}. */
    default PairTransform then(PairTransform next) {
        return (sample, random) -> next.apply(apply(sample, random), random);
    }

    /**
     * This transform of a mask of classes, but with {@link PhotoMask#IGNORED} in place of class 0 where something comes
     * from outside the photo: nobody knows what is there.
     */
    default PairTransform ignoringOutside() {
        return (sample, random) -> inverted(apply(inverted(sample), random));
    }

    /** Every class as 255 less itself, so that 0 is none. */
    private static PhotoMask inverted(PhotoMask sample) {
        Image mask = sample.mask().copy();
        for (int i = 0; i < mask.data().length; i++) {
            mask.data()[i] = PhotoMask.IGNORED - mask.data()[i];
        }
        return new PhotoMask(sample.id(), sample.photo(), mask, sample.boxes());
    }
}
