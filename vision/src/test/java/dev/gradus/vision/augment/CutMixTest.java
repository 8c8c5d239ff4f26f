package dev.gradus.vision.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gradus.data.Dataset;
import dev.gradus.data.DatasetException;
import dev.gradus.data.Preparation;
import dev.gradus.data.Sample;
import dev.gradus.random.Rng;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class CutMixTest {
    private static final int HEIGHT = 6;
    private static final int WIDTH = 8;
    private static final int CLASSES = 3;
    private static final Preparation<Sample> COPY = (sample, rng) -> sample.copy();

    /** Two planes, all of the label's number. */
    private static Sample plain(int label) {
        float[] values = new float[2 * HEIGHT * WIDTH];
        Arrays.fill(values, label);
        return Sample.ofClass(values, new long[] {2, HEIGHT, WIDTH}, label);
    }

    private static Dataset<Sample> only(Sample sample) {
        return new Dataset<>() {
            @Override
            public int size() {
                return 1;
            }

            @Override
            public Sample get(int index) {
                return sample;
            }
        };
    }

    private static Sample mixed(CutMix mix, int label, int seed, int epoch) {
        return mix.prepare(plain(label), Rng.seed(seed), Rng.seed(0), epoch);
    }

    @Test
    void theTargetIsTheShareOfEachPicturesPixels() {
        CutMix mix = new CutMix(COPY, only(plain(2)), CLASSES, 1, 1);
        double sum = 0;
        for (int seed = 0; seed < 400; seed++) {
            Sample sample = mixed(mix, 1, seed, 0);
            int pasted = 0;
            for (float value : sample.input()) {
                pasted += value == 2 ? 1 : 0;
            }
            float share = pasted / (2f * HEIGHT * WIDTH);
            assertThat(sample.targetShape()).containsExactly(CLASSES);
            assertThat(sample.target()).usingComparatorWithPrecision(1e-6f).containsExactly(0, 1 - share, share);
            sum += share;
        }
        assertThat(sum / 400).isCloseTo(0.5, within(0.05));
    }

    @Test
    void whatIsPastedIsARectangleOfBothPlanes() {
        CutMix mix = new CutMix(COPY, only(plain(2)), CLASSES, 1, 1);
        for (int seed = 0; seed < 50; seed++) {
            float[] values = mixed(mix, 1, seed, 0).input();
            float[] plane = Arrays.copyOf(values, HEIGHT * WIDTH);
            assertThat(Arrays.copyOfRange(values, HEIGHT * WIDTH, values.length))
                    .containsExactly(plane);
            boolean[] rows = new boolean[HEIGHT];
            boolean[] columns = new boolean[WIDTH];
            for (int i = 0; i < plane.length; i++) {
                rows[i / WIDTH] |= plane[i] == 2;
                columns[i % WIDTH] |= plane[i] == 2;
            }
            for (int i = 0; i < plane.length; i++) {
                assertThat(plane[i] == 2).isEqualTo(rows[i / WIDTH] && columns[i % WIDTH]);
            }
        }
    }

    @Test
    void whatTheDataSetKeepsStaysAsItIs() {
        Sample kept = plain(1);
        CutMix mix = new CutMix((sample, rng) -> sample, only(plain(2)), CLASSES, 1, 1);
        Sample sample = mix.prepare(kept, Rng.seed(5), Rng.seed(0), 0);
        assertThat(sample.input()).contains(2);
        assertThat(kept.input()).containsOnly(1);
    }

    @Test
    void theLastEpochsAndUnluckyPicturesAreLeftAlone() {
        Dataset<Sample> partners = only(plain(2));
        Sample later = mixed(new CutMix(COPY, partners, CLASSES, 1, 1), 1, 5, 1);
        assertThat(later.targetShape()).isEmpty();
        assertThat(later.label()).isEqualTo(1);
        assertThat(later.input()).containsOnly(1);
        Sample unlucky = mixed(new CutMix(COPY, partners, CLASSES, 0, 1), 1, 5, 0);
        assertThat(unlucky.target()).containsExactly(0, 1, 0);
        assertThat(unlucky.input()).containsOnly(1);
        CutMix half = new CutMix(COPY, partners, CLASSES, 0.5, 1);
        long lucky = 0;
        for (int seed = 0; seed < 400; seed++) {
            lucky += mixed(half, 1, seed, 0).target()[2] > 0 ? 1 : 0;
        }
        assertThat(lucky).isBetween(150L, 230L);
    }

    @Test
    void partnersArePreparedForTheSameEpoch() {
        Preparation<Sample> telling = new Preparation<>() {
            @Override
            public Sample prepare(Sample sample, Rng rng) {
                throw new AssertionError("asked without an epoch");
            }

            @Override
            public Sample prepare(Sample sample, Rng rng, Rng lasting, int epoch) {
                Sample copy = sample.copy();
                Arrays.fill(copy.input(), epoch);
                return copy;
            }
        };
        Sample sample = mixed(new CutMix(telling, only(plain(2)), CLASSES, 1, 9), 1, 5, 4);
        assertThat(sample.input()).containsOnly(4);
    }

    @Test
    void badInputIsNamed() {
        assertThatThrownBy(() -> new CutMix(COPY, only(plain(2)), CLASSES, 1.5, 1))
                .hasMessage(
                        "cutmix: expected at least 1 class, a chance from 0 to 1 and epochs >= 0, got 3, 1.5 and 1");
        Sample flat = Sample.ofClass(new float[4], new long[] {1, 2, 2}, 0);
        assertThatThrownBy(() -> mixed(new CutMix(COPY, only(flat), CLASSES, 1, 1), 1, 5, 0))
                .hasMessage("cutmix: expected pictures (C, H, W) of one size, got [2, 6, 8] and [1, 2, 2]");
        Dataset<Sample> damaged = new Dataset<>() {
            @Override
            public int size() {
                return 1;
            }

            @Override
            public Sample get(int index) throws DatasetException {
                throw new DatasetException(Path.of("x.bin"), "a picture", "nothing");
            }
        };
        assertThatThrownBy(() -> mixed(new CutMix(COPY, damaged, CLASSES, 1, 1), 1, 5, 0))
                .hasMessageContaining("x.bin");
    }
}
