package dev.gradus.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gradus.memory.TensorScope;
import dev.gradus.random.Rng;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Layout;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each kernel on BFLOAT16, native where the processor has it and by way of FLOAT32 elsewhere, against the reference in
 * double on the same rounded inputs: what may differ is the rounding of the result.
 */
class Bf16KernelsTest {
    private static final Backend FAST = Backends.named("onednn");
    private static final Backend REFERENCE = Backends.named("java");
    /** Of the largest value: twice the half of a unit in the last of eight binary places. */
    private static final double TOLERANCE = 1.0 / 256;

    private final Rng rng = Rng.seed(6);
    private TensorScope scope;

    @BeforeEach
    void open() {
        scope = TensorScope.open();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 8, 13, 32})
    void convolves(int channels) {
        compareConvolutions(channels, channels == 13 ? 7 : 16, 1);
    }

    @ParameterizedTest
    @CsvSource({"3, 3, 3", "32, 32, 32", "64, 2, 32"})
    void convolvesInGroups(int channels, int groups, int out) {
        compareConvolutions(channels, out, groups);
    }

    private void compareConvolutions(int channels, int out, int groups) {
        for (Window window : List.of(
                Window.square(3, 1, 1, 1),
                Window.square(1, 1, 0, 1),
                Window.square(3, 2, 1, 1),
                Window.square(1, 2, 0, 1),
                Window.square(5, 1, 2, 1))) {
            Shape input = Shape.of(2, channels, 9, 11);
            Shape weight = Shape.of(out, channels / groups, window.kernelH(), window.kernelW());
            compare(
                    (kernels, in) -> {
                        List<Tensor> results = new ArrayList<>();
                        results.add(kernels.conv2d(in.get(0), in.get(1), in.get(2), window));
                        results.add(kernels.conv2d(in.get(0), in.get(1), null, window));
                        results.add(kernels.conv2dInputGrad(in.get(3), in.get(1), input, window));
                        results.addAll(kernels.conv2dWeightGrad(in.get(3), in.get(0), weight, true, window));
                        return results;
                    },
                    normal(input.dims()),
                    normal(weight.dims()),
                    normal(out),
                    normal(window.output("test", input, out).dims()));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 13, 32})
    void normalises(int channels) {
        for (int variant = 0; variant < 4; variant++) {
            boolean perSample = (variant & 1) != 0;
            boolean relu = (variant & 2) != 0;
            Tensor weight = normal(channels);
            Tensor bias = normal(channels);
            compare(
                    (kernels, in) -> {
                        Tensor scale = on(kernels, weight);
                        Backend.Normalized forward =
                                kernels.normalize(in.get(0), scale, on(kernels, bias), 1e-5, perSample, relu);
                        List<Tensor> results = new ArrayList<>(List.of(forward.output()));
                        results.addAll(
                                kernels.normalizeGrad(in.get(1), in.get(0), forward, scale, 1e-5, perSample, relu));
                        return results;
                    },
                    normal(3, channels, 6, 5),
                    normal(3, channels, 6, 5));
        }
    }

    @Test
    void normalisesRows() {
        Tensor weight = normal(17);
        compare(
                (kernels, in) -> {
                    Tensor scale = on(kernels, weight);
                    Backend.Normalized forward = kernels.normalizeRows(in.get(0), scale, null, 1e-5);
                    List<Tensor> results = new ArrayList<>(List.of(forward.output()));
                    results.addAll(kernels.normalizeRowsGrad(in.get(1), in.get(0), forward, scale, 1e-5));
                    return results;
                },
                normal(30, 17),
                normal(30, 17));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 16})
    void poolsAndResamples(int channels) {
        Window window = Window.square(2, 2, 0, 1);
        Shape input = Shape.of(2, channels, 8, 10);
        compare(
                (kernels, in) -> List.of(
                        kernels.maxPool2d(in.get(0), window, false).output(),
                        kernels.maxPool2dGrad(
                                in.get(1),
                                kernels.maxPool2d(in.get(0), window, true).saved(),
                                input,
                                window),
                        kernels.avgPool2d(in.get(0), window, true),
                        kernels.avgPool2dGrad(in.get(1), input, window, true),
                        kernels.resample(in.get(0), 16, 20, Interpolation.BILINEAR, false),
                        kernels.resampleGrad(in.get(0), Shape.of(2, channels, 4, 5), Interpolation.BILINEAR, false),
                        kernels.resampleGrad(in.get(1), Shape.of(2, channels, 2, 3), Interpolation.BILINEAR, false)),
                normal(input.dims()),
                normal(2, channels, 4, 5));
    }

    @ParameterizedTest
    @EnumSource(
            value = Unary.class,
            names = {
                "RELU",
                "LEAKY_RELU",
                "SIGMOID",
                "TANH",
                "NEG",
                "EXP",
                "AFFINE",
                "HARD_TANH",
                "ELU",
                "SELU",
                "GELU",
                "GELU_TANH",
                "SILU",
                "MISH",
                "HARD_SIGMOID",
                "HARD_SWISH",
                "LOG_SIGMOID",
                "SOFTSIGN",
                "THRESHOLD"
            })
    void maps(Unary f) {
        for (int size : new int[] {1, 100, 50_000}) {
            compare((kernels, in) -> List.of(kernels.map(f, in.get(0), 0.3, 1.2)), normal(size));
        }
        for (int size : new int[] {1, 100, 50_000}) {
            compare(
                    (kernels, in) -> List.of(kernels.mapGrad(f, in.get(0), in.get(1), 0.3, 1.2)),
                    normal(size),
                    normal(size).abs());
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Binary.class,
            names = {"ADD", "SUB", "MUL"})
    void zips(Binary f) {
        compare(
                (kernels, in) -> {
                    Tensor sum = kernels.full(in.get(0).shape(), in.get(0).dtype(), 0.5);
                    kernels.addInPlace(sum, in.get(0));
                    return List.of(
                            kernels.zip(f, in.get(0), in.get(1)),
                            kernels.zip(f, in.get(2), in.get(2)),
                            kernels.zip(f, in.get(0), in.get(3)),
                            sum);
                },
                normal(3, 7, 5, 8),
                normal(3, 7, 5, 8),
                normal(200_000),
                normal(7, 1, 1));
    }

    @Test
    void multipliesAndMoves() {
        compare(
                (kernels, in) -> List.of(
                        kernels.matmul(in.get(0), false, in.get(1), false, null),
                        kernels.matmul(in.get(0), true, in.get(0), false, null),
                        kernels.matmul(in.get(0), false, in.get(1), false, in.get(2)),
                        kernels.permute(in.get(3), new int[] {3, 1, 0, 2}),
                        kernels.slice(
                                in.get(3), new long[] {1, 0, 2, 1}, new long[] {1, 2, 1, 2}, Shape.of(1, 3, 3, 3)),
                        kernels.concat(List.of(in.get(3), in.get(3)), 1),
                        kernels.plain(in.get(3)),
                        kernels.concat(List.of(in.get(4), in.get(4)), 1),
                        kernels.concat(List.of(in.get(4), in.get(3)), 1),
                        kernels.slice(
                                in.get(4), new long[] {1, 2, 1, 0}, new long[] {1, 1, 2, 1}, Shape.of(1, 4, 3, 8)),
                        kernels.permute(in.get(4), new int[] {0, 2, 1, 3})),
                normal(5, 7),
                normal(7, 9),
                normal(9),
                normal(3, 5, 7, 8),
                normal(3, 6, 7, 8));
    }

    @Test
    void runsOneDnnsKernelsWhereTheProcessorHasTheInstructions() {
        assumeTrue(Processor.hasBf16(), "this processor has no bf16 instructions");
        convolves(32);
        normalises(32);
        poolsAndResamples(16);
        assertThat(OneDnnBackend.implementations())
                .anySatisfy((what, kernel) -> assertThat(what + kernel)
                        .contains("conv2d FORWARD BFLOAT16")
                        .containsAnyOf("bf16", "amx"));
        OneDnnBackend.implementations()
                .forEach((what, kernel) -> assertThat(kernel).as(what).doesNotStartWith("ref"));
    }

    /** Many pixels or small images: where the weight's gradient is a product of matrices. */
    @Test
    void unfolds() {
        record Case(Window window, Shape input, int out) {}
        for (Case c : List.of(
                new Case(Window.square(3, 1, 1, 1), Shape.of(70, 32, 4, 4), 16),
                new Case(Window.square(3, 2, 1, 1), Shape.of(70, 26, 7, 8), 9),
                new Case(Window.square(1, 1, 0, 1), Shape.of(2, 128, 24, 23), 20),
                new Case(Window.square(1, 2, 0, 1), Shape.of(70, 128, 7, 7), 20))) {
            Shape weight = Shape.of(c.out, c.input.dim(1), c.window.kernelH(), c.window.kernelW());
            compare(
                    (kernels, in) -> kernels.conv2dWeightGrad(in.get(0), in.get(1), weight, true, c.window),
                    normal(c.window.output("test", c.input, c.out).dims()),
                    normal(c.input.dims()));
        }
    }

    private Tensor normal(long... dims) {
        return Tensor.normal(rng, dims).to(DType.BFLOAT16);
    }

    private static void compare(BiFunction<Backend, List<Tensor>, List<Tensor>> kernels, Tensor... inputs) {
        List<Tensor> expected = kernels.apply(
                REFERENCE, Arrays.stream(inputs).map(x -> on(REFERENCE, x)).toList());
        List<Tensor> channelsLast =
                Arrays.stream(inputs).map(Bf16KernelsTest::channelsLast).toList();
        for (List<Tensor> variant : List.of(List.of(inputs), channelsLast)) {
            List<Tensor> actual = kernels.apply(FAST, variant);
            for (int i = 0; i < expected.size(); i++) {
                assertThat(actual.get(i).shape()).isEqualTo(expected.get(i).shape());
                assertThat(relativeError(actual.get(i), expected.get(i)))
                        .as("result %d from %s", i, variant.get(0).layout())
                        .isLessThanOrEqualTo(TOLERANCE);
            }
        }
    }

    private static Tensor channelsLast(Tensor x) {
        boolean moves = x.rank() == 4 && !Layout.coincide(x.shape());
        return moves ? ((OneDnnBackend) FAST).channelsLast(x) : x;
    }

    /** The values as FLOAT32 on a backend. */
    @SuppressWarnings("try") // the block acts by being open
    private static Tensor on(Backend backend, Tensor x) {
        try (Backends use = Backends.use(backend)) {
            return Tensor.of(x.to(DType.FLOAT32).toFloatArray(), x.shape());
        }
    }

    private static double relativeError(Tensor actual, Tensor expected) {
        double[] a = actual.toDoubleArray();
        double[] b = expected.toDoubleArray();
        double largest = Arrays.stream(b).map(Math::abs).max().orElse(0) + 1e-6;
        double worst = 0;
        for (int i = 0; i < a.length; i++) {
            worst = Math.max(worst, Double.isNaN(a[i]) ? Double.MAX_VALUE : Math.abs(a[i] - b[i]));
        }
        return worst / largest;
    }
}
