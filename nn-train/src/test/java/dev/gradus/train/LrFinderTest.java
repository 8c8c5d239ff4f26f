package dev.gradus.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gradus.data.DataLoader;
import dev.gradus.data.Dataset;
import dev.gradus.data.Sample;
import dev.gradus.layers.Dropout;
import dev.gradus.layers.Linear;
import dev.gradus.layers.Sequential;
import dev.gradus.layers.losses.MseLoss;
import dev.gradus.memory.TensorScope;
import dev.gradus.optim.Sgd;
import dev.gradus.random.Rng;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // scopes act by being open
final class LrFinderTest {
    /** y = 2 x, x from −1 to 1: for one weight w the loss is (w − 2)² · mean x², and SGD diverges above a rate. */
    private record Line() implements Dataset<Sample> {
        @Override
        public int size() {
            return 16;
        }

        @Override
        public Sample get(int index) {
            float x = index / 8f - 1;
            return new Sample(new float[] {x}, new long[] {1}, new float[] {2 * x}, new long[] {1});
        }
    }

    private static String state(Sequential model, Sgd sgd) {
        StringBuilder text = new StringBuilder();
        try (TensorScope scope = TensorScope.open()) {
            model.stateDict().forEach((name, t) -> text.append(name).append(Arrays.toString(t.toDoubleArray())));
            sgd.stateDict().forEach((name, t) -> text.append(name).append(Arrays.toString(t.toDoubleArray())));
        }
        model.namedStreams().forEach((path, stream) -> text.append(stream.rng().state()));
        return text.toString();
    }

    @Test
    void suggestsARateWhereTheLossFallsAndPutsEverythingBack() throws Exception {
        Rng rng = Rng.seed(3);
        Sequential model = new Sequential(new Linear(1, 1, rng.split("fc")), new Dropout(0.01, rng));
        Sgd sgd = new Sgd(model, Sgd.lr(0.1).momentum(0.5));
        try (DataLoader data = DataLoader.of(new Line(), DataLoader.batchSize(8), rng)) {
            String before = state(model, sgd);
            LrFinder.Sweep sweep = LrFinder.sweep(model, new MseLoss(), sgd, data, 1e-4, 100, 120);
            assertThat(state(model, sgd)).isEqualTo(before);
            assertThat(sweep.lrs().size()).isEqualTo(sweep.losses().size()).isBetween(40, 119);
            assertThat(sweep.lrs()).isSorted();
            // The curvature is 2 · mean x² = 0.68: rates above 2 / 0.68 · 1.5 diverge, tiny ones do nothing.
            assertThat(sweep.suggestion()).isBetween(1e-3, 2.0);
            assertThat(sweep.suggestion()).isLessThan(sweep.lowest());
            assertThat(LrFinder.sweep(model, new MseLoss(), sgd, data, 1e-4, 100, 120))
                    .isEqualTo(sweep);
        }
    }

    @Test
    void findsTheMiddleOfTheLongestFall() {
        List<Double> lrs = List.of(1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0);
        // The longest fall is 9, 8, 6, 5, 3, at the places 0, 2, 3, 4 and 6 … of eight.
        assertThat(new LrFinder.Sweep(lrs, List.of(9.0, 9.5, 8.0, 6.0, 5.0, 7.0, 3.0, 20.0)).suggestion())
                .isEqualTo(5.0);
        assertThat(new LrFinder.Sweep(lrs, List.of(9.0, 9.5, 8.0, 6.0, 5.0, 7.0, 3.0, 20.0)).lowest())
                .isEqualTo(7.0);
    }

    @Test
    void refusesAnEmptyRange() {
        Rng rng = Rng.seed(3);
        Sequential model = new Sequential(new Linear(1, 1, rng));
        Sgd sgd = new Sgd(model, Sgd.lr(0.1));
        try (DataLoader data = DataLoader.of(new Line(), DataLoader.batchSize(8), rng)) {
            assertThatThrownBy(() -> LrFinder.sweep(model, new MseLoss(), sgd, data, 1, 1, 10))
                    .hasMessage("lr finder: expected 0 < first < last and at least 2 updates, got 1.0, 1.0 and 10");
        }
    }
}
