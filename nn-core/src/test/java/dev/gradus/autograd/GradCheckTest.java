package dev.gradus.autograd;

import static dev.gradus.tensor.Tensor.normal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gradus.memory.LeakCheck;
import dev.gradus.ops.Losses;
import dev.gradus.random.Rng;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The checker must refuse what is wrong, however little. */
@ExtendWith(LeakCheck.class)
class GradCheckTest {
    private final Rng rng = Rng.seed(3);

    private static Tensor cube(Tensor x, UnaryOperator<Tensor> mistake) {
        Tensor v = x.detach();
        return Op.of("cube", v.mul(v).mul(v))
                .grad(x, g -> mistake.apply(g.mul(x.square()).mul(3)))
                .build();
    }

    private void assertRefused(UnaryOperator<Tensor> mistake) {
        assertThatThrownBy(() ->
                        GradCheck.of("cube", in -> cube(in.get(0), mistake)).check(normal(rng, 3, 4)))
                .isInstanceOf(AssertionError.class)
                .hasMessageMatching("cube: expected the gradient of input 0 \\(3, 4\\) at element \\d+ to be .*"
                        + " \\(by differences\\), got .*: a relative error of .*, above 1.0e-06");
    }

    @Test
    void acceptsARightGradient() {
        double error = GradCheck.of("cube", in -> cube(in.get(0), g -> g)).check(normal(rng, 3, 4));
        assertThat(error).isLessThan(1e-8);
    }

    @Test
    void refusesAGradientThatIsATenthOfAPercentOff() {
        assertRefused(g -> g.mul(1.001));
        assertRefused(g -> g.mul(0.999));
    }

    @Test
    void refusesAWrongSign() {
        assertRefused(Tensor::neg);
    }

    @Test
    void refusesAGradientOfTheRightSumInTheWrongPlaces() {
        assertRefused(g -> g.mean().expand(3, 4));
    }

    @Test
    void refusesAGradientThatMissesOneElement() {
        Tensor all = Tensor.ones(3, 4).to(DType.FLOAT64);
        double[] last = new double[12];
        last[11] = 1;
        Tensor hole = all.sub(Tensor.of(last, Shape.of(3, 4)));
        assertRefused(g -> g.mul(hole));
    }

    @Test
    void refusesNaN() {
        assertRefused(g -> g.mul(Double.NaN));
    }

    @Test
    void refusesAMissingGradient() {
        Function<List<Tensor>, Tensor> half = in -> in.get(0).mul(in.get(1).detach());
        assertThatThrownBy(() -> GradCheck.of("half", half).check(normal(rng, 3), normal(rng, 3)))
                .isInstanceOf(AssertionError.class)
                .hasMessage("half: expected a gradient for input 1, got none");
        assertThatThrownBy(() -> GradCheck.of("none", in -> in.get(0).detach()).check(normal(rng, 3)))
                .isInstanceOf(AssertionError.class)
                .hasMessage("none: expected an output that is tracked, got one without a gradient");
    }

    @Test
    void leavesWholeNumbersAlone() {
        Tensor target = Tensor.of(new long[] {0, 2}, Shape.of(2));
        double error = GradCheck.of("crossEntropy", in -> Losses.crossEntropy(in.get(0), in.get(1)))
                .check(normal(rng, 2, 3), target);
        assertThat(error).isLessThan(1e-6);
    }

    @Test
    void toleranceAndStepCanBeSet() {
        double error = GradCheck.of("cube", in -> cube(in.get(0), g -> g.mul(1.001)))
                .tolerance(0.01)
                .step(1e-4)
                .check(normal(rng, 3, 4));
        assertThat(error).isBetween(0.0009, 0.0011);
    }
}
