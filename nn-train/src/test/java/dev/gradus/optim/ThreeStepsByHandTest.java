package dev.gradus.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gradus.layers.Module;
import dev.gradus.layers.Parameter;
import dev.gradus.memory.TensorScope;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * Three steps of each optimizer that PyTorch's bridge lacks, worked out with pencil and pocket calculator from the paper;
 * the arithmetic stands above each. Gradients are given, as those of Σ g·p.
 */
final class ThreeStepsByHandTest {
    private static final double[] GRADIENTS = {2, -1, -1};

    private static final class Values extends Module {
        private final Parameter p;

        private Values(Shape shape, double... values) {
            p = parameter("p", Tensor.of(values, shape));
        }
    }

    /** The parameter's values after each of three steps. */
    @SuppressWarnings("try") // scopes act by being open
    private static double[][] steps(Values model, Function<Module, Optimizer> make, double... gradients) {
        model.to(DType.FLOAT64);
        Optimizer optimizer = make.apply(model);
        double[][] after = new double[gradients.length][];
        for (int i = 0; i < gradients.length; i++) {
            try (TensorScope scope = TensorScope.open()) {
                optimizer.zeroGrad();
                model.p.value().mul(gradients[i]).sum().backward();
                optimizer.step();
                after[i] = model.p.memory().toDoubleArray();
            }
        }
        return after;
    }

    private static void follows(double[][] found, double... expected) {
        for (int i = 0; i < expected.length; i++) {
            assertThat(found[i][0]).as("step " + (i + 1)).isCloseTo(expected[i], within(1e-6));
        }
    }

    private static Values one() {
        return new Values(Shape.of(1), 1);
    }

    /**
     * Zeiler, "ADADELTA", 2012, arXiv:1212.5701, algorithm 1, with ρ = 0.5, ε = 1 and lr = 1; p = 1, g = 2, 2, 2.
     *
     * <pre>
     * 1: E[g²] = 0.5·4 = 2           Δ = √(0 + 1) / √(2 + 1) · 2 = 1.1547005         E[Δ²] = 0.5·1.3333333 = 0.6666667
     *    p = 1 − 1.1547005 = −0.1547005
     * 2: E[g²] = 0.5·2 + 2 = 3       Δ = √1.6666667 / √4 · 2 = 1.2909944             E[Δ²] = 0.3333333 + 0.8333333
     *    p = −0.1547005 − 1.2909944 = −1.4456950                                           = 1.1666667
     * 3: E[g²] = 0.5·3 + 2 = 3.5     Δ = √2.1666667 / √4.5 · 2 = 1.3877773
     *    p = −1.4456950 − 1.3877773 = −2.8334723
     * </pre>
     */
    @Test
    void adadelta() {
        double[][] found =
                steps(one(), m -> new Adadelta(m, Adadelta.lr(1).rho(0.5).eps(1)), 2, 2, 2);
        follows(found, -0.1547005, -1.4456950, -2.8334723);
    }

    /**
     * Chen et al., "Symbolic discovery of optimization algorithms", 2023, arXiv:2302.06675, algorithm 2, with β₁ = 0.5,
     * β₂ = 0.75, λ = 0.1 and lr = 0.1; p = 1, g = 2, −1, −0.1, the last so small that what is
     * remembered decides.
     *
     * <pre>
     * 1: c = 0.5·0 + 0.5·2 = 1            p = 1 − 0.1·(1 + 0.1·1) = 0.89             m = 0.25·2 = 0.5
     * 2: c = 0.5·0.5 − 0.5 = −0.25        p = 0.89 − 0.1·(−1 + 0.089) = 0.9811       m = 0.75·0.5 − 0.25 = 0.125
     * 3: c = 0.5·0.125 − 0.05 = 0.0125    p = 0.9811 − 0.1·(1 + 0.09811) = 0.871289
     * </pre>
     */
    @Test
    void lion() {
        double[][] found = steps(
                one(), m -> new Lion(m, Lion.lr(0.1).beta1(0.5).beta2(0.75).weightDecay(0.1)), 2, -1, -0.1);
        follows(found, 0.89, 0.9811, 0.871289);
    }

    /**
     * Dozat, "Incorporating Nesterov momentum into Adam", 2016, with β₁ = 0.5, β₂ = 0.75, lr = 0.1 and a momentum that
     * stays: µ = 0.5·(1 − 0.5) = 0.25; p = 1, g = 2, −1, −1.
     *
     * <pre>
     * 1: m = 0.5·2 = 1            v = 0.25·4 = 1            √v̂ = √(1 / 0.25) = 2
     *    0.25·1 / (1 − 0.25²) + 0.75·2 / (1 − 0.25) = 0.2666667 + 2 = 2.2666667
     *    p = 1 − 0.1·2.2666667 / 2 = 0.8866667
     * 2: m = 0.5·1 − 0.5 = 0      v = 0.75·1 + 0.25 = 1     √v̂ = √(1 / 0.4375) = 1.5118579
     *    0 − 0.75 / (1 − 0.0625) = −0.8
     *    p = 0.8866667 + 0.08 / 1.5118579 = 0.9395817
     * 3: m = −0.5                 v = 1                     √v̂ = √(1 / 0.578125) = 1.3151919
     *    −0.125 / (1 − 0.00390625) − 0.75 / (1 − 0.015625) = −0.1254902 − 0.7619048 = −0.8873950
     *    p = 0.9395817 + 0.0887395 / 1.3151919 = 1.0070543
     * </pre>
     */
    @Test
    void nadam() {
        double[][] found = steps(
                one(), m -> new NAdam(m, NAdam.lr(0.1).beta1(0.5).beta2(0.75).momentumDecay(0)), GRADIENTS);
        follows(found, 0.8866667, 0.9395817, 1.0070543);
    }

    /**
     * You et al., "Large batch optimization for deep learning", 2019, arXiv:1904.00962, algorithm 2, with β₁ = 0.5,
     * β₂ = 0.75, λ = 0.1 and lr = 0.1; p = (3, 4), and g = 2, −1, −1 for both, so that m and v are those of NAdam above.
     *
     * <pre>
     * 1: m̂ = 1 / 0.5 = 2                v̂ = 1 / 0.25 = 4                m̂/√v̂ = 1
     *    u = (1 + 0.3, 1 + 0.4) = (1.3, 1.4)                            ‖p‖/‖u‖ = 5 / 1.9104973 = 2.6171196
     *    p = (3, 4) − 0.26171196·u = (2.6597745, 3.6336033)
     * 2: m̂ = 0, so u = 0.1·p and ‖p‖/‖u‖ = 10                           p = 0.9·p = (2.3937970, 3.2702429)
     * 3: m̂ = −0.5 / 0.875 = −0.5714286  v̂ = 1 / 0.578125 = 1.7297297    m̂/√v̂ = −0.4344830
     *    u = (−0.1951033, −0.1074587)                                   ‖p‖/‖u‖ = 4.0527463 / 0.2227391 = 18.1950401
     *    p = (2.3937970, 3.2702429) − 1.81950401·u = (2.7487883, 3.4657645)
     * </pre>
     */
    @Test
    void lamb() {
        double[][] found = steps(
                new Values(Shape.of(2), 3, 4),
                m -> new Lamb(m, Lamb.lr(0.1).beta1(0.5).beta2(0.75).eps(0).weightDecay(0.1)),
                GRADIENTS);
        follows(found, 2.6597745, 2.3937970, 2.7487883);
        assertThat(found[2][1]).isCloseTo(3.4657645, within(1e-6));
    }

    /**
     * Jordan et al., "Muon", 2024, with a matrix of one element, momentum 0.5, λ = 0.1 and lr = 0.1; p = 1,
     * g = 2, −1, −1. Its direction is ±x₅ of x ← 3.4445x − 4.775x³ + 2.0315x⁵ from 1:
     *
     * <pre>
     * x: 1 → 0.701 → 2.4145945 − 1.6448543 + 0.3438806 = 1.1136202 → 0.7207059 → 1.0899742 → 0.6964364
     * 1: m = 1       u = 0.5·1 + 0.5·2 = 1.5        p = 0.99·1 − 0.1·x₅ = 0.9203564
     * 2: m = 0       u = −0.5                       p = 0.99·0.9203564 + 0.1·x₅ = 0.9807964
     * 3: m = −0.5    u = −0.25 − 0.5 = −0.75        p = 0.99·0.9807964 + 0.1·x₅ = 1.0406321
     * </pre>
     */
    @Test
    void muon() {
        double[][] found = steps(
                new Values(Shape.of(1, 1), 1),
                m -> new Muon(m, Muon.lr(0.1).momentum(0.5).weightDecay(0.1)),
                GRADIENTS);
        follows(found, 0.9203564, 0.9807964, 1.0406321);
    }
}
