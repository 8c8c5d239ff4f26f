package dev.gradus.vision.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.gradus.random.Rng;
import dev.gradus.vision.data.PhotoMask;
import dev.gradus.vision.image.Image;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PairTransformTest {
    /** The mask is bright exactly where the photo is, so that whatever moves one must move the other. */
    private static PhotoMask sample(int height, int width) {
        Image mask = Image.black(1, height, width);
        Rng rng = Rng.seed(3);
        for (int i = 0; i < mask.data().length; i++) {
            mask.data()[i] = rng.nextInt(2);
        }
        Image photo = mask.toRgb();
        for (int i = 0; i < photo.data().length; i++) {
            photo.data()[i] = 0.2f + 0.6f * photo.data()[i];
        }
        return new PhotoMask("s", photo, mask);
    }

    private static void assertMovedTogether(PhotoMask changed) {
        int plane = changed.mask().data().length;
        float[] expected = new float[3 * plane];
        for (int i = 0; i < expected.length; i++) {
            expected[i] = 0.2f + 0.6f * changed.mask().data()[i % plane];
        }
        assertThat(changed.photo().data()).isEqualTo(expected);
    }

    @Test
    void theEightSymmetriesAreEightAndFormAGroup() {
        Image image = Image.of(1, 2, 2, new float[] {1, 2, 3, 4});
        Set<String> seen = new HashSet<>();
        for (int code = 0; code < 8; code++) {
            seen.add(Arrays.toString(RandomSymmetry.turn(image, code).data()));
        }
        assertThat(seen).hasSize(8);
        for (int a = 0; a < 8; a++) {
            for (int b = 0; b < 8; b++) {
                Image twice = RandomSymmetry.turn(RandomSymmetry.turn(image, a), b);
                assertThat(seen).contains(Arrays.toString(twice.data()));
            }
        }
        Image wide = Image.of(1, 2, 3, new float[] {1, 2, 3, 4, 5, 6});
        assertThat(RandomSymmetry.turn(wide, 1).data()).containsExactly(3, 2, 1, 6, 5, 4);
        assertThat(RandomSymmetry.turn(wide, 2).data()).containsExactly(4, 5, 6, 1, 2, 3);
        assertThat(RandomSymmetry.turn(wide, 4).data()).containsExactly(1, 4, 2, 5, 3, 6);
        assertThat(RandomSymmetry.turn(wide, 4).shape()).containsExactly(1, 3, 2);
        assertThatIllegalArgumentException().isThrownBy(() -> RandomSymmetry.turn(wide, 8));
    }

    @Test
    void photoAndMaskMoveTogether() {
        Rng rng = Rng.seed(1);
        PairTransform transform = new RandomSymmetry().then(new RandomCrop(9, 20));
        for (int round = 0; round < 40; round++) {
            PhotoMask changed = transform.apply(sample(12, 15), rng);
            assertThat(changed.photo().shape()).containsExactly(3, 9, 20);
            assertMovedTogether(changed);
        }
    }

    @Test
    void theGeneratorAloneDecides() {
        PairTransform all = new RandomSymmetry()
                .then(new RandomCrop(16, 16, 0.7, 1.4))
                .then(new PhotometricJitter(0.1, 0.3, 0.3, 0.5));
        PhotoMask sample = sample(40, 50);
        float[] before = sample.photo().data().clone();
        PhotoMask first = all.apply(sample, Rng.seed(5));
        PhotoMask again = all.apply(sample, Rng.seed(5));
        assertThat(again.photo().data()).containsExactly(first.photo().data());
        assertThat(again.mask().data()).containsExactly(first.mask().data());
        assertThat(all.apply(sample, Rng.seed(6)).photo().data())
                .isNotEqualTo(first.photo().data());
        assertThat(sample.photo().data()).containsExactly(before);
        for (float value : first.mask().data()) {
            assertThat(value).isIn(0f, 1f);
        }
    }

    @Test
    void everyPlaceOfTheCropOccurs() {
        Image photo = Image.black(3, 1, 5);
        System.arraycopy(new float[] {0, 1, 2, 3, 4}, 0, photo.data(), 0, 5);
        PhotoMask sample = new PhotoMask("s", photo, Image.black(1, 1, 5));
        Set<Float> starts = new HashSet<>();
        Rng rng = Rng.seed(2);
        for (int round = 0; round < 100; round++) {
            starts.add(new RandomCrop(1, 3).apply(sample, rng).photo().data()[0]);
        }
        assertThat(starts).containsExactlyInAnyOrder(0f, 1f, 2f);
    }

    @Test
    void zoomTwoShowsEverythingTwiceAsLarge() {
        PhotoMask sample = sample(8, 8);
        PhotoMask zoomed = new RandomCrop(16, 16, 2, 2).apply(sample, Rng.seed(1));
        assertThat(zoomed.photo().data())
                .containsExactly(sample.photo().resize(16, 16).data(), within(1e-6f));
    }

    @Test
    void jitterChangesLightAlone() {
        PhotoMask sample = sample(20, 20);
        Rng rng = Rng.seed(4);
        for (int round = 0; round < 50; round++) {
            PhotoMask changed = new PhotometricJitter(0.2, 0.5, 0.5, 0).apply(sample, rng);
            assertThat(changed.mask()).isSameAs(sample.mask());
            float dark = Float.NaN;
            float light = Float.NaN;
            for (int i = 0; i < 400; i++) {
                float value = changed.photo().data()[i];
                assertThat(value).isBetween(0f, 1f);
                if (sample.mask().data()[i] > 0) {
                    light = value;
                } else {
                    dark = value;
                }
            }
            assertThat(light).isGreaterThan(dark);
        }
        PhotoMask same = new PhotometricJitter(0, 0, 0, 0).apply(sample, rng);
        assertThat(same.photo().data()).containsExactly(sample.photo().data(), within(1e-6f));
        PhotoMask inverted = new PhotometricJitter(0, 0, 0, 1).apply(sample, rng);
        assertThat(inverted.photo().data()[0]).isCloseTo(1 - sample.photo().data()[0], within(1e-6f));
    }

    @Test
    void badRangesAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new RandomCrop(0, 5));
        assertThatIllegalArgumentException().isThrownBy(() -> new RandomCrop(5, 5, 2, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new PhotometricJitter(-1, 0, 0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new PhotometricJitter(0, 0, 0, 1.5));
    }

    @Test
    void whatComesFromOutsideIsUnknown() {
        Image mask = Image.of(1, 1, 3, new float[] {0, 2, PhotoMask.IGNORED});
        PhotoMask sample = new PhotoMask("s", mask.toRgb(), mask);
        PairTransform pad = Geometry.pad(0, 1, 0, 1);
        assertThat(pad.apply(sample, Rng.seed(1)).mask().data()).containsExactly(0, 0, 2, 255, 0);
        PhotoMask padded = pad.ignoringOutside().apply(sample, Rng.seed(1));
        assertThat(padded.mask().data()).containsExactly(255, 0, 2, 255, 255);
        assertThat(padded.photo().data())
                .isEqualTo(pad.apply(sample, Rng.seed(1)).photo().data());
        assertThat(mask.data()).as("unchanged").containsExactly(0, 2, 255);
    }
}
