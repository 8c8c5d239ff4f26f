package dev.gradus.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gradus.memory.HostStorage;
import dev.gradus.memory.TensorScope;
import dev.gradus.random.Rng;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Layout;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Convolution, pooling, norms, resampling and optimizer steps against values computed by hand or by definition. */
class ReferenceImagesTest {
    private static final double NAN = Double.NaN;
    private static final double INF = Double.POSITIVE_INFINITY;
    private static final Offset<Double> EXACT = within(1e-12);

    private final Backend java = ReferenceBackend.INSTANCE;
    private Backends backend;
    private TensorScope scope;

    @BeforeEach
    void open() {
        backend = Backends.use(java);
        scope = TensorScope.open();
    }

    @AfterEach
    void close() {
        scope.close();
        backend.close();
    }

    private static Tensor image(int height, int width, double... values) {
        return Tensor.of(values, Shape.of(1, 1, height, width));
    }

    private static Tensor vector(double... values) {
        return Tensor.of(values, Shape.of(values.length));
    }

    private static Tensor random(String name, long... dims) {
        return Tensor.normal(Rng.seed(3).split(name), dims).to(DType.FLOAT64);
    }

    private static Tensor channelsLast(Tensor x) {
        Tensor nhwc = x.backend().permute(x, new int[] {0, 2, 3, 1});
        HostStorage storage = HostStorage.allocate(x.dtype(), x.size());
        storage.write(0, nhwc.toArray(), 0, (int) x.size());
        return Tensor.wrap(x.backend(), storage, x.shape(), Layout.CHANNELS_LAST);
    }

    // ---- convolution

    @Test
    void convolves() {
        Tensor x = image(3, 3, 0, 1, 2, 3, 4, 5, 6, 7, 8);
        Tensor weight = image(2, 2, 1, 2, 3, 4);
        Tensor y = java.conv2d(x, weight, vector(10), Window.square(2, 1, 0, 1));
        assertThat(y.toDoubleArray()).containsExactly(37, 47, 67, 77);
        Tensor g = image(2, 2, 1, 0, 0, 2);
        assertThat(java.conv2dInputGrad(g, weight, x.shape(), Window.square(2, 1, 0, 1))
                        .toDoubleArray())
                .containsExactly(1, 2, 0, 3, 6, 4, 0, 6, 8);
        List<Tensor> grads = java.conv2dWeightGrad(g, x, weight.shape(), true, Window.square(2, 1, 0, 1));
        assertThat(grads.get(0).toDoubleArray()).containsExactly(8, 11, 17, 20);
        assertThat(grads.get(1).toDoubleArray()).containsExactly(3);
        assertThat(java.conv2dWeightGrad(g, x, weight.shape(), false, Window.square(2, 1, 0, 1)))
                .hasSize(1);
    }

    static Stream<Window> windows() {
        return Stream.of(
                Window.square(1, 1, 0, 1),
                Window.square(3, 1, 1, 1),
                Window.square(3, 2, 1, 1),
                Window.square(3, 1, 2, 2),
                Window.square(2, 3, 4, 1),
                new Window(1, 3, 1, 2, 0, 3, 1, 2),
                new Window(4, 2, 2, 1, 1, 0, 1, 3));
    }

    @ParameterizedTest
    @MethodSource("windows")
    void convolvesByItsDefinition(Window window) {
        Tensor x = random("x", 2, 3, 5, 6);
        Tensor weight = random("w", 4, 3, window.kernelH(), window.kernelW());
        Tensor bias = random("b", 4);
        Tensor y = java.conv2d(x, weight, bias, window);
        double[] expected = definition(x, weight, bias, window, y.shape());
        assertThat(y.toDoubleArray()).containsExactly(expected, within(1e-10));
    }

    private static double[] definition(Tensor x, Tensor weight, Tensor bias, Window window, Shape out) {
        double[] xs = x.toDoubleArray();
        double[] ws = weight.toDoubleArray();
        double[] y = new double[(int) out.size()];
        int k = 0;
        for (int n = 0; n < out.dim(0); n++) {
            for (int o = 0; o < out.dim(1); o++) {
                for (int i = 0; i < out.dim(2); i++) {
                    for (int j = 0; j < out.dim(3); j++) {
                        y[k] = bias.toDoubleArray()[o];
                        for (int tap = 0; tap < ws.length / out.dim(1); tap++) {
                            int q = tap % window.kernelW();
                            int p = tap / window.kernelW() % window.kernelH();
                            int c = tap / window.kernelW() / window.kernelH();
                            int row = i * window.strideH() - window.padH() + p * window.dilationH();
                            int column = j * window.strideW() - window.padW() + q * window.dilationW();
                            if (row >= 0 && row < 5 && column >= 0 && column < 6) {
                                y[k] += ws[o * (ws.length / (int) out.dim(1)) + tap]
                                        * xs[((n * 3 + c) * 5 + row) * 6 + column];
                            }
                        }
                        k++;
                    }
                }
            }
        }
        return y;
    }

    /** ⟨conv(x, w), g⟩ is linear in x and in w, so that ⟨x, gx⟩ and ⟨w, gw⟩ must equal it. */
    @ParameterizedTest
    @MethodSource("windows")
    void gradientsAreTheAdjoints(Window window) {
        Tensor x = random("x", 2, 3, 5, 6);
        Tensor weight = random("w", 4, 3, window.kernelH(), window.kernelW());
        Tensor y = java.conv2d(x, weight, null, window);
        Tensor g = random("g", y.shape().dims());
        double inner = dot(y, g);
        Tensor gx = java.conv2dInputGrad(g, weight, x.shape(), window);
        assertThat(dot(x, gx)).isCloseTo(inner, within(1e-9));
        Tensor gw = java.conv2dWeightGrad(g, x, weight.shape(), false, window).get(0);
        assertThat(dot(weight, gw)).isCloseTo(inner, within(1e-9));
    }

    private static double dot(Tensor x, Tensor y) {
        return x.mul(y).sum().item();
    }

    // ---- pooling

    @Test
    void poolsTheFirstLargest() {
        Tensor x = image(3, 3, 7, 7, 2, 7, NAN, 5, -6, -7, -8);
        Backend.Pooled pooled = java.maxPool2d(x, Window.square(2, 1, 0, 1), true);
        assertThat(pooled.output().toDoubleArray()).containsExactly(NAN, NAN, NAN, NAN);
        Tensor ties = image(2, 3, 7, 7, 2, 7, 6, 9);
        pooled = java.maxPool2d(ties, Window.square(2, 1, 0, 1), true);
        assertThat(pooled.output().toDoubleArray()).containsExactly(7, 9);
        Tensor grad = java.maxPool2dGrad(image(1, 2, 10, 20), pooled.saved(), ties.shape(), Window.square(2, 1, 0, 1));
        assertThat(grad.toDoubleArray()).containsExactly(10, 0, 0, 0, 0, 20);
        assertThat(java.maxPool2d(ties, Window.square(2, 1, 0, 1), false).saved())
                .isNull();
    }

    @Test
    void paddingNeverWinsAMaximum() {
        Tensor x = image(2, 2, -1, -2, -INF, -4);
        Backend.Pooled pooled = java.maxPool2d(x, Window.square(2, 1, 1, 1), true);
        assertThat(pooled.output().toDoubleArray()).containsExactly(-1, -1, -2, -1, -1, -2, -INF, -4, -4);
        Tensor g = java.full(Shape.of(1, 1, 3, 3), DType.FLOAT64, 1);
        assertThat(java.maxPool2dGrad(g, pooled.saved(), x.shape(), Window.square(2, 1, 1, 1))
                        .toDoubleArray())
                .containsExactly(4, 2, 1, 2);
    }

    @Test
    void averagesWithAndWithoutPadding() {
        Tensor x = image(2, 2, 4, 8, 12, 16);
        Window window = Window.square(2, 1, 1, 1);
        assertThat(java.avgPool2d(x, window, true).toDoubleArray()).containsExactly(1, 3, 2, 4, 10, 6, 3, 7, 4);
        assertThat(java.avgPool2d(x, window, false).toDoubleArray()).containsExactly(4, 6, 8, 8, 10, 12, 12, 14, 16);
        Tensor g = image(3, 3, 4, 0, 0, 0, 4, 0, 0, 0, 4);
        assertThat(java.avgPool2dGrad(g, x.shape(), window, true).toDoubleArray())
                .containsExactly(2, 1, 1, 2);
        assertThat(java.avgPool2dGrad(g, x.shape(), window, false).toDoubleArray())
                .containsExactly(5, 1, 1, 5);
    }

    @Test
    void poolsWindowsOfAnyKind() {
        List<PoolAxis> axes = List.of(PoolAxis.adaptive(2, 1), PoolAxis.sliding(4, 3, 2, 1, 1, true, true));
        Tensor x = image(2, 4, 1, 9, 9, NAN, 3, 2, 9, 5);
        List<Tensor> largest = java.maxPool(x, axes);
        assertThat(largest.get(0).toDoubleArray()).containsExactly(9, NAN, NAN);
        assertThat(largest.get(1).toLongArray()).containsExactly(1, 3, 3);
        assertThat(java.unpool(image(1, 3, 1, 2, 4), largest.get(1), x.shape(), true)
                        .toDoubleArray())
                .containsExactly(0, 1, 0, 6, 0, 0, 0, 0);
        assertThat(java.unpool(image(1, 3, 1, 2, 4), largest.get(1), x.shape(), false)
                        .toDoubleArray())
                .containsExactly(0, 1, 0, 4, 0, 0, 0, 0);
        Tensor y = image(2, 4, 2, 4, 6, 8, 10, 12, 14, 16);
        assertThat(java.avgPool(y, axes).toDoubleArray()).containsExactly(28 / 6.0, 60 / 6.0, 24 / 4.0);
        assertThat(java.avgPoolGrad(image(1, 3, 6, 12, 8), axes).toDoubleArray())
                .containsExactly(1, 3, 2, 4, 1, 3, 2, 4);
    }

    @Test
    void windowsOverPaddingAloneHaveNoPlace() {
        List<PoolAxis> axes = List.of(PoolAxis.sliding(1, 2, 1, 1, 2, false, false));
        List<Tensor> largest = java.maxPool(image(1, 1, 5).squeeze(2), axes);
        assertThat(largest.get(0).toDoubleArray()).containsExactly(-INF);
        assertThat(largest.get(1).toLongArray()).containsExactly(-1);
        assertThat(java.unpool(largest.get(0), largest.get(1), Shape.of(1, 1, 1), true)
                        .toDoubleArray())
                .containsExactly(0);
    }

    // ---- norms

    @Test
    void normalizesOverTheBatch() {
        Tensor x = Tensor.of(new double[] {1, 2, 3, 6}, Shape.of(2, 1, 1, 2));
        Backend.Normalized n = java.normalize(x, vector(2), vector(-1), 0.5, false, false);
        assertThat(n.mean().shape()).isEqualTo(Shape.of(1));
        assertThat(n.mean().toDoubleArray()).containsExactly(3);
        assertThat(n.variance().toDoubleArray()).containsExactly(3.5);
        // √(variance + eps) = 2 cancels the weight.
        assertThat(n.output().toDoubleArray()).containsExactly(-3, -2, -1, 2);
        assertThat(java.normalize(x, vector(2), vector(-1), 0.5, false, true)
                        .output()
                        .toDoubleArray())
                .containsExactly(0, 0, 0, 2);
    }

    @Test
    void normalizesEachSample() {
        Tensor x = Tensor.of(new double[] {1, 2, 3, 6}, Shape.of(2, 1, 1, 2));
        Backend.Normalized n = java.normalize(x, null, null, 0, true, false);
        assertThat(n.mean().shape()).isEqualTo(Shape.of(2, 1));
        assertThat(n.mean().toDoubleArray()).containsExactly(1.5, 4.5);
        assertThat(n.variance().toDoubleArray()).containsExactly(0.25, 2.25);
        assertThat(n.output().toDoubleArray()).containsExactly(-1, 1, -1, 1);
    }

    @Test
    void normGradientsByHand() {
        // x̂ = (−1, 1): of any gradient, nothing passes; weight and bias get Σ g·x̂ and Σ g.
        Tensor x = image(1, 2, 1, 3);
        Backend.Normalized n = java.normalize(x, null, null, 0, false, false);
        List<Tensor> grads = java.normalizeGrad(image(1, 2, 5, 11), x, n, null, 0, false, false);
        assertThat(grads.get(0).toDoubleArray()).containsExactly(new double[] {0, 0}, EXACT);
        assertThat(grads.get(1).toDoubleArray()).containsExactly(6);
        assertThat(grads.get(2).toDoubleArray()).containsExactly(16);
        Backend.Normalized relu = java.normalize(x, null, null, 0, false, true);
        grads = java.normalizeGrad(image(1, 2, 5, 11), x, relu, null, 0, false, true);
        assertThat(grads.get(2).toDoubleArray()).containsExactly(11);
    }

    @Test
    void statisticsOfBfloat16AreFloat32() {
        Tensor x = java.cast(image(1, 2, 1, 1 + 1.0 / 128), DType.BFLOAT16);
        Backend.Normalized n = java.normalize(x, null, null, 1e-5, false, false);
        assertThat(n.output().dtype()).isEqualTo(DType.BFLOAT16);
        assertThat(n.mean().dtype()).isEqualTo(DType.FLOAT32);
        assertThat(n.mean().item()).isEqualTo(1 + 0.5 / 128);
    }

    // ---- resampling

    @Test
    void resamplesByTheNearestPixel() {
        Tensor x = image(1, 2, 3, INF);
        assertThat(java.resample(x, 1, 5, Interpolation.NEAREST, false).toDoubleArray())
                .containsExactly(3, 3, 3, INF, INF);
        assertThat(java.resampleGrad(image(1, 5, 1, 2, 3, 4, 5), x.shape(), Interpolation.NEAREST, false)
                        .toDoubleArray())
                .containsExactly(6, 9);
    }

    @Test
    void resamplesLinearly() {
        Tensor x = image(2, 1, 0, 8);
        assertThat(java.resample(x, 4, 1, Interpolation.BILINEAR, false).toDoubleArray())
                .containsExactly(0, 2, 6, 8);
        assertThat(java.resample(x, 3, 1, Interpolation.BILINEAR, true).toDoubleArray())
                .containsExactly(0, 4, 8);
        assertThat(java.resample(x, 1, 1, Interpolation.BILINEAR, true).toDoubleArray())
                .containsExactly(0);
        assertThat(java.resample(x, 1, 1, Interpolation.BILINEAR, false).toDoubleArray())
                .containsExactly(4);
        Tensor square = image(2, 2, 0, 4, 8, 12);
        assertThat(java.resample(square, 3, 3, Interpolation.BILINEAR, true).toDoubleArray())
                .containsExactly(0, 2, 4, 4, 6, 8, 8, 10, 12);
        assertThat(java.resampleGrad(image(4, 1, 4, 8, 16, 32), x.shape(), Interpolation.BILINEAR, false)
                        .toDoubleArray())
                .containsExactly(14, 46);
    }

    // ---- optimizer steps

    @Test
    void descends() {
        Tensor p = vector(1);
        java.sgdStep(p, vector(2), null, 0.1, 0, 0.5, false);
        assertThat(p.item()).isCloseTo(0.75, EXACT);
        p = vector(1);
        Tensor v = vector(1);
        java.sgdStep(p, vector(2), v, 0.1, 0.9, 0.5, false);
        assertThat(v.item()).isCloseTo(3.4, EXACT);
        assertThat(p.item()).isCloseTo(0.66, EXACT);
        p = vector(1);
        v = vector(1);
        java.sgdStep(p, vector(2), v, 0.1, 0.9, 0.5, true);
        assertThat(p.item()).isCloseTo(0.444, EXACT);
    }

    @Test
    void adamStepsTwice() {
        Tensor p = vector(1);
        Tensor m = vector(0);
        Tensor v = vector(0);
        java.adamStep(p, vector(2), m, v, 1, 0.1, 0.9, 0.999, 0, 0, false);
        assertThat(p.item()).isCloseTo(0.9, EXACT);
        java.adamStep(p, vector(1), m, v, 2, 0.1, 0.9, 0.999, 0, 0, false);
        assertThat(m.item()).isCloseTo(0.28, EXACT);
        assertThat(v.item()).isCloseTo(0.004996, EXACT);
        assertThat(p.item()).isCloseTo(0.9 - 0.1 * (0.28 / 0.19) / Math.sqrt(0.004996 / 0.001999), EXACT);
    }

    @Test
    void adamDecaysCoupledOrNot() {
        Tensor p = vector(1);
        java.adamStep(p, vector(2), vector(0), vector(0), 1, 0.1, 0.9, 0.999, 1, 0.5, false);
        assertThat(p.item()).isCloseTo(1 - 0.1 * 2.5 / 3.5, EXACT);
        p = vector(1);
        java.adamStep(p, vector(2), vector(0), vector(0), 1, 0.1, 0.9, 0.999, 0, 0.5, true);
        assertThat(p.item()).isCloseTo(0.85, EXACT);
    }

    // ---- the edges

    static Stream<Function<Tensor, Tensor>> kernels() {
        Backend java = ReferenceBackend.INSTANCE;
        Window window = Window.square(3, 2, 1, 1);
        Shape weight = Shape.of(4, 3, 3, 3);
        Shape out = Shape.of(2, 4, 2, 3);
        return Stream.of(
                x -> x,
                x -> java.cast(x, DType.FLOAT32),
                x -> java.permute(x, new int[] {3, 1, 0, 2}),
                x -> java.slice(x, new long[4], new long[] {1, 2, 1, 3}, Shape.of(2, 2, 4, 2)),
                x -> java.embed(x, new long[4], new long[] {1, 1, 1, 1}, Shape.of(2, 4, 4, 5), 0),
                x -> java.concat(List.of(x, x), 1),
                x -> java.gather(x, 1, java.full(Shape.of(2, 1, 4, 5), DType.INT64, 2)),
                x -> java.map(Unary.EXP, x, 0, 0),
                x -> java.mapGrad(Unary.SQUARE, x, x, 0, 0),
                x -> java.zip(Binary.MUL, x, random("channels", 3, 1, 1)),
                x -> java.where(java.zip(Binary.GT, x, java.full(Shape.of(), DType.FLOAT64, 0)), x, x),
                x -> java.reduce(Reduction.SUM, x, new boolean[] {false, true, false, true}),
                x -> java.argmax(x, 1),
                x -> java.softmax(x, 1, false),
                x -> java.softmaxGrad(x, x, 1, false),
                x -> java.matmul(x, false, x, true, null),
                x -> java.conv2d(x, random("w", weight.dims()), null, window),
                x -> java.conv2dWeightGrad(random("g", out.dims()), x, weight, false, window)
                        .get(0),
                x -> java.maxPool2d(x, window, false).output(),
                x -> java.avgPool2d(x, window, true),
                x -> java.normalize(x, null, null, 1e-5, true, true).output(),
                x -> java.normalizeGrad(x, x, java.normalize(x, null, null, 1, false, true), null, 1, false, true)
                        .get(0),
                x -> java.resample(x, 7, 3, Interpolation.BILINEAR, false),
                x -> java.resampleGrad(x, Shape.of(2, 3, 2, 2), Interpolation.BILINEAR, false));
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void channelsLastInputsGiveTheSame(Function<Tensor, Tensor> kernel) {
        Tensor x = random("x", 2, 3, 4, 5);
        Tensor expected = kernel.apply(x);
        Tensor result = kernel.apply(channelsLast(x));
        assertThat(result.shape()).isEqualTo(expected.shape());
        assertThat(result.dtype()).isEqualTo(expected.dtype());
        assertThat(result.toDoubleArray()).isEqualTo(expected.toDoubleArray());
    }

    @Test
    void emptyBatchesPassThroughEveryKernel() {
        Tensor x = java.full(Shape.of(0, 3, 4, 4), DType.FLOAT32, 1);
        Tensor weight = java.full(Shape.of(2, 3, 3, 3), DType.FLOAT32, 1);
        Tensor bias = java.full(Shape.of(2), DType.FLOAT32, 1);
        Window window = Window.square(3, 1, 1, 1);
        Tensor y = java.conv2d(x, weight, bias, window);
        assertThat(y.shape()).isEqualTo(Shape.of(0, 2, 4, 4));
        Backend.Pooled pooled = java.maxPool2d(x, window, true);
        Backend.Normalized normalized = java.normalize(x, null, null, 1e-5, true, false);
        List<Tensor> empty = new ArrayList<>(List.of(
                java.conv2dInputGrad(y, weight, x.shape(), window),
                java.maxPool2dGrad(pooled.output(), pooled.saved(), x.shape(), window),
                java.avgPool2d(x, window, false),
                java.avgPool2dGrad(x, x.shape(), window, false),
                normalized.output(),
                java.normalizeGrad(x, x, normalized, null, 1e-5, true, false).get(0),
                java.resample(x, 8, 8, Interpolation.BILINEAR, false),
                java.resampleGrad(x, x.shape(), Interpolation.NEAREST, false)));
        assertThat(empty).allMatch(result -> result.size() == 0);
        Tensor gw = java.conv2dWeightGrad(y, x, weight.shape(), true, window).get(0);
        assertThat(gw.toDoubleArray()).containsOnly(0);
    }
}
