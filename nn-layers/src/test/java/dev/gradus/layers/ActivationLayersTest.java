package dev.gradus.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gradus.autograd.GradCheck;
import dev.gradus.ops.Activations;
import dev.gradus.random.Rng;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ActivationLayersTest {
    private static final Shape IMAGE = Shape.of(2, 3, 8, 6);

    record Case(Layer layer, String tree, UnaryOperator<Tensor> op) {}

    static List<Case> cases() {
        return List.of(
                new Case(new Relu6(), "Relu6", Activations::relu6),
                new Case(new Elu(), "Elu(alpha 1.0)", x -> Activations.elu(x, 1)),
                new Case(new Elu(0.5), "Elu(alpha 0.5)", x -> Activations.elu(x, 0.5)),
                new Case(new Celu(), "Celu(alpha 1.0)", x -> Activations.celu(x, 1)),
                new Case(new Celu(2), "Celu(alpha 2.0)", x -> Activations.celu(x, 2)),
                new Case(new Selu(), "Selu", Activations::selu),
                new Case(new Gelu(), "Gelu", Activations::gelu),
                new Case(Gelu.approximateTanh(), "Gelu(approximate tanh)", Activations::geluTanh),
                new Case(new Silu(), "Silu", Activations::silu),
                new Case(new Mish(), "Mish", Activations::mish),
                new Case(new HardSigmoid(), "HardSigmoid", Activations::hardSigmoid),
                new Case(new HardSwish(), "HardSwish", Activations::hardSwish),
                new Case(new HardTanh(), "HardTanh(-1.0 to 1.0)", x -> Activations.hardTanh(x, -1, 1)),
                new Case(new HardTanh(-0.5, 0.25), "HardTanh(-0.5 to 0.25)", x -> Activations.hardTanh(x, -0.5, 0.25)),
                new Case(new LogSigmoid(), "LogSigmoid", Activations::logSigmoid),
                new Case(new Softsign(), "Softsign", Activations::softsign),
                new Case(new Softplus(), "Softplus(beta 1.0)", Activations::softplus),
                new Case(new Softplus(2), "Softplus(beta 2.0)", x -> Activations.softplus(x, 2)),
                new Case(new HardShrink(), "HardShrink(lambda 0.5)", x -> Activations.hardShrink(x, 0.5)),
                new Case(new SoftShrink(0.25), "SoftShrink(lambda 0.25)", x -> Activations.softShrink(x, 0.25)),
                new Case(new TanhShrink(), "TanhShrink", Activations::tanhShrink),
                new Case(new Softmin(1), "Softmin(dim 1)", x -> Activations.softmin(x, 1)),
                new Case(new Threshold(0.1, -7), "Threshold(0.1, value -7.0)", x -> Activations.threshold(x, 0.1, -7)),
                new Case(new Glu(), "Glu(dim -1)", x -> Activations.glu(x, -1)),
                new Case(new Glu(2), "Glu(dim 2)", x -> Activations.glu(x, 2)),
                new Case(
                        new PRelu(),
                        "PRelu(1): 1 parameter",
                        x -> Activations.prelu(x, Tensor.of(0.25f).to(x.dtype()))),
                new Case(
                        new PRelu(3, 0.5),
                        "PRelu(3): 3 parameters",
                        x -> Activations.prelu(x, Tensor.of(0.5f, 0.5f, 0.5f).to(x.dtype()))));
    }

    /** Steps of 0.01 between values keep ties and kinks away from the differences. */
    private static Tensor input() {
        int n = (int) IMAGE.size();
        int[] order = Rng.seed(5).permutation(n);
        return Tensor.of(
                Arrays.stream(order).mapToDouble(i -> (i - n / 2 + 0.5) * 0.01).toArray(), IMAGE);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isItsOp(Case c) {
        Tensor x = input().to(DType.FLOAT32);
        assertThat(c.layer).hasToString(c.tree);
        assertThat(c.layer.forward(x).toFloatArray()).isEqualTo(c.op.apply(x).toFloatArray());
        assertThat(c.layer.stateDict().keySet())
                .isEqualTo(c.layer instanceof PRelu ? java.util.Set.of("weight") : java.util.Set.of());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void gradientsReachInputAndParameters(Case c) {
        c.layer.to(DType.FLOAT64);
        assertThat(GradCheck.of(c.tree, in -> c.layer.forward(in.get(0))).check(input()))
                .isLessThan(1e-6);
        c.layer.zeroGrad();
        Tensor y = c.layer.forward(input().tracked());
        y.square().sum().backward();
        c.layer.parameters().forEach(p -> assertThat(p.grad()).as(p.name()).isNotNull());
    }

    @Test
    void rreluHasRandomSlopesInTrainingAndTheMeanInEvaluation() {
        RRelu layer = new RRelu(0.25, 0.75, Rng.seed(3));
        Tensor x = input().to(DType.FLOAT32);
        Rng same = Rng.seed(3).split("noise");
        for (int pass = 0; pass < 2; pass++) {
            assertThat(layer.forward(x).toFloatArray())
                    .isEqualTo(Activations.rrelu(x, 0.25, 0.75, same).toFloatArray());
        }
        layer.eval();
        assertThat(layer.forward(x).toFloatArray())
                .isEqualTo(Activations.leakyRelu(x, 0.5).toFloatArray());
        assertThat(layer).hasToString("RRelu(0.25 to 0.75)");
        assertThat(new RRelu(Rng.seed(3))).hasToString("RRelu(0.125 to 0.3333333333333333)");
    }

    @Test
    void wrongOptionsAreNamed() {
        assertThatThrownBy(() -> new Elu(-1)).hasMessage("elu: expected alpha of at least 0, got -1.0");
        assertThatThrownBy(() -> new Celu(0)).hasMessage("celu: expected alpha above 0, got 0.0");
        assertThatThrownBy(() -> new HardTanh(1, 0))
                .hasMessage("hardTanh: expected min not above max, got 1.0 and 0.0");
        assertThatThrownBy(() -> new Softplus(0)).hasMessage("softplus: expected beta above 0, got 0.0");
        assertThatThrownBy(() -> new HardShrink(-1)).hasMessage("hardShrink: expected lambda of at least 0, got -1.0");
        assertThatThrownBy(() -> new SoftShrink(-1)).hasMessage("softShrink: expected lambda of at least 0, got -1.0");
        assertThatThrownBy(() -> new RRelu(2, 1, Rng.seed(3)))
                .hasMessage("rrelu: expected lower not above upper, got 2.0 and 1.0");
        assertThatThrownBy(() -> new PRelu(0, 0.25)).hasMessage("prelu: expected numParameters of at least 1, got 0");
    }
}
