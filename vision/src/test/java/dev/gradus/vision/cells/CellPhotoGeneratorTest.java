package dev.gradus.vision.cells;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.gradus.random.Rng;
import dev.gradus.vision.metrics.Components;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CellPhotoGeneratorTest {
    private final CellPhotoSettings small = CellPhotoSettings.defaults().withSize(256, 320);
    private final CellPhotoGenerator generator = new CellPhotoGenerator(small.withCells(400, 8, 16));

    @Test
    void theGeneratorAloneDecides() {
        CellPhoto first = generator.generate(Rng.seed(1));
        CellPhoto again = generator.generate(Rng.seed(1));
        assertThat(again.photo().data()).isEqualTo(first.photo().data());
        assertThat(again.labels().data()).isEqualTo(first.labels().data());
        assertThat(generator.generate(Rng.seed(2)).mask().data())
                .isNotEqualTo(first.mask().data());
    }

    @Test
    void maskAndLabelsAgree() {
        for (int seed = 0; seed < 10; seed++) {
            CellPhoto photo = generator.generate(Rng.seed(seed));
            assertThat(photo.photo().shape()).containsExactly(1, 256, 320);
            float[] expected = new float[photo.labels().data().length];
            boolean[] seen = new boolean[1000];
            for (int i = 0; i < expected.length; i++) {
                int label = (int) photo.labels().data()[i];
                expected[i] = label > 0 ? 1 : 0;
                seen[label] = true;
            }
            assertThat(photo.mask().data()).isEqualTo(expected);
            int labels = 0;
            for (int label = 1; label < seen.length; label++) {
                labels += seen[label] ? 1 : 0;
            }
            assertThat(photo.cells()).isEqualTo(labels);
            assertThat(Components.of(photo.mask()).count(20)).isLessThanOrEqualTo(labels);
        }
    }

    @Test
    void valuesArePhotographic() {
        CellPhoto photo = generator.generate(Rng.seed(4));
        double sum = 0;
        for (float value : photo.photo().data()) {
            assertThat(value >= 0 && value <= 1).isTrue();
            sum += value;
        }
        assertThat(sum / photo.photo().data().length).isBetween(0.2, 0.8);
        assertThat(photo.cells()).isGreaterThan(3);
    }

    @Test
    void cellsShowAsDarkRims() {
        CellPhotoSettings clean = new CellPhotoSettings(256, 256, 300, 14, 24, 0, 0, 0, 0, 0, 0);
        double rim = 0;
        double ground = 0;
        for (int seed = 0; seed < 5; seed++) {
            CellPhoto photo = new CellPhotoGenerator(clean).generate(Rng.seed(seed));
            float[] mask = photo.mask().data();
            double[] sums = new double[4];
            for (int i = 256; i < mask.length - 256; i++) {
                boolean edge = mask[i] > 0 && mask[i - 1] * mask[i + 1] * mask[i - 256] * mask[i + 256] == 0;
                int kind = edge ? 0 : mask[i] > 0 ? -1 : 2;
                if (kind >= 0) {
                    sums[kind] += photo.photo().data()[i];
                    sums[kind + 1]++;
                }
            }
            rim += sums[0] / sums[1];
            ground += sums[2] / sums[3];
        }
        assertThat(rim).isLessThan(0.85 * ground);
    }

    @Test
    void debrisAndWellsBelongToNoMask() {
        CellPhotoSettings empty = new CellPhotoSettings(128, 128, 0, 10, 20, 0.5, 500, 1, 0.5, 1, 0.02);
        CellPhoto photo = new CellPhotoGenerator(empty).generate(Rng.seed(1));
        assertThat(photo.cells()).isZero();
        assertThat(photo.mask().data()).containsOnly(0f);
        float[] sorted = photo.photo().data().clone();
        Arrays.sort(sorted);
        assertThat(sorted[sorted.length / 100]).isLessThan(0.8f * sorted[sorted.length / 2]);
    }

    @Test
    void theSmallestPhotoWorks() {
        CellPhotoSettings tiny = CellPhotoSettings.defaults().withSize(32, 32);
        assertThat(new CellPhotoGenerator(tiny).generate(Rng.seed(1)).photo().shape())
                .containsExactly(1, 32, 32);
    }

    @Test
    void badSettingsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> small.withSize(31, 100))
                .withMessage("cellPhotoSettings: expected a size of at least 32x32, got 31x100");
        assertThatIllegalArgumentException().isThrownBy(() -> small.withCells(10, 20, 10));
        assertThatIllegalArgumentException().isThrownBy(() -> small.withCells(-1, 10, 20));
    }
}
