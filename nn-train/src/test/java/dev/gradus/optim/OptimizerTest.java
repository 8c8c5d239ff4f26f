package dev.gradus.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gradus.layers.Layer;
import dev.gradus.layers.Linear;
import dev.gradus.layers.Parameter;
import dev.gradus.layers.Sequential;
import dev.gradus.memory.TensorScope;
import dev.gradus.random.Rng;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@SuppressWarnings("try") // scopes act by being open
final class OptimizerTest {
    /** Two parameters of odd sizes; the loss may leave the second one out. */
    private static final class Curve extends Layer {
        final Parameter a = parameter("a", Tensor.of(0.5f, -1.5f, 2));
        final Parameter b = parameter("b", Tensor.of(1, -0.25f));

        @Override
        public Tensor forward(Tensor x) {
            return a.value().square().square().sum().add(b.value().exp().mul(x).sum());
        }
    }

    private static double gradA(double a) {
        return 4 * a * a * a;
    }

    private static double gradB(double b) {
        return 0.5 * Math.exp(b);
    }

    /** A second writing of each formula, one number at a time. */
    private interface Scalar {
        double step(double p, double g, double[] state, int t);
    }

    record Case(String name, Sgd.Options sgd, Adam.Options adam, Scalar scalar) {
        Optimizer make(Layer model) {
            return sgd != null ? new Sgd(model, sgd) : new Adam(model, adam);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Case> cases() {
        return List.of(
                new Case("sgd", Sgd.lr(0.01), null, (p, g, s, t) -> p - 0.01 * g),
                new Case("decay", Sgd.lr(0.01).weightDecay(0.1), null, (p, g, s, t) -> p - 0.01 * (g + 0.1 * p)),
                new Case("momentum", Sgd.lr(0.01).momentum(0.9).weightDecay(0.1), null, (p, g, s, t) -> {
                    s[0] = 0.9 * s[0] + g + 0.1 * p;
                    return p - 0.01 * s[0];
                }),
                new Case("nesterov", Sgd.lr(0.01).momentum(0.8).nesterov(true), null, (p, g, s, t) -> {
                    s[0] = 0.8 * s[0] + g;
                    return p - 0.01 * (g + 0.8 * s[0]);
                }),
                new Case("adam", null, Adam.lr(0.02), (p, g, s, t) -> p - adam(g, s, t)),
                new Case("l2", null, Adam.lr(0.02).weightDecay(0.3), (p, g, s, t) -> p - adam(g + 0.3 * p, s, t)),
                new Case("adamw", null, Adam.lr(0.02).decoupledWeightDecay(0.3), (p, g, s, t) -> {
                    double shrunk = p - 0.02 * 0.3 * p;
                    return shrunk - adam(g, s, t);
                }));
    }

    private static double adam(double g, double[] s, int t) {
        s[0] = 0.9 * s[0] + 0.1 * g;
        s[1] = 0.999 * s[1] + 0.001 * g * g;
        return 0.02 * (s[0] / (1 - Math.pow(0.9, t))) / (Math.sqrt(s[1] / (1 - Math.pow(0.999, t))) + 1e-8);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void followsItsFormulaFor50Steps(Case c) {
        Curve model = new Curve();
        model.to(DType.FLOAT64);
        double[] a = model.a.value().toDoubleArray();
        double[] b = model.b.value().toDoubleArray();
        double[][] states = new double[5][2];
        Optimizer optimizer = c.make(model);
        for (int step = 1; step <= 50; step++) {
            try (TensorScope scope = TensorScope.open()) {
                optimizer.zeroGrad();
                model.forward(Tensor.full(Shape.of(), DType.FLOAT64, 0.5)).backward();
                optimizer.step();
            }
            for (int i = 0; i < a.length; i++) {
                a[i] = c.scalar.step(a[i], gradA(a[i]), states[i], step);
            }
            for (int i = 0; i < b.length; i++) {
                b[i] = c.scalar.step(b[i], gradB(b[i]), states[3 + i], step);
            }
        }
        for (int i = 0; i < a.length; i++) {
            assertThat(model.a.value().toDoubleArray()[i]).isCloseTo(a[i], within(1e-9));
        }
        for (int i = 0; i < b.length; i++) {
            assertThat(model.b.value().toDoubleArray()[i]).isCloseTo(b[i], within(1e-9));
        }
    }

    @Test
    void skipsParametersWithoutAGradientAndCountsTheirStepsApart() {
        Curve model = new Curve();
        Adam adam = new Adam(model, Adam.lr(0.02));
        double b = model.b.value().toDoubleArray()[0];
        double[] state = new double[2];
        for (int step = 1; step <= 3; step++) {
            adam.zeroGrad();
            model.a.value().square().sum().backward();
            adam.step();
        }
        assertThat(model.b.value().toDoubleArray()[0]).isEqualTo(b);
        for (int step = 1; step <= 3; step++) {
            adam.zeroGrad();
            model.forward(Tensor.scalar(0.5)).backward();
            adam.step();
            b -= adam(gradB(b), state, step);
        }
        assertThat(model.b.value().toDoubleArray()[0]).isCloseTo(b, within(1e-6));
        assertThat(adam.stateDict().get("a.step").item()).isEqualTo(6);
        assertThat(adam.stateDict().get("b.step").item()).isEqualTo(3);
    }

    private static void run(Layer model, Optimizer optimizer, int steps) {
        for (int i = 0; i < steps; i++) {
            try (TensorScope scope = TensorScope.open()) {
                optimizer.zeroGrad();
                model.forward(Tensor.scalar(0.5)).backward();
                optimizer.step();
            }
        }
    }

    @Test
    void continuesFromItsState() {
        Curve whole = new Curve();
        run(whole, new Adam(whole, Adam.lr(0.02)), 7);
        Curve first = new Curve();
        Adam before = new Adam(first, Adam.lr(0.02));
        run(first, before, 4);
        Curve second = new Curve();
        second.loadStateDict(first.stateDict());
        Adam after = new Adam(second, Adam.lr(99));
        after.loadStateDict(before.stateDict());
        run(second, after, 3);
        assertThat(second.a.value().toFloatArray())
                .containsExactly(whole.a.value().toFloatArray());
        assertThat(second.b.value().toFloatArray())
                .containsExactly(whole.b.value().toFloatArray());
    }

    @Test
    void listsEveryMismatchOfAState() {
        Curve model = new Curve();
        Sgd sgd = new Sgd(model, Sgd.lr(0.01).momentum(0.9));
        Map<String, Tensor> state = new HashMap<>(sgd.stateDict());
        state.remove("a.step");
        state.put("b.momentum_buffer", Tensor.zeros(7));
        state.put("c", Tensor.zeros(1));
        assertThatThrownBy(() -> sgd.loadStateDict(state))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("optimizer state: a.step: expected INT64 (), got nothing; "
                        + "b.momentum_buffer: expected FLOAT32 (2,), got FLOAT32 (7,); unexpected c");
    }

    @Test
    void aModelWorksOnAfterItsParametersWereMoved() {
        Linear linear = new Linear(3, 2, Rng.seed(1));
        Tensor x = Tensor.normal(Rng.seed(2), 4, 3);
        float[] before = linear.forward(x).toFloatArray();
        Sgd sgd = new Sgd(linear, Sgd.lr(0.1));
        assertThat(linear.forward(x).toFloatArray()).containsExactly(before);
        linear.forward(x).sum().backward();
        float[] weight = linear.weight().value().toFloatArray();
        float[] grad = linear.weight().grad().toFloatArray();
        sgd.step();
        for (int i = 0; i < weight.length; i++) {
            assertThat(linear.weight().value().toFloatArray()[i]).isCloseTo(weight[i] - 0.1f * grad[i], within(1e-6f));
        }
    }

    @Test
    void aStepBetweenForwardAndBackwardIsAnErrorThatNamesTheParameter() {
        Sequential model = new Sequential(new Linear(2, 2, Rng.seed(1)), new Linear(2, 1, Rng.seed(2)));
        Sgd sgd = new Sgd(model, Sgd.lr(0.1));
        Tensor first = model.forward(Tensor.ones(1, 2)).sum();
        Tensor second = model.forward(Tensor.ones(1, 2)).sum();
        first.backward();
        sgd.step();
        assertThatThrownBy(second::backward)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("parameter 1.weight was changed");
    }

    @Test
    void anOlderOptimizerOfTheSameParametersRefusesToStep() {
        Curve model = new Curve();
        Sgd old = new Sgd(model, Sgd.lr(0.1));
        Sgd young = new Sgd(model, Sgd.lr(0.1));
        model.forward(Tensor.scalar(1)).backward();
        young.step();
        assertThatThrownBy(old::step)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("parameter a")
                .hasMessageContaining("another optimizer");
    }

    @Test
    void refusesImpossibleHyperParameters() {
        assertThatThrownBy(() -> Sgd.lr(-1)).hasMessageContaining("lr >= 0");
        assertThatThrownBy(() -> Sgd.lr(1).nesterov(true)).hasMessageContaining("momentum for nesterov");
        assertThatThrownBy(() -> Adam.lr(1).betas(1, 0.9)).hasMessageContaining("betas from 0 to below 1");
        assertThatThrownBy(() -> new Sgd(new Sequential(), Sgd.lr(1)))
                .hasMessage("optimizer: expected a module with parameters, got none");
    }

    @Test
    void schedules() {
        assertThat(LrSchedule.constant(0.1).lr(1000)).isEqualTo(0.1);
        LrSchedule cosine = LrSchedule.cosine(1, 4, 14);
        assertThat(cosine.lr(0)).isCloseTo(0.2, within(1e-12));
        assertThat(cosine.lr(4)).isCloseTo(1, within(1e-12));
        assertThat(cosine.lr(9)).isCloseTo(0.5, within(1e-12));
        assertThat(cosine.lr(14)).isCloseTo(0, within(1e-12));
        assertThat(cosine.lr(99)).isCloseTo(0, within(1e-12));
        LrSchedule cycle = LrSchedule.oneCycle(1, 101);
        assertThat(cycle.lr(0)).isCloseTo(0.04, within(1e-12));
        assertThat(cycle.lr(29)).isBetween(0.99, 1.0);
        assertThat(cycle.lr(30)).isBetween(0.99, 1.0);
        assertThat(cycle.lr(100)).isCloseTo(4e-6, within(1e-9));
    }
}
