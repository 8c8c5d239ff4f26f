package dev.gradus.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.gradus.autograd.GradCheck;
import dev.gradus.memory.TensorScope;
import dev.gradus.ops.Activations;
import dev.gradus.ops.Convolutions;
import dev.gradus.ops.Elementwise;
import dev.gradus.ops.LinearAlgebra;
import dev.gradus.ops.Losses;
import dev.gradus.ops.Norms;
import dev.gradus.ops.Pooling;
import dev.gradus.ops.Regularization;
import dev.gradus.ops.Resampling;
import dev.gradus.ops.Shaping;
import dev.gradus.random.Rng;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The gradients of the ops, computed by the reference kernels, against central differences. */
@SuppressWarnings("try") // scopes and backends act by being open
class ReferenceGradientsTest {
    private static Arguments op(String name, Function<List<Tensor>, Tensor> f, Shape... inputs) {
        return arguments(name, f, List.of(inputs));
    }

    private static Arguments unary(String name, Function<Tensor, Tensor> f) {
        return op(name, in -> f.apply(in.get(0)), Shape.of(2, 3));
    }

    private static Arguments image(String name, Function<Tensor, Tensor> f) {
        return op(name, in -> f.apply(in.get(0)), Shape.of(2, 2, 5, 4));
    }

    static Stream<Arguments> elementwise() {
        Shape matrix = Shape.of(2, 3);
        Shape row = Shape.of(3);
        Tensor mask;
        try (Backends java = Backends.use(ReferenceBackend.INSTANCE)) {
            mask = Tensor.of(new boolean[] {true, false, true}, row);
        }
        return Stream.of(
                op("add", in -> in.get(0).add(in.get(1)), matrix, row),
                op("sub", in -> in.get(0).sub(in.get(1)), row, matrix),
                op("mul", in -> in.get(0).mul(in.get(1)), matrix, row),
                op("mul by itself", in -> in.get(0).mul(in.get(0)), matrix),
                op("div", in -> in.get(0).div(in.get(1)), matrix, row),
                op("pow", in -> in.get(0).exp().pow(in.get(1)), matrix, row),
                op("maximum", in -> in.get(0).maximum(in.get(1)), matrix, row),
                op("minimum", in -> in.get(0).minimum(in.get(1)), matrix, row),
                op("where", in -> Elementwise.where(mask, in.get(0), in.get(1)), matrix, row),
                unary("add number", x -> x.add(3)),
                unary("sub number", x -> x.sub(3)),
                unary("mul number", x -> x.mul(3)),
                unary("div number", x -> x.div(3)),
                unary("pow number", x -> x.pow(3)),
                unary("neg", Tensor::neg),
                unary("abs", Tensor::abs),
                unary("exp", Tensor::exp),
                unary("log", x -> x.square().add(1).log()),
                unary("sqrt", x -> x.square().add(1).sqrt()),
                unary("reciprocal", x -> x.square().add(1).reciprocal()),
                unary("clamp", x -> x.clamp(-0.5, 0.5)),
                unary("relu", Tensor::relu),
                unary("sigmoid", Tensor::sigmoid),
                unary("tanh", Tensor::tanh),
                unary("softplus", Tensor::softplus),
                unary("leakyRelu", x -> x.leakyRelu(0.1)),
                unary("softmax 0", x -> Activations.softmax(x, 0)),
                unary("softmax 1", x -> Activations.softmax(x, 1)),
                unary("logSoftmax 0", x -> Activations.logSoftmax(x, 0)),
                unary("logSoftmax 1", x -> Activations.logSoftmax(x, 1)),
                unary("dropout", x -> Regularization.dropout(x, 0.5, Rng.seed(5))));
    }

    static Stream<Arguments> shaping() {
        Shape cube = Shape.of(2, 3, 2);
        return Stream.of(
                unary("reshape", x -> x.reshape(3, -1)),
                unary("permute", x -> x.permute(1, 0)),
                unary("slice", x -> Shaping.slice(x, 1, 0, 3, 2)),
                unary("pad", x -> Shaping.pad(x, new long[] {1, 0}, new long[] {0, 2}, 9)),
                unary("expand", x -> x.unsqueeze(0).expand(4, 2, 3)),
                op("concat", in -> Shaping.concat(in, 1), Shape.of(2, 3), Shape.of(2, 1)),
                op("stack", in -> Shaping.stack(in, -1), Shape.of(2, 3), Shape.of(2, 3)),
                op("sum", in -> in.get(0).sum(1), cube),
                op("mean", in -> in.get(0).mean(true, 0, 2), cube),
                op("max", in -> in.get(0).max(0, 2), cube),
                op("min", in -> in.get(0).min(true, 1), cube),
                op("max of all", in -> in.get(0).max(), cube),
                op("var", in -> in.get(0).var(true, false, 0, 1), cube),
                op("biased var", in -> in.get(0).var(false, true, 1), cube),
                op("matmul", in -> in.get(0).matmul(in.get(1)), Shape.of(2, 3), Shape.of(3, 4)),
                op("batched matmul", in -> in.get(0).matmul(in.get(1)), Shape.of(2, 1, 2, 3), Shape.of(4, 3, 2)),
                op(
                        "linear",
                        in -> LinearAlgebra.linear(in.get(0), in.get(1), in.get(2)),
                        Shape.of(2, 2, 3),
                        Shape.of(4, 3),
                        Shape.of(4)));
    }

    static Stream<Arguments> images() {
        Window window = new Window(3, 2, 2, 1, 1, 1, 1, 2);
        Shape x = Shape.of(2, 2, 5, 4);
        Shape weight = Shape.of(3, 2, 3, 2);
        Shape channels = Shape.of(2);
        Tensor mean;
        Tensor variance;
        try (Backends java = Backends.use(ReferenceBackend.INSTANCE)) {
            mean = Tensor.of(new double[] {0.5, -1}, channels);
            variance = Tensor.of(new double[] {2, 3}, channels);
        }
        return Stream.of(
                op(
                        "conv2d",
                        in -> Convolutions.conv2d(in.get(0), in.get(1), in.get(2), window),
                        x,
                        weight,
                        Shape.of(3)),
                image("maxPool2d", in -> Pooling.maxPool2d(in, Window.square(3, 2, 1, 1))),
                image("avgPool2d", in -> Pooling.avgPool2d(in, Window.square(3, 2, 1, 1), true)),
                image("avgPool2d without padding", in -> Pooling.avgPool2d(in, Window.square(3, 2, 1, 1), false)),
                image("globalAvgPool2d", Pooling::globalAvgPool2d),
                image("upsampleNearest", in -> Resampling.upsampleNearest(in, 7, 3)),
                image("upsampleBilinear", in -> Resampling.upsampleBilinear(in, 7, 3, false)),
                image("upsampleBilinear aligned", in -> Resampling.upsampleBilinear(in, 8, 9, true)),
                image(
                        "batchNorm without weight",
                        in -> Norms.batchNorm(in, null, null, 1e-5, true).output()),
                op(
                        "batchNorm",
                        in -> Norms.batchNorm(in.get(0), in.get(1), in.get(2), 1e-5, false)
                                .output(),
                        x,
                        channels,
                        channels),
                op(
                        "batchNormWith",
                        in -> Norms.batchNormWith(in.get(0), mean, variance, in.get(1), in.get(2), 1),
                        x,
                        channels,
                        channels),
                op(
                        "instanceNorm",
                        in -> Norms.instanceNorm(in.get(0), in.get(1), in.get(2), 1e-5, true),
                        x,
                        channels,
                        channels));
    }

    static Stream<Arguments> losses() {
        Shape scores = Shape.of(3, 4);
        long[] classes = {2, 0, 3};
        Tensor target;
        Tensor pixels;
        try (Backends java = Backends.use(ReferenceBackend.INSTANCE)) {
            target = Tensor.of(classes, Shape.of(3));
            pixels = Tensor.of(new double[] {0, 1, 1, 0, 1, 0, 0, 0}, Shape.of(1, 2, 2, 2));
        }
        return Stream.of(
                op("crossEntropy", in -> Losses.crossEntropy(in.get(0), target), scores),
                op("multiClassSvm", in -> Losses.multiClassSvm(in.get(0), target, 1), scores),
                op("mse", in -> Losses.mse(in.get(0), pixels), pixels.shape()),
                op("dice", in -> Losses.dice(in.get(0).sigmoid(), pixels), pixels.shape()),
                op(
                        "binaryCrossEntropyWithLogits",
                        in -> Losses.binaryCrossEntropyWithLogits(in.get(0), pixels, null),
                        pixels.shape()),
                op(
                        "weighted binaryCrossEntropyWithLogits",
                        in -> Losses.binaryCrossEntropyWithLogits(
                                in.get(0), pixels, pixels.mul(2).add(1)),
                        pixels.shape()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"elementwise", "shaping", "images", "losses"})
    void gradientAgreesWithDifferences(String name, Function<List<Tensor>, Tensor> f, List<Shape> shapes) {
        try (Backends java = Backends.use(ReferenceBackend.INSTANCE);
                TensorScope scope = TensorScope.open()) {
            Rng rng = Rng.seed(11);
            Tensor[] inputs = shapes.stream()
                    .map(shape -> Tensor.normal(rng, shape.dims()))
                    .toArray(Tensor[]::new);
            assertThat(GradCheck.of(name, f).check(inputs)).isLessThan(1e-6);
        }
    }
}
