package dev.gradus.examples.cells;

import dev.gradus.data.Preparation;
import dev.gradus.data.Sample;
import dev.gradus.random.Rng;
import dev.gradus.vision.augment.PairTransform;
import dev.gradus.vision.augment.RandomCrop;
import dev.gradus.vision.augment.RandomSymmetry;
import dev.gradus.vision.data.PhotoMask;
import dev.gradus.vision.image.Image;

/**
 * Makes a training sample of a photo: a window at a random place and zoom, one of the eight symmetries, a random gamma,
 * {@link Standardization} by the whole photo, a little contrast and brightness, and now and then the negative, which
 * turns bright cells on dark ground into dark cells on bright ground.
 */
final class CellPreparation implements Preparation<PhotoMask> {
    private static final double ZOOM = 1.35;
    private static final double GAMMA = 1.5;
    private static final double CONTRAST = 1.25;
    private static final double BRIGHTNESS = 0.2;
    private static final double NEGATIVES = 0.1;

    private final PairTransform geometry;

    /** @param crop the side of the window in pixels */
    CellPreparation(int crop) {
        geometry = new RandomCrop(crop, crop, 1 / ZOOM, ZOOM).then(new RandomSymmetry());
    }

    @Override
    public Sample prepare(PhotoMask item, Rng rng) {
        double gamma = logUniform(GAMMA, rng);
        Standardization whole = Standardization.ofGamma(item.photo(), gamma);
        double contrast = logUniform(CONTRAST, rng) * (rng.nextBernoulli(NEGATIVES) ? -1 : 1);
        double brightness = BRIGHTNESS * (2 * rng.nextDouble() - 1);
        PhotoMask window = geometry.apply(item, rng);
        Image photo = window.photo().toRgb().copy();
        float[] values = photo.data();
        for (int i = 0; i < values.length; i++) {
            float value = whole.apply((float) Math.pow(Math.max(0, values[i]), gamma));
            values[i] = (float) (contrast * value + brightness);
        }
        return new PhotoMask(item.id(), photo, window.mask()).toSample();
    }

    private static double logUniform(double range, Rng rng) {
        return Math.pow(range, 2 * rng.nextDouble() - 1);
    }
}
