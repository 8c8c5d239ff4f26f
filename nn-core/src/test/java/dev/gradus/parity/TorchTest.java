package dev.gradus.parity;

import static dev.gradus.parity.Torch.constant;
import static dev.gradus.parity.Torch.index;
import static dev.gradus.parity.Torch.leaf;
import static dev.gradus.parity.Torch.mask;
import static dev.gradus.parity.Torch.none;
import static dev.gradus.parity.Torch.optional;
import static java.lang.Math.E;
import static java.lang.Math.exp;
import static java.lang.Math.log;
import static java.lang.Math.tanh;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gradus.parity.Torch.Input;
import dev.gradus.parity.Torch.Result;
import dev.gradus.parity.Torch.Value;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.Reduction;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class TorchTest {
    private static final long MEAN = Reduction.Mean.value;
    private static final long SUM = Reduction.Sum.value;
    private static final long NO_IGNORED = -100;

    @BeforeAll
    static void needsPyTorch() {
        Torch.assumeAvailable();
    }

    @ParameterizedTest
    @EnumSource(
            value = ScalarType.class,
            names = {"Float", "Double"})
    void matmulAndItsGradients(ScalarType dtype) {
        List<Input> inputs = List.of(leaf(values(1, 2, 3, 4), 2, 2), leaf(values(5, 6, 7, 8), 2, 2));
        Result result = Torch.run(dtype, inputs, x -> torch.matmul(x[0], x[1]), 1, 0, 0, 2);
        assertValue(result.output(), values(19, 22, 43, 50), 2, 2);
        assertValue(result.gradients().get(0), values(5, 7, 12, 16), 2, 2);
        assertValue(result.gradients().get(1), values(1, 6, 2, 8), 2, 2);
    }

    @Test
    void conv2dAndItsGradients() {
        List<Input> inputs = List.of(
                leaf(values(1, 2, 3, 4, 5, 6, 7, 8, 9), 1, 1, 3, 3),
                leaf(values(1, 0, 0, -1), 1, 1, 2, 2),
                leaf(values(0.5), 1));
        Result result = Torch.run(Torch.FLOAT64, inputs, conv2d(1, 0, 1, 1), 1, 1, 1, 1);
        assertValue(result.output(), values(-3.5, -3.5, -3.5, -3.5), 1, 1, 2, 2);
        assertValue(result.gradients().get(0), values(1, 1, 0, 1, 0, -1, 0, -1, -1), 1, 1, 3, 3);
        assertValue(result.gradients().get(1), values(12, 16, 24, 28), 1, 1, 2, 2);
        assertValue(result.gradients().get(2), values(4), 1);
    }

    @Test
    void batchNormWithItsGradientsAndRunningStatistics() {
        List<Input> inputs = List.of(
                leaf(values(0, 0, 2, 2), 4, 1),
                leaf(values(2), 1),
                leaf(values(5), 1),
                constant(values(0), 1),
                constant(values(1), 1));
        Result result = Torch.runAll(
                Torch.FLOAT64,
                inputs,
                x -> new Tensor[] {
                    torch.batch_norm(
                            x[0], optional(x[1]), optional(x[2]), optional(x[3]), optional(x[4]), true, 0.1, 0, false),
                    x[3],
                    x[4]
                },
                values(1, 0, 0, 0));
        assertValue(result.outputs().get(0), values(3, 3, 7, 7), 4, 1);
        assertValue(result.outputs().get(1), values(0.1), 1);
        assertValue(result.outputs().get(2), values(0.9 + 0.1 * 4 / 3), 1);
        assertValue(result.gradients().get(0), values(1, -1, 0, 0), 4, 1);
        assertValue(result.gradients().get(1), values(-1), 1);
        assertValue(result.gradients().get(2), values(1), 1);
    }

    @Test
    void crossEntropyAndItsGradient() {
        List<Input> inputs = List.of(leaf(values(0, 0, 0, log(3)), 2, 2), index(values(0, 1), 2));
        Result result = Torch.run(Torch.FLOAT64, inputs, x -> torch.cross_entropy_loss(x[0], x[1]), 1);
        assertValue(result.output(), values((log(2) + log(4. / 3)) / 2));
        assertThat(result.gradients()).hasSize(1);
        assertValue(result.gradients().get(0), values(-0.25, 0.25, 0.125, -0.125), 2, 2);
    }

    @Test
    void anInputThatTheOutputDoesNotDependOnHasAGradientOfZeros() {
        List<Input> inputs = List.of(leaf(values(2), 1), leaf(values(3, 4), 2));
        Result result = Torch.run(Torch.FLOAT32, inputs, x -> x[0].mul(x[0]), 1);
        assertValue(result.gradients().get(0), values(4), 1);
        assertValue(result.gradients().get(1), values(0, 0), 2);
    }

    @Test
    void aCallThatPyTorchRefusesThrows() {
        List<Input> inputs = List.of(constant(values(1, 2), 1, 2), constant(values(1, 2, 3), 3, 1));
        assertThatThrownBy(() -> Torch.forward(Torch.FLOAT32, inputs, x -> torch.matmul(x[0], x[1])))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("mat1 and mat2 shapes cannot be multiplied");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("calls")
    void everyListedCallRuns(Call call) {
        Value output = Torch.forward(Torch.FLOAT64, call.inputs(), call.function());
        assertThat(output.values()).containsExactly(call.expected(), within(1e-12));
    }

    /** An op with what it gives, computed by hand. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Call(String name, double[] expected, Function<Tensor[], Tensor> function, List<Input> inputs) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Call> calls() {
        return Stream.of(convolutions(), pools(), norms(), resizing(), losses(), activations(), reductions(), joins())
                .flatMap(calls -> calls);
    }

    private static Stream<Call> convolutions() {
        Input image = constant(values(1, 2, 3, 4, 5, 6, 7, 8, 9), 1, 1, 3, 3);
        Input zero = constant(values(0), 1);
        Input one = constant(values(2), 1, 1, 1, 1);
        return Stream.of(
                call("conv2d dilation", values(20), conv2d(1, 0, 2, 1), image, ones(1, 1, 2, 2), zero),
                call("conv2d stride", values(2, 6, 14, 18), conv2d(2, 0, 1, 1), image, one, zero),
                call("conv2d padding", values(0, 0, 0, 10), conv2d(2, 1, 1, 1), square(1, 2, 3, 5), one, zero),
                call(
                        "conv2d groups",
                        values(3, 9),
                        conv2d(1, 0, 1, 2),
                        constant(values(1, 2), 1, 2, 1, 1),
                        constant(values(2, 3), 2, 1, 1, 1),
                        constant(values(1, 3), 2)),
                call(
                        "conv_transpose2d",
                        values(1, 0, 2, 0, 0, 0, 3, 0, 4),
                        x -> torch.conv_transpose2d(x[0], x[1], none(), at(2, 2), at(0, 0), at(0, 0), 1, 1, 1),
                        square(1, 2, 3, 4),
                        ones(1, 1, 1, 1)),
                call(
                        "linear",
                        values(12, 34),
                        x -> torch.linear(x[0], x[1], optional(x[2])),
                        constant(values(1, 2), 1, 2),
                        constant(values(2, 5, 10, 12), 2, 2),
                        constant(values(0, 0), 2)));
    }

    private static Stream<Call> pools() {
        return Stream.of(
                call(
                        "max_pool2d",
                        values(4),
                        x -> torch.max_pool2d(x[0], at(2, 2), at(2, 2), at(0, 0), at(1, 1), false),
                        square(1, 4, 3, 2)),
                call(
                        "avg_pool2d, padding not counted",
                        values(1, 4, 3, 2),
                        x -> torch.avg_pool2d(x[0], at(2, 2), at(2, 2), at(1, 1), false, false, new LongOptional()),
                        square(1, 4, 3, 2)),
                call(
                        "avg_pool2d, padding counted",
                        values(0.25, 1, 0.75, 0.5),
                        x -> torch.avg_pool2d(x[0], at(2, 2), at(2, 2), at(1, 1), false, true, new LongOptional()),
                        square(1, 4, 3, 2)));
    }

    private static Stream<Call> norms() {
        Input x = constant(values(0, 2, 10, 30), 1, 2, 1, 2);
        Input weight = constant(values(1, 2), 2);
        Input bias = constant(values(0, 1), 2);
        return Stream.of(
                call(
                        "batch_norm in evaluation",
                        values(-0.5, 0.5, 7, 47),
                        t -> torch.batch_norm(
                                t[0],
                                optional(t[1]),
                                optional(t[2]),
                                optional(t[3]),
                                optional(t[4]),
                                false,
                                0.1,
                                0,
                                false),
                        x,
                        weight,
                        bias,
                        constant(values(1, 7), 2),
                        constant(values(4, 1), 2)),
                call(
                        "instance_norm",
                        values(-1, 1, -1, 3),
                        t -> torch.instance_norm(
                                t[0], optional(t[1]), optional(t[2]), none(), none(), true, 0.1, 0, false),
                        x,
                        weight,
                        bias),
                call(
                        "group_norm",
                        values(-1, 1, -1, 3),
                        t -> torch.group_norm(t[0], 2, optional(t[1]), optional(t[2]), 0, false),
                        x,
                        weight,
                        bias),
                call(
                        "layer_norm",
                        values(-1, 3, -1, 3),
                        t -> torch.layer_norm(t[0], new long[] {2}, optional(t[1]), optional(t[2]), 0, false),
                        x,
                        weight,
                        bias));
    }

    private static Stream<Call> resizing() {
        Input pair = constant(values(0, 4), 1, 1, 1, 2);
        Input row = constant(values(1, 2, 3), 1, 1, 3);
        return Stream.of(
                call(
                        "upsample_bilinear2d",
                        values(0, 1, 3, 4),
                        x -> torch.upsample_bilinear2d(x[0], at(1, 4), false),
                        pair),
                call(
                        "upsample_bilinear2d align_corners",
                        values(0, 4. / 3, 8. / 3, 4),
                        x -> torch.upsample_bilinear2d(x[0], at(1, 4), true),
                        pair),
                call("upsample_nearest2d", values(0, 0, 4, 4), x -> torch.upsample_nearest2d(x[0], 1, 4), pair),
                call("pad constant", values(9, 1, 2, 3, 9, 9), pad("constant", () -> new DoubleOptional(9), 1, 2), row),
                call("pad reflect", values(2, 1, 2, 3, 2, 1), pad("reflect", DoubleOptional::new, 1, 2), row),
                call("pad replicate", values(1, 1, 2, 3, 3, 3), pad("replicate", DoubleOptional::new, 1, 2), row),
                call("pad circular", values(3, 1, 2, 3, 1, 2), pad("circular", DoubleOptional::new, 1, 2), row));
    }

    private static Stream<Call> losses() {
        Input logits = constant(values(0, 0, 0, log(3)), 2, 2);
        Input labels = index(values(0, 1), 2);
        Input a = constant(values(1, 2), 2);
        Input b = constant(values(3, 2), 2);
        return Stream.of(
                call(
                        "cross_entropy weight",
                        values((log(2) + 3 * log(4. / 3)) / 4),
                        x -> torch.cross_entropy_loss(x[0], x[1], optional(x[2]), MEAN, NO_IGNORED, 0),
                        logits,
                        labels,
                        constant(values(1, 3), 2)),
                call(
                        "cross_entropy ignore_index",
                        values(log(2)),
                        x -> torch.cross_entropy_loss(x[0], x[1], none(), MEAN, 1, 0),
                        logits,
                        labels),
                call(
                        "cross_entropy label_smoothing",
                        values(log(2) + 0.5 * log(4. / 3) + 0.25 * (log(4) + log(4. / 3))),
                        x -> torch.cross_entropy_loss(x[0], x[1], none(), SUM, NO_IGNORED, 0.5),
                        logits,
                        labels),
                call(
                        "binary_cross_entropy_with_logits pos_weight",
                        values((3 * log(2) + log(2)) / 2),
                        x -> torch.binary_cross_entropy_with_logits(x[0], x[1], none(), optional(x[2]), MEAN),
                        constant(values(0, 0), 2, 1),
                        constant(values(1, 0), 2, 1),
                        constant(values(3), 1)),
                call(
                        "multi_margin_loss",
                        values(0.5 / 3),
                        x -> torch.multi_margin_loss(x[0], x[1], new Scalar(1L), new Scalar(1.0), none(), MEAN),
                        constant(values(1.5, 2, 0.5), 1, 3),
                        index(values(1), 1)),
                call("mse_loss", values(2), x -> torch.mse_loss(x[0], x[1], MEAN), a, b),
                call("l1_loss", values(2), x -> torch.l1_loss(x[0], x[1], SUM), a, b),
                call("smooth_l1_loss", values(0.75), x -> torch.smooth_l1_loss(x[0], x[1], MEAN, 1), a, b));
    }

    private static Stream<Call> activations() {
        Input x = constant(values(-1, 2), 1, 2);
        Input logits = constant(values(0, log(3)), 1, 2);
        double inner = Math.sqrt(2 / Math.PI) * (2 + 0.044715 * 8);
        return Stream.of(
                call("softmax", values(0.25, 0.75), t -> torch.softmax(t[0], 1), logits),
                call("log_softmax", values(-log(4), log(0.75)), t -> torch.log_softmax(t[0], 1), logits),
                call("leaky_relu", values(-0.1, 2), t -> torch.leaky_relu(t[0], new Scalar(0.1)), x),
                call("elu", values(1 / E - 1, 2), t -> torch.elu(t[0]), x),
                call("silu", values(-1 / (1 + E), 2 / (1 + exp(-2))), t -> torch.silu(t[0]), x),
                call("gelu", values(0), t -> torch.gelu(t[0], "none"), constant(values(0), 1)),
                call("gelu tanh", values(1 + tanh(inner)), t -> torch.gelu(t[0], "tanh"), constant(values(2), 1)));
    }

    private static Stream<Call> reductions() {
        Input x = constant(values(1, 3, 5, 2), 2, 2);
        return Stream.of(
                call("var unbiased", values(2, 4.5), t -> torch.var(t[0], at(1), true, false), x),
                call("var biased", values(1, 2.25), t -> torch.var(t[0], at(1), false, true), x),
                call("argmax", values(1, 0), t -> torch.argmax(t[0], new LongOptional(1), false), x),
                call("max values", values(3, 5), t -> torch.max(t[0], 1, false).get0(), x),
                call("max indices", values(1, 0), t -> torch.max(t[0], 1, false).get1(), x),
                call("sum", values(6, 5), t -> t[0].sum(at(0), true, new ScalarTypeOptional()), x),
                call("mean", values(2, 3.5), t -> t[0].mean(at(1), false, new ScalarTypeOptional()), x));
    }

    private static Stream<Call> joins() {
        Input a = constant(values(1, 2), 2);
        Input b = constant(values(3, 4), 2);
        Input table = constant(values(1, 2, 3, 4), 2, 2);
        Input last = index(values(1), 1);
        return Stream.of(
                call("cat", values(1, 2, 3, 4), x -> torch.cat(new TensorVector(x[0], x[1]), 0), a, b),
                call("stack", values(1, 3, 2, 4), x -> torch.stack(new TensorVector(x[0], x[1]), 1), a, b),
                call("where", values(1, 4), x -> torch.where(x[2], x[0], x[1]), a, b, mask(values(1, 0), 2)),
                call("gather", values(2), x -> torch.gather(x[0], 1, x[1]), table, index(values(1), 1, 1)),
                call("index_select", values(2, 4), x -> torch.index_select(x[0], 1, x[1]), table, last),
                call("embedding", values(3, 4), x -> torch.embedding(x[0], x[1]), table, last),
                call("slice", values(3, 4), x -> x[0].slice(0, new LongOptional(1), new LongOptional(2), 1), table),
                call(
                        "add, sub, mul, div",
                        values(1, 2),
                        x -> x[0].add(x[1]).sub(x[1]).mul(x[1]).div(x[1]),
                        a,
                        b),
                call(
                        "reshape, transpose, matmul",
                        values(3, 4, 6, 8),
                        x -> x[0].reshape(1, 2).transpose(0, 1).matmul(x[1].reshape(1, 2)),
                        a,
                        b),
                call("pow", values(1, 4), x -> x[0].pow(new Scalar(2.0)), a));
    }

    private static Call call(String name, double[] expected, Function<Tensor[], Tensor> function, Input... inputs) {
        return new Call(name, expected, function, List.of(inputs));
    }

    private static Function<Tensor[], Tensor> conv2d(long stride, long padding, long dilation, long groups) {
        return x -> torch.conv2d(
                x[0], x[1], optional(x[2]), at(stride, stride), at(padding, padding), at(dilation, dilation), groups);
    }

    private static Function<Tensor[], Tensor> pad(String mode, Supplier<DoubleOptional> value, long... sizes) {
        return x -> torch.pad(x[0], sizes, mode, value.get());
    }

    private static Input square(double... values) {
        return constant(values, 1, 1, 2, 2);
    }

    private static Input ones(long... shape) {
        double[] values = new double[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
        Arrays.fill(values, 1);
        return constant(values, shape);
    }

    private static double[] values(double... values) {
        return values;
    }

    private static long[] at(long... sizes) {
        return sizes;
    }

    private static void assertValue(Value actual, double[] values, long... shape) {
        assertThat(actual.shape()).containsExactly(shape);
        assertThat(actual.values()).containsExactly(values, within(1e-6));
    }
}
