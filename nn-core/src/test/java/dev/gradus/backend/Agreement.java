package dev.gradus.backend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradus.memory.TensorScope;
import dev.gradus.random.Rng;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Layout;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;

/** Compares the ND4J backend with the one in plain Java, kernel by kernel, on random inputs. */
@SuppressWarnings("try") // blocks act by being open
final class Agreement {
    static final Backend ND4J = Backends.named("nd4j");
    static final Backend JAVA = Backends.named("java");
    static final DType[] ALL = DType.values();
    static final DType[] FLOATING = {DType.FLOAT64, DType.FLOAT32, DType.BFLOAT16};

    private Agreement() {}

    /** Inputs of a kernel, equal on both backends. */
    static final class Inputs {
        private final Backend backend;
        private final DType dtype;
        private final Rng rng;
        private int count;

        Inputs(Backend backend, DType dtype) {
            this.backend = backend;
            this.dtype = dtype;
            this.rng = Rng.seed(7);
        }

        /** Normal draws; small whole numbers where the type has no others. */
        Tensor normal(long... dims) {
            return of(0, 1, dims);
        }

        Tensor positive(long... dims) {
            return of(0.5, 1, dims);
        }

        private Tensor of(double low, double scale, long... dims) {
            Shape shape = Shape.of(dims);
            double[] values = new double[(int) shape.size()];
            rng.split("input" + count++).fillUniform(values, 0, values.length, low == 0 ? -1 : low, 2);
            for (int i = 0; i < values.length; i++) {
                values[i] = dtype.isFloating() ? values[i] * scale : Math.floor(Math.abs(values[i]) * 10);
            }
            return typed(values, dtype, shape);
        }

        /** Values made the same way on both backends, whose casts have tests of their own. */
        Tensor typed(double[] values, DType type, Shape shape) {
            try (Backends java = Backends.use(JAVA)) {
                Object elements = Tensor.of(values, shape).to(type).toArray();
                Tensor tensor = Tensor.wrap(backend, backend.allocate(type, values.length), shape, Layout.PLAIN);
                tensor.storage().write(0, elements, 0, values.length);
                return tensor;
            }
        }

        Tensor mask(long... dims) {
            Shape shape = Shape.of(dims);
            double[] values = new double[(int) shape.size()];
            rng.split("mask" + count++).fillUniform(values, 0, values.length, -1, 1);
            return typed(Arrays.stream(values).map(v -> v > 0 ? 1 : 0).toArray(), DType.BOOL, shape);
        }

        Tensor index(long bound, long... dims) {
            Shape shape = Shape.of(dims);
            double[] values = new double[(int) shape.size()];
            rng.split("index" + count++).fillUniform(values, 0, values.length, 0, (double) bound);
            return typed(Arrays.stream(values).map(Math::floor).toArray(), DType.INT64, shape);
        }
    }

    static void agree(String what, DType dtype, BiFunction<Backend, Inputs, List<Tensor>> kernel) {
        try (TensorScope scope = TensorScope.open()) {
            List<Tensor> expected = kernel.apply(JAVA, new Inputs(JAVA, dtype));
            List<Tensor> actual = kernel.apply(ND4J, new Inputs(ND4J, dtype));
            assertThat(actual).as(what).hasSameSizeAs(expected);
            for (int i = 0; i < expected.size(); i++) {
                same(what + " " + dtype + ", result " + i, expected.get(i), actual.get(i));
            }
        }
    }

    static void agreeOne(String what, DType dtype, BiFunction<Backend, Inputs, Tensor> kernel) {
        agree(what, dtype, (b, in) -> List.of(kernel.apply(b, in)));
    }

    private static void same(String what, Tensor expected, Tensor actual) {
        assertThat(actual.backend()).as(what).isSameAs(ND4J);
        assertThat(actual.shape()).as(what).isEqualTo(expected.shape());
        assertThat(actual.dtype()).as(what).isEqualTo(expected.dtype());
        assertThat(actual.layout()).as(what).isEqualTo(Layout.PLAIN);
        double[] e = expected.toDoubleArray();
        double[] a = actual.toDoubleArray();
        double tolerance = switch (expected.dtype()) {
            case FLOAT64 -> 1e-9;
            case FLOAT32 -> 1e-4;
            // One unit in the last place: results next to a rounding boundary may go either way.
            case BFLOAT16 -> 1.0 / 128;
            // Sums saturate at the largest double below 2⁶³.
            case INT64 -> 1e-15;
            case INT32, UINT8, BOOL -> 0;
        };
        for (int i = 0; i < e.length; i++) {
            boolean equal = Double.compare(e[i], a[i]) == 0 || e[i] == a[i];
            assertThat(equal || Math.abs(e[i] - a[i]) <= tolerance * Math.max(1, Math.abs(e[i])))
                    .as("%s: element %d of %s: expected %s, got %s", what, i, expected.shape(), e[i], a[i])
                    .isTrue();
        }
    }
}
