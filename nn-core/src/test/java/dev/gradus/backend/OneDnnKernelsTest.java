package dev.gradus.backend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradus.memory.TensorScope;
import dev.gradus.random.Rng;
import dev.gradus.tensor.Layout;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each FLOAT32 kernel against the reference, which computes in double: a check in FLOAT64 never reaches these. Channel
 * counts are odd ones and multiples of vector lengths; images come in both layouts.
 */
class OneDnnKernelsTest {
    private static final Backend FAST = Backends.named("onednn");
    private static final Backend REFERENCE = Backends.named("java");
    private static final double TOLERANCE = 1e-5;

    private final Rng rng = Rng.seed(5);
    private TensorScope scope;

    @BeforeEach
    void open() {
        scope = TensorScope.open();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    static Stream<Arguments> windows() {
        return Stream.of(
                        Window.square(3, 1, 1, 1),
                        Window.square(1, 1, 0, 1),
                        Window.square(3, 2, 1, 1),
                        Window.square(5, 1, 2, 1),
                        Window.square(3, 1, 2, 2),
                        Window.square(2, 2, 0, 1),
                        new Window(3, 1, 1, 2, 1, 0, 1, 1))
                .flatMap(w -> Stream.of(1, 3, 8, 13, 32).map(c -> Arguments.of(w, c)));
    }

    /** Large enough for the kernels that the small ones above never reach. */
    static Stream<Arguments> largeConvolutions() {
        Window winograd = Window.square(3, 1, 1, 1);
        return Stream.of(
                Arguments.of(winograd, Shape.of(2, 32, 24, 24), 32),
                Arguments.of(winograd, Shape.of(1, 45, 33, 35), 37),
                // More tiles than one block holds, an odd number of segments, images of one row of tiles.
                Arguments.of(winograd, Shape.of(3, 64, 21, 41), 48),
                Arguments.of(winograd, Shape.of(90, 32, 3, 5), 40),
                // The few of these that AVX-512 leaves to Winograd.
                Arguments.of(winograd, Shape.of(2, 64, 24, 23), 128),
                Arguments.of(winograd, Shape.of(1, 133, 33, 35), 67),
                Arguments.of(new Window(3, 3, 1, 1, 0, 2, 1, 1), Shape.of(2, 33, 30, 19), 32),
                Arguments.of(Window.square(1, 1, 0, 1), Shape.of(2, 5, 31, 33), 3),
                Arguments.of(Window.square(1, 2, 0, 1), Shape.of(2, 5, 61, 53), 8),
                Arguments.of(Window.square(1, 1, 2, 1), Shape.of(2, 5, 31, 33), 4),
                Arguments.of(Window.square(3, 2, 1, 1), Shape.of(3, 4, 51, 47), 5),
                Arguments.of(new Window(2, 3, 2, 1, 1, 2, 1, 2), Shape.of(2, 6, 50, 40), 4));
    }

    @ParameterizedTest
    @MethodSource("largeConvolutions")
    void convolvesLargeImages(Window window, Shape input, int out) {
        compareConvolution(window, normal(input.dims()), out, 1);
    }

    @ParameterizedTest
    @CsvSource({"4, 2, 6", "3, 3, 3", "16, 16, 16", "17, 17, 34", "64, 64, 64", "64, 2, 64", "128, 4, 256"})
    void convolvesInGroups(int channels, int groups, int out) {
        for (Window window : List.of(Window.square(3, 1, 1, 1), Window.square(3, 2, 1, 1), Window.square(1, 1, 0, 1))) {
            compareConvolution(window, normal(2, channels, 9, 11), out, groups);
        }
        compareConvolution(Window.square(3, 1, 1, 1), normal(2, channels, 24, 23), out, groups);
    }

    @ParameterizedTest
    @MethodSource("windows")
    void convolves(Window window, int channels) {
        compareConvolution(window, normal(2, channels, 9, 11), channels == 13 ? 7 : 16, 1);
    }

    private void compareConvolution(Window window, Tensor x, int out, int groups) {
        Tensor weight = normal(out, x.dim(1) / groups, window.kernelH(), window.kernelW());
        Tensor g = normal(window.output("test", x.shape(), out).dims());
        compare(
                (kernels, in) -> {
                    List<Tensor> results = new ArrayList<>();
                    results.add(kernels.conv2d(in.get(0), in.get(1), in.get(2), window));
                    results.add(kernels.conv2d(in.get(0), in.get(1), null, window));
                    results.add(kernels.conv2dInputGrad(in.get(3), in.get(1), x.shape(), window));
                    results.addAll(kernels.conv2dWeightGrad(in.get(3), in.get(0), weight.shape(), true, window));
                    results.addAll(kernels.conv2dWeightGrad(in.get(3), in.get(0), weight.shape(), false, window));
                    for (int variant = 0; variant < 8; variant++) {
                        results.add(prepared(kernels, in, window, variant));
                    }
                    return results;
                },
                x,
                weight,
                normal(out),
                g);
    }

    private static Tensor prepared(Backend kernels, List<Tensor> in, Window window, int variant) {
        boolean sum = (variant & 1) != 0;
        boolean relu = (variant & 2) != 0;
        Tensor bias = (variant & 4) != 0 ? in.get(2) : null;
        Shape input = in.get(0).shape();
        try (PreparedConv2d conv = kernels.prepareConv2d(in.get(1), bias, window, input, sum, relu)) {
            Tensor addend = sum ? in.get(3).copy() : null;
            Tensor y = conv.run(in.get(0), addend);
            assertThat(addend == null || addend == y || !addend.isOpen()).isTrue();
            return y;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 8, 13, 32})
    void normalises(int channels) {
        for (int variant = 0; variant < 8; variant++) {
            boolean perSample = (variant & 1) != 0;
            boolean relu = (variant & 2) != 0;
            boolean affine = (variant & 4) != 0;
            compare(
                    (kernels, in) -> {
                        Tensor weight = affine ? in.get(1) : null;
                        Backend.Normalized forward =
                                kernels.normalize(in.get(0), weight, affine ? in.get(2) : null, 1e-5, perSample, relu);
                        List<Tensor> results = new ArrayList<>(List.of(forward.output(), forward.variance()));
                        results.addAll(
                                kernels.normalizeGrad(in.get(3), in.get(0), forward, weight, 1e-5, perSample, relu));
                        return results;
                    },
                    normal(3, channels, 6, 5),
                    normal(channels),
                    normal(channels),
                    normal(3, channels, 6, 5));
        }
    }

    /** Plain FLOAT32 sums are off by some 1e-5 here. */
    @Test
    void statisticsOfALargeImageAreExact() {
        Tensor x = normal(1, 8, 320, 320).add(3);
        compare(
                (kernels, in) -> {
                    Backend.Normalized forward = kernels.normalize(in.get(0), null, null, 1e-5, true, false);
                    return List.of(forward.mean().mul(10), forward.variance().mul(10));
                },
                5e-7,
                x);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 8, 13, 32})
    void pools(int channels) {
        for (Window window : List.of(
                Window.square(2, 2, 0, 1),
                Window.square(3, 2, 1, 1),
                Window.square(3, 1, 1, 1),
                Window.square(3, 3, 0, 1))) {
            Tensor x = normal(2, channels, 9, 11);
            compare(
                    (kernels, in) -> {
                        Backend.Pooled max = kernels.maxPool2d(in.get(0), window, true);
                        return List.of(
                                max.output(),
                                kernels.maxPool2d(in.get(0), window, false).output(),
                                kernels.maxPool2dGrad(in.get(1), max.saved(), x.shape(), window),
                                kernels.avgPool2d(in.get(0), window, true),
                                kernels.avgPool2d(in.get(0), window, false),
                                kernels.avgPool2dGrad(in.get(1), x.shape(), window, true),
                                kernels.avgPool2dGrad(in.get(1), x.shape(), window, false));
                    },
                    x,
                    normal(window.output("test", x.shape(), channels).dims()));
        }
    }

    @ParameterizedTest
    @EnumSource(value = Interpolation.class, names = "BICUBIC", mode = EnumSource.Mode.EXCLUDE)
    void resamples(Interpolation mode) {
        for (long[] size : new long[][] {{12, 10}, {7, 9}, {3, 2}, {1, 1}, {6, 5}, {13, 4}}) {
            for (int variant = 0; variant < 4; variant++) {
                boolean alignCorners = mode == Interpolation.BILINEAR && (variant & 1) != 0;
                Tensor x = normal(2, (variant & 2) != 0 ? 3 : 16, 6, 5);
                compare(
                        (kernels, in) -> List.of(
                                kernels.resample(in.get(0), size[0], size[1], mode, alignCorners),
                                kernels.resampleGrad(in.get(1), x.shape(), mode, alignCorners)),
                        x,
                        normal(2, x.dim(1), size[0], size[1]));
            }
        }
    }

    /** One pixel or one row has no inside: all of the gradient comes from the border. */
    @ParameterizedTest
    @CsvSource({"1, 1", "1, 6", "5, 1", "2, 2", "17, 40"})
    void doubles(int h, int w) {
        Tensor x = normal(3, 32, h, w);
        compare(
                (kernels, in) -> List.of(
                        kernels.resample(in.get(0), 2L * h, 2L * w, Interpolation.BILINEAR, false),
                        kernels.resampleGrad(in.get(1), x.shape(), Interpolation.BILINEAR, false)),
                x,
                normal(3, 32, 2L * h, 2L * w));
    }

    private static Tensor inDomain(Unary f, Tensor x) {
        return switch (f) {
            case LOG, SQRT, POW, RECIPROCAL, LOG1P -> x.abs().add(0.1);
            case ASIN, ACOS, TAN -> x.tanh().mul(0.9);
            default -> x;
        };
    }

    @ParameterizedTest
    @EnumSource(Unary.class)
    void maps(Unary f) {
        for (int size : new int[] {1, 100, 5000}) {
            Tensor x = inDomain(f, normal(size));
            compare(
                    (kernels, in) -> {
                        Tensor y = kernels.map(f, in.get(0), 0.3, 1.2);
                        Tensor v = f.derivativeFromOutput() ? y : in.get(0);
                        return List.of(y, kernels.mapGrad(f, in.get(1), v, 0.3, 1.2));
                    },
                    x,
                    normal(size));
        }
    }

    /** The other functions have their usual parameters above. */
    @Test
    void mapsByElu() {
        compare(
                (kernels, in) -> {
                    Tensor y = kernels.map(Unary.ELU, in.get(0), 0.7, 1);
                    return List.of(y, kernels.mapGrad(Unary.ELU, in.get(1), y, 0.7, 1));
                },
                normal(50_000),
                normal(50_000));
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 300", "7, 5", "33, 16", "100, 17", "3, 4096"})
    void normalizesRows(int rows, int columns) {
        for (boolean weighted : new boolean[] {false, true}) {
            for (boolean shifted : new boolean[] {false, weighted}) {
                compare(
                        (kernels, in) -> {
                            Tensor weight = weighted ? in.get(1) : null;
                            Backend.Normalized forward =
                                    kernels.normalizeRows(in.get(0), weight, shifted ? in.get(2) : null, 1e-3);
                            List<Tensor> results =
                                    new ArrayList<>(List.of(forward.output(), forward.mean(), forward.variance()));
                            results.addAll(kernels.normalizeRowsGrad(in.get(3), in.get(0), forward, weight, 1e-3));
                            return results;
                        },
                        normal(rows, columns),
                        normal(columns),
                        normal(columns),
                        normal(rows, columns));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Binary.class)
    void zips(Binary f) {
        for (int size : new int[] {1, 3, 30}) {
            compare(
                    (kernels, in) -> List.of(
                            kernels.zip(f, in.get(0), in.get(1)),
                            kernels.zip(f, in.get(0), in.get(2)),
                            kernels.zip(f, in.get(3), in.get(0)),
                            kernels.zip(f, in.get(3), in.get(2)),
                            kernels.zip(f, in.get(0), in.get(4))),
                    positive(size, 7, 5, 8),
                    positive(size, 7, 5, 8),
                    positive(7, 1, 1),
                    positive(1, 7, 5, 1),
                    positive(1));
        }
    }

    @Test
    void multipliesMatrices() {
        compare(
                (kernels, in) -> List.of(
                        kernels.matmul(in.get(0), false, in.get(1), false, null),
                        kernels.matmul(in.get(0), true, in.get(0), false, null),
                        kernels.matmul(in.get(1), false, in.get(1), true, null),
                        kernels.matmul(in.get(0), false, in.get(1), false, in.get(2)),
                        kernels.matmul(in.get(3), false, in.get(1), false, null),
                        kernels.matmul(in.get(3), false, in.get(4), false, null)),
                normal(5, 7),
                normal(7, 9),
                normal(9),
                normal(2, 3, 5, 7),
                normal(3, 7, 4));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void softmaxes(boolean log) {
        compare(
                (kernels, in) -> {
                    Tensor y = kernels.softmax(in.get(0), 1, log);
                    Tensor v = kernels.softmax(in.get(1), 0, log);
                    return List.of(
                            y, v, kernels.softmaxGrad(in.get(0), y, 1, log), kernels.softmaxGrad(in.get(1), v, 0, log));
                },
                normal(64, 100),
                normal(11, 13, 77));
    }

    @Test
    void reducesAnyDimensions() {
        for (int mask = 1; mask < 16; mask++) {
            boolean[] dims = {(mask & 1) != 0, (mask & 2) != 0, (mask & 4) != 0, (mask & 8) != 0};
            compare(
                    (kernels, in) -> List.of(
                            kernels.reduce(Reduction.SUM, in.get(0), dims),
                            kernels.reduce(Reduction.MEAN, in.get(0), dims),
                            kernels.reduce(Reduction.MAX, in.get(0), dims)),
                    normal(3, 5, 17, 29).add(0.5));
        }
    }

    @Test
    void movesElements() {
        compare(
                (kernels, in) -> List.of(
                        kernels.permute(in.get(0), new int[] {3, 1, 0, 2}),
                        kernels.slice(
                                in.get(0), new long[] {1, 0, 2, 1}, new long[] {1, 2, 1, 2}, Shape.of(1, 3, 3, 3)),
                        kernels.embed(
                                in.get(0),
                                new long[] {1, 0, 2, 1},
                                new long[] {1, 2, 1, 2},
                                Shape.of(5, 11, 12, 20),
                                0.5),
                        kernels.concat(List.of(in.get(0), in.get(0)), 2),
                        kernels.concat(List.of(in.get(0), in.get(2)), 1),
                        kernels.expand(in.get(1), Shape.of(3, 5, 4, 5)),
                        kernels.plain(in.get(0))),
                normal(3, 5, 7, 8),
                normal(5, 1, 1),
                normal(3, 2, 7, 8));
    }

    /** The kernels of the two bench networks; the reference ones of oneDNN are a hundred times slower. */
    @Test
    void noKernelIsOneDnnsReference() {
        convolves(Window.square(3, 1, 1, 1), 32);
        pools(32);
        normalises(32);
        multipliesMatrices();
        assertThat(OneDnnBackend.implementations()).isNotEmpty();
        OneDnnBackend.implementations()
                .forEach((what, kernel) ->
                        assertThat(kernel).as(what).doesNotStartWith("ref").doesNotContain(":ref"));
    }

    private Tensor normal(long... dims) {
        return Tensor.normal(rng, dims);
    }

    private Tensor positive(long... dims) {
        return normal(dims).abs().add(0.1);
    }

    private static void compare(BiFunction<Backend, List<Tensor>, List<Tensor>> kernels, Tensor... inputs) {
        compare(kernels, TOLERANCE, inputs);
    }

    private static void compare(
            BiFunction<Backend, List<Tensor>, List<Tensor>> kernels, double tolerance, Tensor... inputs) {
        List<Tensor> plain = List.of(inputs);
        List<Tensor> channelsLast =
                plain.stream().map(OneDnnKernelsTest::channelsLast).toList();
        List<Tensor> expected = kernels.apply(
                REFERENCE, plain.stream().map(x -> on(REFERENCE, x)).toList());
        for (List<Tensor> variant : List.of(plain, channelsLast)) {
            List<Tensor> actual = kernels.apply(FAST, variant);
            for (int i = 0; i < expected.size(); i++) {
                assertThat(actual.get(i).shape()).isEqualTo(expected.get(i).shape());
                assertThat(relativeError(actual.get(i), expected.get(i)))
                        .as("result %d from %s", i, variant.get(0).layout())
                        .isLessThanOrEqualTo(tolerance);
            }
        }
    }

    private static Tensor channelsLast(Tensor x) {
        boolean moves = x.rank() == 4 && !Layout.coincide(x.shape());
        return moves ? ((OneDnnBackend) FAST).channelsLast(x) : x;
    }

    @SuppressWarnings("try") // the block acts by being open
    private static Tensor on(Backend backend, Tensor x) {
        try (Backends use = Backends.use(backend)) {
            return Tensor.of(x.toFloatArray(), x.shape());
        }
    }

    private static double relativeError(Tensor actual, Tensor expected) {
        double[] a = actual.toDoubleArray();
        double[] b = expected.toDoubleArray();
        double largest = 1e-6;
        double worst = 0;
        for (int i = 0; i < a.length; i++) {
            largest = Math.max(largest, Math.abs(b[i]));
            worst = Math.max(
                    worst, Double.isNaN(a[i]) == Double.isNaN(b[i]) ? Math.abs(a[i] - b[i]) : Double.MAX_VALUE);
        }
        return worst / largest;
    }
}
