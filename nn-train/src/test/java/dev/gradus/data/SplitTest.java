package dev.gradus.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SplitTest {
    @Test
    void everySampleIsOnOneSideExactlyOnce() {
        for (int size : new int[] {0, 1, 2, 3, 10, 531}) {
            Split split = Split.random(size, 0.2, new Random(7));
            int[] all = IntStream.concat(IntStream.of(split.training()), IntStream.of(split.validation()))
                    .sorted()
                    .toArray();
            assertThat(all).containsExactly(IntStream.range(0, size).toArray());
            assertThat(split.training()).isSorted();
            assertThat(split.validation()).isSorted();
        }
        assertThat(Split.random(531, 0.2, new Random(7)).validation()).hasSize(106);
        assertThat(Split.random(2, 0.01, new Random(7)).validation()).hasSize(1);
        assertThat(Split.random(2, 0.99, new Random(7)).validation()).hasSize(1);
        assertThat(Split.random(10, 0, new Random(7)).validation()).isEmpty();
    }

    @Test
    void theSeedDecides() {
        int[] seven = Split.random(100, 0.2, new Random(7)).validation();
        assertThat(Split.random(100, 0.2, new Random(7)).validation()).containsExactly(seven);
        assertThat(Split.random(100, 0.2, new Random(8)).validation()).isNotEqualTo(seven);
    }

    @Test
    void everyIndexIsHeldOutEquallyOften() {
        int[] counts = new int[10];
        Random random = new Random(1);
        for (int round = 0; round < 5_000; round++) {
            for (int index : Split.random(10, 0.3, random).validation()) {
                counts[index]++;
            }
        }
        for (int count : counts) {
            assertThat(count).isBetween(1_350, 1_650);
        }
    }

    @Test
    void badFractionsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Split.random(10, 1, new Random(7)))
                .withMessage("split: expected size >= 0 and 0 <= fraction < 1, got 10 and 1.0");
        assertThatIllegalArgumentException().isThrownBy(() -> Split.random(10, Double.NaN, new Random(7)));
    }
}
