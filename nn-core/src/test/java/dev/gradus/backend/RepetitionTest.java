package dev.gradus.backend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradus.memory.TensorScope;
import dev.gradus.random.Rng;
import dev.gradus.tensor.Layout;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@SuppressWarnings("try") // scopes act by being open
final class RepetitionTest {
    record Case(Shape small, Shape large, Layout layout, boolean simple) {}

    static List<Case> cases() {
        Shape pictures = Shape.of(2, 3, 4, 5);
        return List.of(
                new Case(Shape.of(5), Shape.of(7, 5), Layout.PLAIN, true),
                new Case(Shape.of(7, 1), Shape.of(7, 5), Layout.PLAIN, true),
                new Case(Shape.of(1), Shape.of(7, 5), Layout.PLAIN, true),
                new Case(Shape.of(1, 4, 1), Shape.of(3, 4, 5), Layout.PLAIN, true),
                new Case(Shape.of(3, 1, 5), Shape.of(3, 4, 5), Layout.PLAIN, false),
                new Case(Shape.of(3, 1, 5), Shape.of(3, 1, 5), Layout.PLAIN, true),
                new Case(Shape.of(2, 1, 4, 1), Shape.of(2, 1, 4, 6), Layout.PLAIN, true),
                new Case(Shape.of(1, 3, 1, 1), pictures, Layout.PLAIN, true),
                new Case(Shape.of(1, 3, 1, 1), pictures, Layout.CHANNELS_LAST, true),
                new Case(Shape.of(2, 1, 1, 1), pictures, Layout.CHANNELS_LAST, true),
                new Case(Shape.of(2, 3, 1, 1), pictures, Layout.PLAIN, true),
                new Case(Shape.of(2, 3, 1, 1), pictures, Layout.CHANNELS_LAST, false),
                new Case(Shape.of(2, 1, 4, 5), pictures, Layout.CHANNELS_LAST, true),
                new Case(Shape.of(3, 4, 5), pictures, Layout.CHANNELS_LAST, false),
                new Case(Shape.of(4, 5), pictures, Layout.CHANNELS_LAST, true),
                new Case(Shape.of(5), pictures, Layout.CHANNELS_LAST, true));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void readsWhatAnExpandedTensorHolds(Case c) {
        OneDnnBackend backend = (OneDnnBackend) Backends.named("onednn");
        try (AutoCloseable use = Backends.use(backend);
                TensorScope scope = TensorScope.open()) {
            Tensor small = Tensor.normal(Rng.seed(1), c.small.dims());
            Repetition repetition = Repetition.of(small, c.large, c.layout);
            assertThat(repetition != null).isEqualTo(c.simple);
            if (repetition == null) {
                return;
            }
            Tensor plain = small.add(Tensor.zeros(c.large.dims()));
            Tensor expected = c.layout == Layout.PLAIN ? plain : backend.channelsLast(plain);
            float[] values = new float[Math.toIntExact(c.large.size())];
            expected.storage().read(0, values, 0, values.length);
            for (int from = 0; from < values.length; from += 3) {
                int n = Math.min(values.length - from, 11);
                float[] read = new float[n];
                repetition.read(from, read, n);
                for (int i = 0; i < n; i++) {
                    assertThat(read[i])
                            .as("element %d read from %d", from + i, from)
                            .isEqualTo(values[from + i]);
                }
            }
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void leavesWhatIsLongOrEmptyToAnExpansion() {
        try (TensorScope scope = TensorScope.open()) {
            assertThat(Repetition.of(Tensor.zeros(65_537), Shape.of(2, 65_537), Layout.PLAIN))
                    .isNull();
            assertThat(Repetition.of(Tensor.zeros(0), Shape.of(2, 0), Layout.PLAIN))
                    .isNull();
        }
    }
}
