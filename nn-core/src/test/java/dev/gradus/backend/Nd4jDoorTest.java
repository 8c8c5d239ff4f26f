package dev.gradus.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gradus.autograd.GradCheck;
import dev.gradus.autograd.Op;
import dev.gradus.memory.TensorScope;
import dev.gradus.random.Rng;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Layout;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Arrays as tensors and tensors as arrays, on memory of either kind, in use and after its end. */
@SuppressWarnings("try") // blocks act by being open
final class Nd4jDoorTest {
    @ParameterizedTest
    @ValueSource(strings = {"onednn", "java", "nd4j"})
    void aViewSharesTheMemory(String name) {
        try (Backends backend = Backends.use(Backends.named(name));
                TensorScope scope = TensorScope.open()) {
            for (DType dtype : DType.values()) {
                Tensor x = Tensor.of(new double[] {1, 0, 1, 1, 0, 1}, Shape.of(2, 3))
                        .to(dtype);
                INDArray array = x.data();
                assertThat(array.shape()).containsExactly(2, 3);
                assertThat(array.castTo(DataType.DOUBLE).toDoubleMatrix())
                        .isDeepEqualTo(new double[][] {{1, 0, 1}, {1, 0, 1}});
                array.close();
                assertThat(x.data().castTo(DataType.DOUBLE).sumNumber().doubleValue())
                        .isEqualTo(4);
                array.assign(Nd4j.ones(2, 3).castTo(array.dataType()));
                assertThat(x.toDoubleArray()).containsOnly(1);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"onednn", "java", "nd4j"})
    void aViewDiesWithTheTensor(String name) {
        try (Backends backend = Backends.use(Backends.named(name))) {
            INDArray array;
            try (TensorScope scope = TensorScope.open()) {
                array = Tensor.of(1, 2, 3, 4).data();
                assertThat(array.sumNumber().doubleValue()).isEqualTo(10);
            }
            INDArray part = array;
            assertThatIllegalStateException().isThrownBy(() -> part.getDouble(0));
            assertThatIllegalStateException().isThrownBy(() -> part.add(1));
            // ND4J checks here too, but calls it the argument's fault.
            assertThatThrownBy(() -> part.reshape(2, 2).mul(2))
                    .isInstanceOfAny(IllegalStateException.class, IllegalArgumentException.class);
        }
    }

    @Test
    void channelsLastShowsAsStrides() {
        try (TensorScope scope = TensorScope.open()) {
            Backend java = Backends.named("java");
            Tensor x = Tensor.wrap(java, java.allocate(DType.FLOAT32, 12), Shape.of(1, 3, 2, 2), Layout.CHANNELS_LAST);
            x.storage().write(0, new float[] {0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11}, 0, 12);
            INDArray array = x.data();
            assertThat(array.shape()).containsExactly(1, 3, 2, 2);
            assertThat(array.stride()).containsExactly(12, 1, 6, 3);
            assertThat(array.dup('c').data().asFloat()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"onednn", "java", "nd4j"})
    void borrowsAnArray(String name) {
        try (Backends backend = Backends.use(Backends.named(name));
                INDArray array = Nd4j.createFromArray(new double[][] {{1, 2}, {3, 4}})) {
            try (TensorScope scope = TensorScope.open()) {
                Tensor x = Tensor.of(array);
                array.putScalar(0, 5);
                assertThat(x.toDoubleArray()).containsExactly(5, 2, 3, 4);
                assertThat(x.dtype()).isEqualTo(DType.FLOAT64);
                assertThat(Tensor.of(array.transpose()).toDoubleArray()).containsExactly(5, 3, 2, 4);
                assertThat(Tensor.of(array.getColumn(1)).toDoubleArray()).containsExactly(2, 4);
                assertThat(Tensor.of(array.getRow(1)).toDoubleArray()).containsExactly(3, 4);
            }
            assertThat(array.sumNumber().doubleValue()).isEqualTo(14);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"onednn", "java", "nd4j"})
    void aClosedArrayLeavesItsTensorUnusable(String name) {
        try (Backends backend = Backends.use(Backends.named(name));
                TensorScope scope = TensorScope.open()) {
            INDArray array = Nd4j.createFromArray(1f, 2f);
            Tensor x = Tensor.of(array);
            array.close();
            assertThatIllegalStateException().isThrownBy(x::toFloatArray);
            assertThatThrownBy(() -> x.add(1)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void aViewKeepsATensorThatNoScopeOwns() {
        try (Backends backend = Backends.use(Backends.named("java"))) {
            INDArray array = Tensor.full(Shape.of(1000), DType.FLOAT32, 3).data();
            for (int i = 0; i < 5; i++) {
                System.gc();
                try (TensorScope scope = TensorScope.open()) {
                    Tensor.full(Shape.of(1000), DType.FLOAT32, 7);
                }
            }
            assertThat(array.sumNumber().doubleValue()).isEqualTo(3000);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"onednn", "java", "nd4j"})
    void anOpInPlainNd4jHasItsGradientChecked(String name) {
        try (Backends backend = Backends.use(Backends.named(name));
                TensorScope scope = TensorScope.open()) {
            GradCheck.of("swish", in -> swish(in.get(0))).check(Tensor.normal(Rng.seed(3), 3, 4));
        }
    }

    /** x · σ(x), as a user writes it. */
    private static Tensor swish(Tensor x) {
        INDArray sigmoid = Transforms.sigmoid(x.data(), true);
        return Op.of("swish", Tensor.of(x.data().mul(sigmoid)))
                .grad(x, g -> {
                    INDArray slope = x.data().mul(sigmoid.rsub(1)).addi(1).muli(sigmoid);
                    return Tensor.of(g.data().mul(slope));
                })
                .build();
    }
}
