package dev.gradus.layers.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.gradus.autograd.GradCheck;
import dev.gradus.backend.Backends;
import dev.gradus.layers.catalogue.LayerCase.Input;
import dev.gradus.layers.losses.CompleteBoxIouLoss;
import dev.gradus.memory.MemorySnapshot;
import dev.gradus.memory.TensorScope;
import dev.gradus.parity.Torch;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What must hold for every loss. */
@SuppressWarnings("try") // scopes and backends act by being open
class LossCatalogueTest {
    private static Stream<DynamicTest> rows(Consumer<LossCase> check) {
        return rows(row -> true, check);
    }

    private static Stream<DynamicTest> rows(Predicate<LossCase> filter, Consumer<LossCase> check) {
        return LossCatalogue.rows().stream()
                .filter(filter)
                .map(row -> dynamicTest(row.toString(), () -> {
                    try (TensorScope scope = TensorScope.open()) {
                        check.accept(row);
                    }
                }));
    }

    /** The loss and the gradient of the prediction. */
    private static List<Torch.Value> run(LossCase row, DType dtype) {
        Tensor prediction = row.prediction().tensor(dtype).tracked();
        Tensor loss = row.loss().forward(prediction, row.target().tensor(dtype));
        assertThat(loss.shape()).isEqualTo(Shape.of());
        loss.backward();
        return List.of(
                new Torch.Value(loss.toDoubleArray()),
                new Torch.Value(
                        prediction.grad().toDoubleArray(), prediction.shape().dims()));
    }

    private static Torch.Input torch(Input input, boolean leaf) {
        long[] shape = input.shape().dims();
        return !input.isFloating()
                ? Torch.index(input.values(), shape)
                : leaf ? Torch.leaf(input.values(), shape) : Torch.constant(input.values(), shape);
    }

    @TestFactory
    Stream<DynamicTest> equalsPyTorch() {
        return rows(row -> row.twin() != null, row -> {
            Torch.assumeAvailable();
            Torch.Result expected = Torch.run(
                    ScalarType.Double,
                    List.of(torch(row.prediction(), true), torch(row.target(), false)),
                    x -> row.twin().apply(x[0], x[1]),
                    1);
            List<Torch.Value> actual = run(row, DType.FLOAT64);
            Run.close(actual.get(0), expected.output(), 1e-9, "loss");
            Run.close(actual.get(1), expected.gradients().get(0), 1e-9, "gradient");
        });
    }

    /** The complete IoU takes the weight of one of its terms as a constant, which differences do not. */
    @TestFactory
    Stream<DynamicTest> gradientsEqualDifferences() {
        return rows(row -> !(row.loss() instanceof CompleteBoxIouLoss), row -> {
            Tensor target = row.target().tensor(DType.FLOAT64);
            GradCheck.of(row.toString(), x -> row.loss().forward(x.get(0), target))
                    .check(row.prediction().tensor(DType.FLOAT64));
        });
    }

    @TestFactory
    Stream<DynamicTest> allBackendsAgree() {
        return rows(row -> {
            List<Torch.Value> reference = null;
            for (String name : List.of("java", "onednn", "nd4j")) {
                try (Backends block = Backends.use(Backends.named(name));
                        TensorScope scope = TensorScope.open()) {
                    List<Torch.Value> result = run(row, DType.FLOAT32);
                    reference = reference == null ? result : reference;
                    Run.close(result.get(0), reference.get(0), 1e-5, name);
                    Run.close(result.get(1), reference.get(1), 1e-5, name);
                }
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> leavesNothingBehind() {
        return rows(row -> {
            long before = MemorySnapshot.take().liveBytes();
            try (TensorScope scope = TensorScope.open()) {
                run(row, DType.FLOAT32);
            }
            assertThat(MemorySnapshot.take().liveBytes()).isLessThanOrEqualTo(before);
        });
    }
}
