package dev.gradus.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gradus.random.Rng;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class FoldsTest {
    private static Dataset<Integer> of(int... values) {
        return new Dataset<>() {
            @Override
            public int size() {
                return values.length;
            }

            @Override
            public Integer get(int index) {
                return values[index];
            }
        };
    }

    @Test
    void mapsAndConcatenates() throws DatasetException {
        Dataset<String> both = of(1, 2).concat(of()).concat(of(3)).map(i -> "no. " + i);
        assertThat(both.size()).isEqualTo(3);
        assertThat(List.of(both.get(0), both.get(1), both.get(2))).containsExactly("no. 1", "no. 2", "no. 3");
        assertThatThrownBy(() -> both.get(3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> both.get(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void aStratifiedSplitHoldsOutTheSamePartOfEveryClass() {
        int[] labels = IntStream.range(0, 50).map(i -> i % 5 == 0 ? 7 : 2).toArray();
        Split split = Split.stratified(labels, 0.2, Rng.seed(1));
        assertThat(Arrays.stream(split.validation()).map(i -> labels[i]).filter(l -> l == 7))
                .hasSize(2);
        assertThat(split.validation()).hasSize(10).isSorted();
        assertThat(split.training()).hasSize(40).isSorted();
        assertThat(IntStream.concat(Arrays.stream(split.training()), Arrays.stream(split.validation()))
                        .distinct())
                .hasSize(50);
        assertThat(Split.stratified(labels, 0.2, Rng.seed(1)).validation()).isEqualTo(split.validation());
        assertThat(Split.stratified(new int[0], 0.2, Rng.seed(1)).training()).isEmpty();
    }

    @Test
    void everySampleIsHeldOutInOneFold() {
        List<Split> folds = Split.kFold(11, 3, Rng.seed(2));
        assertThat(folds.stream().map(fold -> fold.validation().length)).containsExactly(4, 4, 3);
        assertThat(folds.stream()
                        .flatMapToInt(fold -> Arrays.stream(fold.validation()))
                        .sorted())
                .containsExactlyElementsOf(IntStream.range(0, 11).boxed().toList());
        for (Split fold : folds) {
            assertThat(IntStream.concat(Arrays.stream(fold.training()), Arrays.stream(fold.validation()))
                            .distinct())
                    .hasSize(11);
        }
        assertThatThrownBy(() -> Split.kFold(3, 4, Rng.seed(2))).hasMessage("k-fold: expected 2 <= folds <= 3, got 4");
    }
}
