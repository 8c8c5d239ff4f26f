package dev.gradus.examples.cifar10;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradus.data.Sample;
import dev.gradus.random.Rng;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AugmentationTest {
    private static final int SIDE = 32;

    /** Red, green and blue are the column's number. */
    private static Sample columns() {
        float[] values = new float[3 * SIDE * SIDE];
        for (int i = 0; i < values.length; i++) {
            values[i] = i % SIDE;
        }
        return Sample.ofClass(values, new long[] {3, SIDE, SIDE}, 4);
    }

    private static boolean isMirrored(Sample sample) {
        return sample.input()[10] > sample.input()[11];
    }

    @Test
    void twoEpochsShowAPictureBothWays() {
        Augmentation augmentation = new Augmentation(2, true, 0);
        int mirrored = 0;
        for (int item = 0; item < 100; item++) {
            boolean[] ways = new boolean[4];
            for (int epoch = 0; epoch < 4; epoch++) {
                Rng lasting = Rng.seed(3).split(item);
                ways[epoch] = isMirrored(augmentation.prepare(columns(), Rng.seed(epoch), lasting, epoch));
            }
            assertThat(ways[0]).isNotEqualTo(ways[1]).isEqualTo(ways[2]).isNotEqualTo(ways[3]);
            mirrored += ways[0] ? 1 : 0;
        }
        assertThat(mirrored).isBetween(30, 70);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void theFirstEpochsAreCut(int epoch) {
        Sample sample = new Augmentation(2, true, 2).prepare(columns(), Rng.seed(1), Rng.seed(2), epoch);
        int side = epoch < 2 ? 28 : 32;
        assertThat(sample.inputShape()).containsExactly(3, side, side);
        assertThat(sample.target()).containsExactly(4);
        if (epoch < 2) { // a window of the picture: neighbours differ by one everywhere
            float[] row = Arrays.copyOf(sample.input(), side);
            for (int x = 1; x < side; x++) {
                assertThat(Math.abs(row[x] - row[x - 1])).isBetween(1e-3f, 10f);
                assertThat(Math.signum(row[x] - row[x - 1])).isEqualTo(Math.signum(row[1] - row[0]));
            }
        }
    }

    @Test
    void theTestSeesPicturesAsTheyAre() {
        Sample sample = Augmentation.NONE.prepare(columns(), Rng.seed(1));
        assertThat(isMirrored(sample)).isFalse();
        assertThat(sample.inputShape()).containsExactly(3, 32, 32);
    }
}
