package dev.gradus.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gradus.ops.Regularization;
import dev.gradus.random.Rng;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class NoiseLayersTest {
    private static final Rng RNG = Rng.seed(6);

    interface Op {
        Tensor apply(Tensor x, double p, Rng rng);
    }

    record Case(Layer layer, Shape input, String tree, Op op) {}

    static List<Case> cases() {
        return List.of(
                new Case(new Dropout(0.25, RNG), Shape.of(5, 7), "Dropout(p 0.25)", Regularization::dropout),
                new Case(new Dropout1d(0.25, RNG), Shape.of(5, 7, 2), "Dropout1d(p 0.25)", Regularization::dropout1d),
                new Case(
                        new Dropout2d(0.25, RNG), Shape.of(5, 7, 2, 3), "Dropout2d(p 0.25)", Regularization::dropout2d),
                new Case(
                        new Dropout3d(0.25, RNG),
                        Shape.of(5, 7, 2, 1, 3),
                        "Dropout3d(p 0.25)",
                        Regularization::dropout3d),
                new Case(
                        new AlphaDropout(0.25, RNG),
                        Shape.of(5, 7),
                        "AlphaDropout(p 0.25)",
                        Regularization::alphaDropout),
                new Case(new DropPath(0.25, RNG), Shape.of(50, 2), "DropPath(p 0.25)", Regularization::dropPath));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void drawsFromItsOwnStreamWhileTraining(Case c) {
        Tensor x = Tensor.normal(RNG.split("x"), c.input.dims());
        Rng same = RNG.split("noise");
        float[] first = c.layer.forward(x).toFloatArray();
        assertThat(first).isEqualTo(c.op.apply(x, 0.25, same).toFloatArray());
        float[] second = c.layer.forward(x).toFloatArray();
        assertThat(second).isEqualTo(c.op.apply(x, 0.25, same).toFloatArray()).isNotEqualTo(first);
        assertThat(c.layer).hasToString(c.tree);
        assertThat(c.layer.stateDict()).isEmpty();
        c.layer.eval();
        assertThat(c.layer.forward(x)).isSameAs(x);
    }

    /** Of selu's fixed point, which is what it is made for. */
    @Test
    void alphaDropoutKeepsMeanAndVariance() {
        Tensor x = Tensor.normal(RNG.split("normal"), 200_000);
        Tensor y = new AlphaDropout(0.3, RNG).forward(x);
        assertThat(y.mean().item()).isBetween(-0.02, 0.02);
        assertThat(y.var(true, false).item()).isBetween(0.97, 1.03);
    }

    @Test
    void wrongProbabilitiesAreNamed() {
        assertThatThrownBy(() -> new Dropout2d(1.5, RNG)).hasMessage("dropout2d: expected p from 0 to 1, got 1.5");
        assertThatThrownBy(() -> new DropPath(-1, RNG)).hasMessage("dropPath: expected p from 0 to 1, got -1.0");
    }
}
