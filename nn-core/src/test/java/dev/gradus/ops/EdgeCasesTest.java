package dev.gradus.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gradus.autograd.Precision;
import dev.gradus.backend.Backends;
import dev.gradus.memory.TensorScope;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where the straight formula goes wrong: at zeros, whole numbers, empty dimensions and unusual settings. */
class EdgeCasesTest {
    private Backends backend;
    private TensorScope scope;

    @BeforeEach
    void open() {
        backend = Backends.use(Backends.named("java"));
        scope = TensorScope.open();
    }

    @AfterEach
    void close() {
        scope.close();
        backend.close();
    }

    @Test
    void powHasFiniteGradientsAtZero() {
        Tensor x = Tensor.of(0f, 0f, 2f).tracked();
        Tensor y = Tensor.of(0f, 2f, 0f).tracked();
        x.pow(y).sum().backward();
        assertThat(x.grad().toFloatArray()).containsExactly(0, 0, 0);
        assertThat(y.grad().toFloatArray()).containsExactly(0, 0, (float) Math.log(2));
    }

    @Test
    void wholeNumbersDivideExactly() {
        // 49 · (1 / 49) is below 1 in doubles.
        Tensor x = Tensor.of(new int[] {49, 98, -50}, Shape.of(3));
        assertThat(x.div(49).toLongArray()).containsExactly(1, 2, -1);
        assertThatThrownBy(() -> x.div(0.5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("div: expected a whole number other than 0, got 0.5");
    }

    @Test
    void arithmeticOnBytesIsRefused() {
        Tensor flags = Tensor.of(new boolean[] {true, true}, Shape.of(2));
        assertThatThrownBy(flags::sum)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("sum: expected a floating tensor, INT32 or INT64 (convert with to), got BOOL");
        assertThatThrownBy(() -> flags.add(flags)).hasMessageContaining("add: expected a floating tensor");
        Tensor bytes = Tensor.of(new byte[] {1}, Shape.of(1));
        assertThatThrownBy(() -> bytes.mul(300)).hasMessageContaining("got UINT8");
        assertThat(flags.to(DType.INT64).sum().item()).isEqualTo(2);
        assertThat(flags.eq(flags).toLongArray()).containsExactly(1, 1);
    }

    @Test
    void linearOverNothingGivesTheBias() {
        Tensor y = LinearAlgebra.linear(Tensor.zeros(4, 0), Tensor.zeros(2, 0), Tensor.of(1f, 2f));
        assertThat(y.shape()).isEqualTo(Shape.of(4, 2));
        assertThat(y.toFloatArray()).containsExactly(1, 2, 1, 2, 1, 2, 1, 2);
    }

    @Test
    void svmWithNegativeMargin() {
        Tensor scores = Tensor.of(new float[] {3, 1, 5}, Shape.of(1, 3));
        Tensor target = Tensor.of(new long[] {0}, Shape.of(1));
        // Σ over the others of max(0, s − 3 − 1) = 0 + 1.
        assertThat(Losses.multiClassSvm(scores, target, -1).item()).isEqualTo(1);
        assertThat(Losses.multiClassSvm(scores, target, 1).item()).isEqualTo(3);
    }

    @Test
    void nothingIsSortedCutAndMultiplied() {
        Tensor none = Tensor.zeros(4, 0).tracked();
        assertThat(Sorting.sort(none, 1, true).values().shape()).isEqualTo(Shape.of(4, 0));
        assertThat(Sorting.topK(Tensor.zeros(3), 0, 0, true).indices().size()).isZero();
        assertThat(Splitting.split(none, 2, 1)).hasSize(1);
        assertThat(Splitting.chunk(none, 3, 1)).hasSize(3);
        assertThat(Splitting.unbind(none, 1)).isEmpty();
        assertThat(Scans.cumprod(none, 1).shape()).isEqualTo(Shape.of(4, 0));
        assertThat(Detection.nms(Tensor.zeros(0, 4), Tensor.zeros(0), 0.5).size())
                .isZero();
        Tensor product = Reductions.prod(none, false, 1);
        assertThat(product.toFloatArray()).containsExactly(1, 1, 1, 1);
        product.sum().backward();
        assertThat(none.grad().shape()).isEqualTo(none.shape());
    }

    @Test
    void largeWholeNumbersAreSortedExactly() {
        long big = 1L << 53;
        Tensor x = Tensor.of(new long[] {big + 1, big, -big - 1, Long.MAX_VALUE, Long.MIN_VALUE}, Shape.of(5));
        assertThat(Sorting.argsort(x, 0, false).toLongArray()).containsExactly(4, 2, 1, 0, 3);
        assertThat(Sorting.argsort(x, 0, true).toLongArray()).containsExactly(3, 0, 1, 2, 4);
    }

    @Test
    @SuppressWarnings("try") // the block acts by being open
    void einsumComputesInMixedPrecision() {
        Tensor a = Tensor.of(new float[] {1, 2, 3, 4}, Shape.of(2, 2)).tracked();
        Tensor b = Tensor.of(1f, 2f).tracked();
        try (Precision precision = Precision.bf16()) {
            Tensor y = LinearAlgebra.einsum("ij,j,k->ik", a, b, Tensor.of(2f));
            assertThat(y.dtype()).isEqualTo(DType.BFLOAT16);
            assertThat(y.toFloatArray()).containsExactly(10, 22);
            y.sum().backward();
        }
        assertThat(a.grad().dtype()).isEqualTo(DType.FLOAT32);
        assertThat(b.grad().toFloatArray()).containsExactly(8, 12);
    }
}
