package dev.gradus.vision.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gradus.data.Batch;
import dev.gradus.random.Rng;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import dev.gradus.vision.data.Box;
import dev.gradus.vision.data.PhotoMask;
import dev.gradus.vision.draw.Annotations;
import dev.gradus.vision.image.Image;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LightTest {
    private static PhotoMask colours(float... rgb) {
        Image photo = Image.black(3, 8, 8);
        for (int i = 0; i < 192; i++) {
            photo.data()[i] = rgb[i / 64];
        }
        return new PhotoMask("c", photo, List.of());
    }

    private static Image apply(PairTransform transform, PhotoMask sample) {
        return transform.apply(sample, Rng.seed(8)).photo();
    }

    @Test
    void rangesOfZeroChangeNothing() {
        PhotoMask sample = colours(0.2f, 0.5f, 0.7f);
        PairTransform nothing = Light.colourJitter(0, 0)
                .then(Light.gamma(0))
                .then(Light.noise(0))
                .then(Light.blur(0))
                .then(Light.cutout(0));
        assertThat(apply(nothing, sample).data()).containsExactly(sample.photo().data(), within(1e-6f));
    }

    @Test
    void eachChangesWhatItSays() {
        PhotoMask sample = colours(0.2f, 0.4f, 0.6f);
        float[] bright = apply(Light.brightness(0.5), sample).data();
        assertThat(bright[64] / bright[0]).isCloseTo(2, within(1e-4f));
        float[] turned = apply(Light.hue(90), sample).data();
        assertThat(turned[0] + turned[64] + turned[128]).isCloseTo(1.2f, within(1e-5f));
        float[] pale = Light.saturated(sample.photo(), 0).data();
        assertThat(pale[0]).isEqualTo(pale[64]).isEqualTo(pale[128]);
        float[] flat = Light.contrasted(sample.photo(), 0).data();
        assertThat(flat[0]).isEqualTo(flat[150]);
        assertThat(apply(Light.blur(2), sample).data())
                .containsExactly(sample.photo().data(), within(1e-5f));
        assertThat(apply(Light.noise(0.2), sample).data())
                .isNotEqualTo(sample.photo().data());
        float[] normal = apply(Light.normalize(List.of(0.2f, 0.4f, 0f), List.of(1f, 1f, 0.5f)), sample)
                .data();
        assertThat(normal[0]).isZero();
        assertThat(normal[128]).isCloseTo(1.2f, within(1e-6f));
        assertThatThrownBy(() -> apply(Light.normalize(List.of(1f), List.of(1f)), sample))
                .hasMessage("normalize: expected 1 channels, got 3");
    }

    @Test
    void cutoutIsOfTheMeanColour() {
        Image photo = Image.black(1, 10, 10);
        for (int i = 0; i < 100; i++) {
            photo.data()[i] = i / 100f;
        }
        float[] cut = Light.cutout(0.4)
                .apply(new PhotoMask("p", photo, List.of()), Rng.seed(3))
                .photo()
                .data();
        int changed = 0;
        for (int i = 0; i < 100; i++) {
            if (cut[i] != i / 100f) {
                assertThat(cut[i]).isCloseTo(0.495f, within(1e-5f));
                changed++;
            }
        }
        assertThat(changed).isBetween(4, 16);
    }

    private static Batch batch() {
        float[] values = new float[4 * 2 * 6 * 5];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.floorDiv(i, 60); // each photo is its number
        }
        Shape one = Shape.of(2, 6, 5);
        return new Batch(
                Tensor.of(values, Shape.of(4, 2, 6, 5)),
                Tensor.of(new long[] {0, 1, 2, 3}, Shape.of(4)),
                9,
                List.of(one, one, one, one),
                List.of(Shape.of(), Shape.of(), Shape.of(), Shape.of()));
    }

    @Test
    void photosAndClassesMixInTheSameProportion() {
        for (BatchMix mix : List.of(BatchMix.mixup(1, 4), BatchMix.cutmix(1, 4), BatchMix.mixup(0.2, 4))) {
            for (int seed = 0; seed < 20; seed++) {
                Batch mixed = mix.apply(batch(), Rng.seed(seed));
                assertThat(mixed.index()).isEqualTo(9);
                float[] photos = mixed.input().toFloatArray();
                float[] targets = mixed.target().toFloatArray();
                for (int i = 0; i < 4; i++) {
                    double mean = 0;
                    for (int k = 0; k < 60; k++) {
                        mean += photos[i * 60 + k] / 60.0;
                    }
                    double expected = targets[4 * i + 1] + 2 * targets[4 * i + 2] + 3 * targets[4 * i + 3];
                    assertThat(mean).isCloseTo(expected, within(1e-5));
                    assertThat(targets[4 * i] + targets[4 * i + 1] + targets[4 * i + 2] + targets[4 * i + 3])
                            .isCloseTo(1, within(1e-6f));
                }
            }
        }
        assertThatThrownBy(() -> BatchMix.mixup(0, 4)).hasMessageStartingWith("mixup: expected 0 < alpha <= 4");
    }

    @Test
    void annotationsAreDrawnInTheirColours() {
        Image mask = Image.black(1, 40, 60);
        mask.data()[0] = 1;
        PhotoMask sample = new PhotoMask("p", Image.black(3, 40, 60), mask, List.of(new Box(20, 10, 50, 30, 2)));
        Image drawn = Annotations.draw(sample);
        assertThat(drawn.get(0, 0, 0)).isCloseTo(64 / 255f, within(0.01f));
        assertThat(drawn.get(0, 10, 30)).isCloseTo(128 / 255f, within(0.05f)); // class 3 is olive
        assertThat(drawn.get(2, 10, 30)).isCloseTo(0, within(0.05f));
        assertThat(drawn.get(0, 20, 35)).isZero();
        assertThat(Preview.of(sample, Geometry.rotate(20), 5, 3, 64, Rng.seed(1))
                        .render()
                        .width())
                .isEqualTo(8 + 3 * 72);
    }
}
