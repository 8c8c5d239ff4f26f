package dev.gradus.vision.augment;

import dev.gradus.vision.data.PhotoMask;
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
}
