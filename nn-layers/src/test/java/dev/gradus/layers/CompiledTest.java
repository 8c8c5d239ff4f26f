package dev.gradus.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gradus.autograd.GradMode;
import dev.gradus.autograd.Precision;
import dev.gradus.backend.Backends;
import dev.gradus.memory.MemorySnapshot;
import dev.gradus.memory.TensorScope;
import dev.gradus.ops.Shaping;
import dev.gradus.random.Rng;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("try") // blocks act by being open
final class CompiledTest {
    private static final double TOLERANCE = 1e-5;
    private static final Rng RNG = Rng.seed(11);
    private static final Shape IMAGE = Shape.of(2, 3, 12, 10);

    private TensorScope scope;

    @BeforeEach
    void open() {
        scope = TensorScope.open();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    /** A layer given as a function. */
    private static final class Net extends Layer {
        private final UnaryOperator<Tensor> body;

        Net(Function<Net, UnaryOperator<Tensor>> maker) {
            body = maker.apply(this);
        }

        <L extends Layer> L add(String name, L layer) {
            return child(name, layer);
        }

        Parameter weight(String name, long... dims) {
            return parameter(name, Tensor.normal(RNG.split(name), dims));
        }

        @Override
        public Tensor forward(Tensor x) {
            return body.apply(x);
        }
    }

    /** A network, and the program that it must become without its first and last line; null where it does not matter. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Case(
            String name, Function<Net, UnaryOperator<Tensor>> net, Shape input, boolean exact, String... calls) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Conv2d conv(int in, int out, int kernel) {
        return Conv2d.of(in, out, kernel).padding(kernel / 2).build(RNG.split("conv" + in + out + kernel));
    }

    /** A batch norm with statistics, weight and bias that are not 0 or 1. */
    private static BatchNorm2d norm(int channels) {
        BatchNorm2d norm = new BatchNorm2d(channels);
        try (TensorScope scope = TensorScope.open()) {
            Rng rng = RNG.split("norm");
            norm.loadStateDict(Map.of(
                    "weight", Tensor.uniform(rng.split(1), 0.5, 2, channels),
                    "bias", Tensor.normal(rng.split(2), channels),
                    "running_mean", Tensor.normal(rng.split(3), channels),
                    "running_var", Tensor.uniform(rng.split(4), 0.5, 2, channels),
                    "num_batches_tracked", Tensor.full(Shape.of(), DType.INT64, 7)));
        }
        return norm;
    }

    static Stream<Case> cases() {
        return Stream.of(
                new Case(
                        "conv, norm, relu",
                        net -> {
                            Sequential all = net.add(
                                    "all",
                                    new Sequential(conv(3, 8, 3), norm(8), new Relu(), conv(8, 4, 1), new Relu()));
                            return all::forward;
                        },
                        IMAGE,
                        false,
                        "v1 = conv2d+mul+add+relu(v0, weight (8, 3, 3, 3)) → (2, 8, 12, 10)",
                        "v2 = conv2d+relu(v1, weight (4, 8, 1, 1)) → (2, 4, 12, 10)"),
                new Case(
                        "winograd",
                        net -> {
                            Sequential all = net.add(
                                    "all",
                                    new Sequential(
                                            conv(3, 96, 1), conv(96, 96, 3), norm(96), new Relu(), conv(96, 96, 3)));
                            return all::forward;
                        },
                        Shape.of(1, 3, 33, 35),
                        false,
                        "v1 = conv2d(v0, weight (96, 3, 1, 1)) → (1, 96, 33, 35)",
                        "v2 = conv2d+mul+add+relu(v1, weight (96, 96, 3, 3)) → (1, 96, 33, 35)",
                        "v3 = conv2d(v2, weight (96, 96, 3, 3)) → (1, 96, 33, 35)"),
                new Case(
                        "a result that is used twice keeps its norm and relu",
                        net -> {
                            Conv2d conv = net.add("conv", conv(3, 4, 3));
                            BatchNorm2d norm = net.add("norm", norm(4));
                            return x -> {
                                Tensor y = conv.forward(x);
                                return Shaping.concat(List.of(norm.forward(y), y.relu(), y), 1);
                            };
                        },
                        IMAGE,
                        true,
                        "v1 = conv2d(v0, weight (4, 3, 3, 3)) → (2, 4, 12, 10)",
                        "v2 = zip(MUL, v1, constant (1, 4, 1, 1)) → (2, 4, 12, 10)",
                        "v3 = zip(ADD, v2, constant (1, 4, 1, 1)) → (2, 4, 12, 10)",
                        "v4 = map(RELU, v1, 0.0, 0.0) → (2, 4, 12, 10)",
                        "v5 = concat([v3, v4, v1], 1) → (2, 12, 12, 10)"),
                new Case(
                        "residual block: the sum goes into the second convolution",
                        net -> {
                            Conv2d stem = net.add("stem", conv(3, 8, 1));
                            Conv2d conv1 = net.add("conv1", conv(8, 8, 3));
                            BatchNorm2d norm1 = net.add("norm1", norm(8));
                            Conv2d conv2 = net.add("conv2", conv(8, 8, 3));
                            BatchNorm2d norm2 = net.add("norm2", norm(8));
                            return x -> {
                                Tensor y = stem.forward(x);
                                Tensor z = norm2.forward(conv2.forward(norm1.forward(conv1.forward(y), true)));
                                return z.add(y).relu();
                            };
                        },
                        IMAGE,
                        false,
                        "v1 = conv2d(v0, weight (8, 3, 1, 1)) → (2, 8, 12, 10)",
                        "v2 = conv2d+mul+add+relu(v1, weight (8, 8, 3, 3)) → (2, 8, 12, 10)",
                        "v3 = conv2d+mul+add+sum+relu(v2, into v1, weight (8, 8, 3, 3)) → (2, 8, 12, 10)"),
                new Case(
                        "residual block with a convolved shortcut, winograd",
                        net -> {
                            Conv2d stem = net.add("stem", conv(3, 96, 1));
                            Conv2d skip = net.add("skip", conv(96, 96, 1));
                            Conv2d body = net.add("body", conv(96, 96, 3));
                            BatchNorm2d norm = net.add("norm", norm(96));
                            return x -> {
                                Tensor y = stem.forward(x);
                                return skip.forward(y)
                                        .add(norm.forward(body.forward(y)))
                                        .relu();
                            };
                        },
                        Shape.of(1, 3, 33, 35),
                        false,
                        "v1 = conv2d(v0, weight (96, 3, 1, 1)) → (1, 96, 33, 35)",
                        "v2 = conv2d(v1, weight (96, 96, 1, 1)) → (1, 96, 33, 35)",
                        "v3 = conv2d+mul+add+sum+relu(v1, into v2, weight (96, 96, 3, 3)) → (1, 96, 33, 35)"),
                new Case(
                        "sums that must not take an operand's memory",
                        net -> {
                            Conv2d same = net.add("same", conv(3, 3, 3));
                            Conv2d twice = net.add("twice", conv(3, 3, 1));
                            return x -> {
                                Tensor a = same.forward(x).add(x); // x is the caller's
                                Tensor b = twice.forward(a).add(a); // a is what is convolved
                                return b.mul(b.add(a));
                            };
                        },
                        IMAGE,
                        true,
                        "v1 = conv2d(v0, weight (3, 3, 3, 3)) → (2, 3, 12, 10)",
                        "v2 = add(v0, into v1) → (2, 3, 12, 10)",
                        "v3 = conv2d(v2, weight (3, 3, 1, 1)) → (2, 3, 12, 10)",
                        "v4 = add(v2, into v3) → (2, 3, 12, 10)",
                        "v5 = add(v4, into v2) → (2, 3, 12, 10)",
                        "v6 = zip(MUL, v4, v5) → (2, 3, 12, 10)"),
                new Case(
                        "linear with factor and shift",
                        net -> {
                            Linear linear = net.add(
                                    "linear", Linear.of(5, 4).bias(false).build(RNG.split("linear")));
                            Parameter factor = net.weight("factor", 4);
                            Parameter shift = net.weight("shift", 1, 4);
                            return x -> linear.forward(x)
                                    .mul(factor.value())
                                    .add(shift.value())
                                    .relu();
                        },
                        Shape.of(6, 5),
                        false,
                        "v1 = matmul(v0, false, constant (4, 5), true, constant (4,)) → (6, 4)",
                        "v2 = map(RELU, v1, 0.0, 0.0) → (6, 4)"),
                new Case(
                        "pooling and a softmax head",
                        net -> {
                            Sequential all = net.add(
                                    "all",
                                    new Sequential(
                                            new MaxPool2d(2),
                                            Upsample.bilinear(2),
                                            new AvgPool2d(2),
                                            InstanceNorm2d.of(3).affine(true).build(),
                                            new Relu(),
                                            new GlobalAvgPool2d(),
                                            new Flatten(),
                                            new Linear(3, 4, RNG.split("head")),
                                            new Softmax(1)));
                            return all::forward;
                        },
                        IMAGE,
                        true),
                new Case(
                        "dead calls and constants",
                        net -> {
                            Parameter p = net.weight("p", 3, 1, 1);
                            return x -> {
                                x.exp();
                                return x.mul(p.value().exp().mul(2).add(Tensor.ones(3, 1, 1)))
                                        .copy();
                            };
                        },
                        IMAGE,
                        true,
                        "v1 = zip(MUL, v0, constant (3, 1, 1)) → (2, 3, 12, 10)",
                        "v2 = copy(v1) → (2, 3, 12, 10)"),
                new Case("views", net -> x -> x.transpose(1, 3).reshape(-1, 6).sum(1), IMAGE, true),
                new Case("identity", net -> x -> x, IMAGE, true),
                new Case("reshaped input", net -> x -> x.flatten(1), IMAGE, true),
                new Case("constant", net -> x -> Tensor.ones(2, 3), IMAGE, true));
    }

    static Stream<Arguments> onBothBackends() {
        return Stream.of("onednn", "nd4j").flatMap(backend -> cases().map(c -> Arguments.of(backend, c)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("onBothBackends")
    void computesWhatForwardComputes(String backend, Case c) {
        try (Backends use = Backends.use(Backends.named(backend))) {
            Net net = evaluating(c.net);
            try (Compiled compiled = net.compile(c.input)) {
                if (c.calls.length > 0) {
                    List<String> lines = compiled.toString().lines().toList();
                    assertThat(lines.subList(1, lines.size() - 1)).containsExactly(c.calls);
                }
                for (int i = 0; i < 3; i++) {
                    Tensor x = Tensor.normal(RNG.split("x").split(i), c.input.dims());
                    float[] before = x.toFloatArray();
                    compare(compiled.forward(x), forward(net, x), c.exact ? 0 : TOLERANCE);
                    assertThat(x.toFloatArray()).isEqualTo(before);
                }
            } finally {
                net.free();
            }
        }
    }

    private static Net evaluating(Function<Net, UnaryOperator<Tensor>> maker) {
        Net net = new Net(maker);
        net.eval();
        return net;
    }

    private static Tensor forward(Layer layer, Tensor x) {
        try (GradMode mode = GradMode.noGrad()) {
            return layer.forward(x);
        }
    }

    private static void compare(Tensor actual, Tensor expected, double tolerance) {
        assertThat(actual.shape()).isEqualTo(expected.shape());
        assertThat(actual.isTracked()).isFalse();
        double[] a = actual.toDoubleArray();
        double[] e = expected.toDoubleArray();
        double scale = 0;
        double worst = 0;
        for (int i = 0; i < e.length; i++) {
            scale = Math.max(scale, Math.abs(e[i]));
            worst = Math.max(worst, Math.abs(a[i] - e[i]));
        }
        assertThat(worst).isLessThanOrEqualTo(tolerance * scale);
    }

    private static Net residual() {
        return evaluating(cases().filter(c -> c.name.startsWith("residual block:"))
                .findFirst()
                .orElseThrow()
                .net);
    }

    @Test
    void takesAnInputOfEitherLayout() {
        Net net = residual();
        Tensor x = Tensor.normal(RNG, IMAGE.dims());
        Tensor channelsLast = new MaxPool2d(1).forward(x);
        assertThat(channelsLast.layout()).isNotEqualTo(x.layout());
        try (Compiled compiled = net.compile(IMAGE)) {
            assertThat(compiled.forward(channelsLast).toFloatArray())
                    .isEqualTo(compiled.forward(x).toFloatArray());
        }
        net.free();
    }

    @Test
    void doesNotSeeLaterChanges() {
        Net net = residual();
        Tensor x = Tensor.normal(RNG, IMAGE.dims());
        try (Compiled compiled = net.compile(IMAGE)) {
            float[] before = compiled.forward(x).toFloatArray();
            net.parameters().forEach(p -> p.set(p.value().detach().mul(2)));
            assertThat(compiled.forward(x).toFloatArray()).isEqualTo(before);
            assertThat(forward(net, x).toFloatArray()).isNotEqualTo(before);
            net.free();
            assertThat(compiled.forward(x).toFloatArray()).isEqualTo(before);
        }
    }

    @Test
    void computesInFloat64() {
        Net net = residual();
        net.to(DType.FLOAT64);
        Tensor x = Tensor.normal(RNG, IMAGE.dims()).to(DType.FLOAT64);
        try (Compiled compiled = net.compile(IMAGE)) {
            compare(compiled.forward(x), forward(net, x), 1e-14);
            assertThatThrownBy(() -> compiled.forward(x.to(DType.FLOAT32)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("compiled: expected an input of type FLOAT64, got FLOAT32");
        }
        net.free();
    }

    /** The block counts when the network is compiled, not when it runs. */
    @Test
    void compilesAPrecisionIn() {
        Sequential net =
                new Sequential(conv(3, 8, 3), new Relu(), new Flatten(), new Linear(960, 4, RNG), new Softmax(1));
        net.eval();
        Tensor x = Tensor.normal(RNG, IMAGE.dims());
        Tensor expected;
        Compiled compiled;
        try (Precision bf16 = Precision.bf16()) {
            expected = forward(net, x);
            compiled = net.compile(IMAGE);
        }
        assertThat(compiled.toString()).contains("cast(v0, BFLOAT16)");
        assertThat(compiled.forward(x).toFloatArray()).isEqualTo(expected.toFloatArray());
        compiled.close();
        net.free();
    }

    @ParameterizedTest
    @ValueSource(strings = {"onednn", "nd4j"})
    void usesTheMemoryOfTheCallBefore(String backend) {
        try (Backends use = Backends.use(Backends.named(backend))) {
            Net net = residual();
            Tensor x = Tensor.normal(RNG, IMAGE.dims());
            try (Compiled compiled = net.compile(IMAGE)) {
                calls(compiled, x, 10);
                Object before = memory(backend);
                calls(compiled, x, 100);
                assertThat(memory(backend)).isEqualTo(before);
            }
            net.free();
        }
    }

    /** What must not grow; the small objects that ND4J makes for itself wait for the collector. */
    private static Object memory(String backend) {
        MemorySnapshot now = MemorySnapshot.take();
        return backend.equals("nd4j") ? List.of(now.liveBytes(), now.idleBytes(), now.blocks()) : now;
    }

    private static void calls(Compiled compiled, Tensor x, int count) {
        for (int i = 0; i < count; i++) {
            try (TensorScope scope = TensorScope.open()) {
                compiled.forward(x);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"onednn", "nd4j"})
    void leavesNothingBehind(String backend) throws InterruptedException {
        try (Backends use = Backends.use(Backends.named(backend))) {
            Net net = residual();
            compileAndClose(net, 5);
            settle();
            Object before = memory(backend);
            compileAndClose(net, 20);
            assertThat(memory(backend)).isEqualTo(before);
            net.free();
        }
    }

    /** Waits until the collector has freed what earlier tests made outside any scope. */
    private static void settle() throws InterruptedException {
        int unchanged = 0;
        for (long live = -1; unchanged < 3; ) {
            System.gc();
            Thread.sleep(50);
            long now = MemorySnapshot.take().liveBytes();
            unchanged = now == live ? unchanged + 1 : 0;
            live = now;
        }
    }

    private static void compileAndClose(Net net, int count) {
        for (int i = 0; i < count; i++) {
            try (TensorScope scope = TensorScope.open();
                    Compiled compiled = net.compile(IMAGE)) {
                compiled.forward(Tensor.ones(IMAGE.dims()));
            }
        }
    }

    @Test
    void severalThreadsGetWhatOneGets() throws Exception {
        Net net = evaluating(
                cases().filter(c -> c.name.contains("winograd")).toList().get(1).net);
        Shape shape = Shape.of(1, 3, 33, 35);
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try (Compiled compiled = net.compile(shape)) {
            List<Callable<Integer>> jobs = Stream.of(0, 1, 2, 3)
                    .<Callable<Integer>>map(i -> {
                        Tensor x = Tensor.normal(RNG.split(i), shape.dims());
                        float[] photo = x.toFloatArray();
                        float[] wanted = compiled.forward(x).toFloatArray();
                        return () -> differing(compiled, photo, wanted);
                    })
                    .toList();
            for (Future<Integer> wrong : pool.invokeAll(jobs)) {
                assertThat(wrong.get()).isZero();
            }
        } finally {
            pool.shutdown();
            net.free();
        }
    }

    private static int differing(Compiled compiled, float[] photo, float[] wanted) {
        int wrong = 0;
        for (int i = 0; i < 50; i++) {
            try (TensorScope scope = TensorScope.open()) {
                Tensor y = compiled.forward(Tensor.of(photo, Shape.of(1, 3, 33, 35)));
                wrong += Arrays.equals(y.toFloatArray(), wanted) ? 0 : 1;
            }
        }
        return wrong;
    }

    @Test
    void refusesOtherInputs() {
        Net net = residual();
        try (Compiled compiled = net.compile(IMAGE)) {
            assertThatThrownBy(() -> compiled.forward(Tensor.ones(2, 3, 12, 11)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("compiled: expected input (2, 3, 12, 10), got (2, 3, 12, 11)");
            try (Backends use = Backends.use(Backends.named("nd4j"))) {
                assertThatThrownBy(() -> compiled.forward(Tensor.ones(2, 3, 12, 10)))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("compiled: expected a tensor of backend onednn, got one of nd4j");
            }
        }
        net.free();
    }

    @Test
    void refusesCallsAfterClose() {
        Net net = residual();
        Compiled compiled = net.compile(IMAGE);
        Tensor result = compiled.forward(Tensor.ones(2, 3, 12, 10));
        compiled.close();
        compiled.close();
        assertThat(result.toFloatArray()).doesNotContain(Float.NaN);
        assertThatThrownBy(() -> compiled.forward(Tensor.ones(2, 3, 12, 10)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("compiled: expected to be open, got a call after it was closed");
        net.free();
    }

    @Test
    void refusesANetworkInTraining() {
        Sequential net = new Sequential(new Relu(), new BatchNorm2d(3));
        assertThatThrownBy(() -> net.compile(IMAGE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "compile: expected a network in evaluation mode (call eval()), got Sequential in training mode");
        net.eval();
        net.children().get("1").train();
        assertThatThrownBy(() -> net.compile(IMAGE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageEndingWith("got 1, BatchNorm2d(3, eps 1.0E-5, momentum 0.1), in training mode");
        net.free();
    }

    static Stream<Arguments> whatCannotBeCompiled() {
        return Stream.of(
                Arguments.of(
                        (UnaryOperator<Tensor>) x -> x.mul(x.mean().item()),
                        "compile: expected a forward that computes in ops alone, got a read of a tensor () that depends on the input"),
                Arguments.of(
                        (UnaryOperator<Tensor>) x -> Tensor.of(x.relu().data().mul(2)),
                        "compile: expected a forward that computes in ops alone, got data() of a tensor (2, 3, 12, 10) that depends on the input"),
                Arguments.of(
                        (UnaryOperator<Tensor>) x -> {
                            Tensor y = x.relu();
                            y.backend().addInPlace(y, x);
                            return y;
                        },
                        "compile: expected kernels that change no tensor of the forward pass, got addInPlace into one of shape (2, 3, 12, 10)"),
                Arguments.of(
                        (UnaryOperator<Tensor>) x -> {
                            Tensor sum = Tensor.zeros(2, 3, 12, 10);
                            Tensor y = x.add(sum);
                            sum.backend().copyInto(sum, y);
                            return y.add(sum);
                        },
                        "compile: expected kernels that change no tensor of the forward pass, got copyInto into one of shape (2, 3, 12, 10)"));
    }

    @ParameterizedTest
    @MethodSource("whatCannotBeCompiled")
    void refusesWhatCannotBeFollowed(UnaryOperator<Tensor> forward, String message) {
        Net net = evaluating(n -> forward);
        assertThatThrownBy(() -> net.compile(IMAGE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
        // The thread is none the worse for it.
        assertThat(Tensor.ones(2).add(1).sum().item()).isEqualTo(4);
    }

    @Test
    void refusesACompiledPartAndPassesErrorsOn() {
        Net inner = evaluating(n -> Tensor::relu);
        try (Compiled compiled = inner.compile(IMAGE)) {
            assertThatThrownBy(() -> evaluating(n -> compiled::forward).compile(IMAGE))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("got a compiled part of a tensor (2, 3, 12, 10) that depends on the input");
        }
        Net net = residual();
        assertThatThrownBy(() -> net.compile(Shape.of(2, 4, 12, 10)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("conv2d: expected input (N, 3, H, W) for weight (8, 3, 1, 1), got (2, 4, 12, 10)");
        net.free();
    }
}
