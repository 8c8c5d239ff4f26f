package dev.gradus.examples.voc;

import dev.gradus.data.Preparation;
import dev.gradus.data.Sample;
import dev.gradus.random.Rng;
import dev.gradus.vision.augment.Geometry;
import dev.gradus.vision.augment.Light;
import dev.gradus.vision.augment.PairTransform;
import dev.gradus.vision.data.PhotoMask;
import dev.gradus.vision.detection.CenterGrid;
import dev.gradus.vision.models.ImageNetClassifier;

/**
 * Makes a sample of a photo and its boxes: mirrored both ways by chance, moved and zoomed a little, in slightly other
 * colours; the target is a {@link CenterGrid}.
 */
final class BoxPreparation implements Preparation<PhotoMask> {
    private static final double SHIFT = 0.1;
    private static final double ZOOM = 1.2;
    private static final double LIGHT = 0.2;
    private static final double HUE = 8;

    private final CenterGrid grid;
    private final PairTransform change;

    BoxPreparation(CenterGrid grid) {
        this.grid = grid;
        change = Geometry.flipHorizontal(0.5)
                .then(Geometry.flipVertical(0.5))
                .then(Geometry.affine(0, SHIFT, ZOOM, 0))
                .then(Light.colourJitter(LIGHT, HUE));
    }

    @Override
    public Sample prepare(PhotoMask photo, Rng rng) {
        return sample(change.apply(photo, rng));
    }

    /** A sample of a photo as it is. */
    Sample sample(PhotoMask photo) {
        return new Sample(
                ImageNetClassifier.values(photo.photo()),
                photo.photo().shape(),
                grid.encode(photo.boxes()),
                grid.targetShape().dims());
    }
}
