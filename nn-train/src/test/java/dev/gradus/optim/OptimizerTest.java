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
import java.util.function.Function;
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

    record Case(String name, Function<Layer, Optimizer> make, Scalar scalar) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Case> cases() {
        return List.of(
                new Case("sgd", m -> new Sgd(m, Sgd.lr(0.01)), (p, g, s, t) -> p - 0.01 * g),
                new Case(
                        "decay",
                        m -> new Sgd(m, Sgd.lr(0.01).weightDecay(0.1)),
                        (p, g, s, t) -> p - 0.01 * (g + 0.1 * p)),
                new Case("momentum", m -> new Sgd(m, Sgd.lr(0.01).momentum(0.9).weightDecay(0.1)), (p, g, s, t) -> {
                    s[0] = 0.9 * s[0] + g + 0.1 * p;
                    return p - 0.01 * s[0];
                }),
                new Case("nesterov", m -> new Sgd(m, Sgd.lr(0.01).momentum(0.8).nesterov(true)), (p, g, s, t) -> {
                    s[0] = 0.8 * s[0] + g;
                    return p - 0.01 * (g + 0.8 * s[0]);
                }),
                new Case("adam", m -> new Adam(m, Adam.lr(0.02)), (p, g, s, t) -> p - adam(g, s, t)),
                new Case(
                        "l2",
                        m -> new Adam(m, Adam.lr(0.02).weightDecay(0.3)),
                        (p, g, s, t) -> p - adam(g + 0.3 * p, s, t)),
                new Case("adamw", m -> new Adam(m, Adam.lr(0.02).decoupledWeightDecay(0.3)), (p, g, s, t) -> {
                    double shrunk = p - 0.02 * 0.3 * p;
                    return shrunk - adam(g, s, t);
                }),
                new Case("rmsprop", m -> new RmsProp(m, RmsProp.lr(0.02).weightDecay(0.1)), (p, g, s, t) -> {
                    double d = g + 0.1 * p;
                    s[0] = 0.99 * s[0] + 0.01 * d * d;
                    return p - 0.02 * d / (Math.sqrt(s[0]) + 1e-8);
                }),
                new Case("adagrad", m -> new Adagrad(m, Adagrad.lr(0.1).lrDecay(0.05)), (p, g, s, t) -> {
                    s[0] += g * g;
                    return p - 0.1 / (1 + (t - 1) * 0.05) * g / (Math.sqrt(s[0]) + 1e-10);
                }),
                // Zeiler's algorithm 1, with a learning rate.
                new Case("adadelta", m -> new Adadelta(m, Adadelta.lr(0.7).rho(0.95)), (p, g, s, t) -> {
                    s[0] = 0.95 * s[0] + 0.05 * g * g;
                    double delta = Math.sqrt(s[1] + 1e-6) / Math.sqrt(s[0] + 1e-6) * g;
                    s[1] = 0.95 * s[1] + 0.05 * delta * delta;
                    return p - 0.7 * delta;
                }),
                new Case("nadam", m -> new NAdam(m, NAdam.lr(0.02)), OptimizerTest::nadam),
                // Chen et al., algorithm 2.
                new Case("lion", m -> new Lion(m, Lion.lr(0.01).weightDecay(0.2)), (p, g, s, t) -> {
                    double c = 0.9 * s[0] + (1 - 0.9) * g;
                    s[0] = 0.99 * s[0] + (1 - 0.99) * g;
                    return p - 0.01 * (Math.signum(c) + 0.2 * p);
                }),
                new Case(
                        "groups",
                        m -> new Sgd(
                                m,
                                Sgd.lr(0.01).weightDecay(0.3),
                                Group.of("a", "other*").lrScale(2).weightDecay(0),
                                Group.of("b")),
                        null),
                new Case("lookahead", m -> new Sgd(m, Sgd.lr(0.01)).lookahead(5, 0.4), (p, g, s, t) -> {
                    s[0] = t == 1 ? p : s[0];
                    double fast = p - 0.01 * g;
                    if (t % 5 > 0) {
                        return fast;
                    }
                    s[0] += 0.4 * (fast - s[0]);
                    return s[0];
                }),
                new Case(
                        "lookahead whose share falls",
                        m -> new Sgd(m, Sgd.lr(0.01)).lookahead(5, step -> 1 - step / 60.0),
                        (p, g, s, t) -> {
                            s[0] = t == 1 ? p : s[0];
                            double fast = p - 0.01 * g;
                            if (t % 5 > 0) {
                                return fast;
                            }
                            s[0] += (1 - t / 60.0) * (fast - s[0]);
                            return s[0];
                        }));
    }

    /** Dozat's algorithm 8 with the schedule of the momentum that is given below it. */
    private static double nadam(double p, double g, double[] s, int t) {
        double now = 0.9 * (1 - 0.5 * Math.pow(0.96, t * 0.004));
        double next = 0.9 * (1 - 0.5 * Math.pow(0.96, (t + 1) * 0.004));
        s[2] = t == 1 ? now : s[2] * now;
        double gHat = g / (1 - s[2]);
        s[0] = 0.9 * s[0] + 0.1 * g;
        double mHat = s[0] / (1 - s[2] * next);
        s[1] = 0.999 * s[1] + 0.001 * g * g;
        double vHat = s[1] / (1 - Math.pow(0.999, t));
        return p - 0.02 * ((1 - now) * gHat + next * mHat) / (Math.sqrt(vHat) + 1e-8);
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
        double[][] states = new double[5][3];
        Optimizer optimizer = c.make.apply(model);
        for (int step = 1; step <= 50; step++) {
            try (TensorScope scope = TensorScope.open()) {
                optimizer.zeroGrad();
                model.forward(Tensor.full(Shape.of(), DType.FLOAT64, 0.5)).backward();
                optimizer.step();
            }
            for (int i = 0; i < a.length; i++) {
                Scalar scalar = c.scalar == null ? (p, g, s, t) -> p - 0.02 * g : c.scalar;
                a[i] = scalar.step(a[i], gradA(a[i]), states[i], step);
            }
            for (int i = 0; i < b.length; i++) {
                Scalar scalar = c.scalar == null ? (p, g, s, t) -> p - 0.01 * (g + 0.3 * p) : c.scalar;
                b[i] = scalar.step(b[i], gradB(b[i]), states[3 + i], step);
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
    void aGroupWithoutAParameterIsAnError() {
        assertThatThrownBy(() -> new Sgd(new Curve(), Sgd.lr(1), Group.of("c.*", "d")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("group: expected a pattern that matches a parameter, of [a, b], got c.*|d");
    }

    @Test
    void clipsTheNormOfAllGradientsAndEachElement() {
        Curve model = new Curve();
        Sgd sgd = new Sgd(model, Sgd.lr(0.1));
        assertThat(sgd.gradNorm()).isZero();
        model.forward(Tensor.scalar(0.5)).backward();
        double norm = 0;
        for (float a : new float[] {0.5f, -1.5f, 2}) {
            norm += gradA(a) * gradA(a);
        }
        for (float b : new float[] {1, -0.25f}) {
            norm += gradB(b) * gradB(b);
        }
        norm = Math.sqrt(norm);
        assertThat(sgd.clipGradNorm(1000)).isCloseTo(norm, within(1e-4));
        assertThat(model.a.grad().toFloatArray()[2]).isCloseTo(32, within(1e-4f));
        assertThat(sgd.clipGradNorm(7)).isCloseTo(norm, within(1e-4));
        assertThat(sgd.gradNorm()).isCloseTo(7, within(1e-5));
        assertThat(model.a.grad().toFloatArray()[2]).isCloseTo((float) (7 / norm * 32), within(1e-5f));
        sgd.clipGradValue(0.25);
        assertThat(model.a.grad().toFloatArray()).containsExactly((float) (7 / norm * 0.5), -0.25f, 0.25f);
        assertThatThrownBy(() -> sgd.clipGradNorm(0)).hasMessage("clipGradNorm: expected a limit above 0, got 0.0");
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

    @Test
    void schedulesThatFallByFactors() {
        LrSchedule step = LrSchedule.step(0.8, 3, 0.5);
        assertThat(List.of(step.lr(0), step.lr(2), step.lr(3), step.lr(6))).containsExactly(0.8, 0.8, 0.4, 0.2);
        LrSchedule several = LrSchedule.multiStep(0.8, 0.5, 2, 5);
        assertThat(List.of(several.lr(1), several.lr(2), several.lr(4), several.lr(5)))
                .containsExactly(0.8, 0.4, 0.4, 0.2);
        assertThat(LrSchedule.exponential(2, 0.5).lr(3)).isEqualTo(0.25);
        assertThat(LrSchedule.polynomial(1, 10, 2).lr(5)).isEqualTo(0.25);
        assertThat(LrSchedule.polynomial(1, 10, 2).lr(11)).isZero();
        assertThatThrownBy(() -> LrSchedule.multiStep(1, 0.1, 5, 2)).hasMessageContaining("milestones in order");
    }

    @Test
    void schedulesThatRiseAgain() {
        LrSchedule restarts = LrSchedule.cosineRestarts(1, 0.2, 4, 2);
        assertThat(restarts.lr(0)).isEqualTo(1);
        assertThat(restarts.lr(2)).isCloseTo(0.6, within(1e-12));
        assertThat(restarts.lr(4)).isEqualTo(1);
        assertThat(restarts.lr(8)).isCloseTo(0.6, within(1e-12));
        assertThat(restarts.lr(12)).isEqualTo(1);
        LrSchedule cyclic = LrSchedule.cyclic(0, 1, 4, 2);
        assertThat(List.of(cyclic.lr(0), cyclic.lr(1), cyclic.lr(4), cyclic.lr(5), cyclic.lr(6)))
                .containsExactly(0.0, 0.25, 1.0, 0.5, 0.0);
    }

    @Test
    void schedulesAreComposed() {
        LrSchedule composed = LrSchedule.constant(1)
                .warmup(3)
                .then(5, LrSchedule.exponential(8, 0.5))
                .times(2);
        double[] expected = {0.5, 1, 1.5, 2, 2, 16, 8, 4};
        for (int i = 0; i < expected.length; i++) {
            assertThat(composed.lr(i)).as("step %d", i).isCloseTo(expected[i], within(1e-12));
        }
    }

    @Test
    void aPlateauLowersTheRateAndItsStateGoesOn() {
        ReduceOnPlateau schedule =
                ReduceOnPlateau.from(1).factor(0.5).patience(1).threshold(0.1).least(0.3);
        double[] losses = {10, 9.5, 8, 7.9, 7.9, Double.NaN, 8, 8};
        double[] rates = {1, 1, 1, 1, 0.5, 0.5, 0.3, 0.3};
        for (int i = 0; i < losses.length; i++) {
            schedule.observe(losses[i]);
            assertThat(schedule.lr(i)).as("after %d", i).isEqualTo(rates[i]);
            ReduceOnPlateau next = ReduceOnPlateau.from(1)
                    .factor(0.5)
                    .patience(1)
                    .threshold(0.1)
                    .least(0.3);
            next.loadStateDict(schedule.stateDict());
            schedule = next;
        }
    }

    @Test
    void averagesWeightsAndPutsThemIntoTheModelForAWhile() {
        Curve model = new Curve();
        WeightAverage mean = WeightAverage.swa(model);
        WeightAverage ema = WeightAverage.ema(model, 0.2);
        Sgd sgd = new Sgd(model, Sgd.lr(0.01));
        double expectedMean = 0;
        double expectedEma = 2;
        for (int i = 0; i < 3; i++) {
            run(model, sgd, 1);
            mean.update();
            ema.update();
            double now = model.a.value().toDoubleArray()[2];
            expectedMean += now / 3;
            double kept = Math.min(0.2, (1.0 + i) / (10 + i));
            expectedEma = kept * expectedEma + (1 - kept) * now;
        }
        double trained = model.a.value().toDoubleArray()[2];
        try (WeightAverage.Block block = mean.inUse()) {
            assertThat(model.a.value().toDoubleArray()[2]).isCloseTo(expectedMean, within(1e-6));
            assertThatThrownBy(mean::update).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(mean::inUse).isInstanceOf(IllegalStateException.class);
        }
        assertThat(model.a.value().toDoubleArray()[2]).isEqualTo(trained);
        WeightAverage loaded = WeightAverage.ema(model, 0.2);
        loaded.loadStateDict(ema.stateDict());
        try (WeightAverage.Block block = loaded.inUse()) {
            assertThat(model.a.value().toDoubleArray()[2]).isCloseTo(expectedEma, within(1e-6));
        }
        assertThatThrownBy(() -> loaded.loadStateDict(Map.of()))
                .hasMessage("weight average: expected a FLOAT32 (3,), got nothing");
        mean.free();
        ema.free();
        loaded.free();
    }
}
