package dev.gradus.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gradus.autograd.GradCheck;
import dev.gradus.backend.Window;
import dev.gradus.ops.PaddingMode;
import dev.gradus.random.Rng;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

final class ConvolutionLayersTest {
    private static final Rng RNG = Rng.seed(3);

    record Case(Layer layer, Shape input, Shape output, String tree, String weight) {}

    static List<Case> cases() {
        return List.of(
                new Case(
                        Conv1d.of(4, 6, 3).stride(2).padding(1).groups(2).build(RNG),
                        Shape.of(2, 4, 7),
                        Shape.of(2, 6, 4),
                        "Conv1d(4, 6, kernelSize 3, stride 2, padding 1, groups 2): 42 parameters",
                        "(6, 2, 3)"),
                new Case(
                        Conv2d.of(3, 3, 3).groups(3).samePadding().build(RNG),
                        Shape.of(1, 3, 5, 4),
                        Shape.of(1, 3, 5, 4),
                        "Conv2d(3, 3, kernelSize 3, same padding, groups 3): 30 parameters",
                        "(3, 1, 3, 3)"),
                new Case(
                        Conv2d.of(2, 3, 4).samePadding().dilation(2).bias(false).build(RNG),
                        Shape.of(1, 2, 5, 4),
                        Shape.of(1, 3, 5, 4),
                        "Conv2d(2, 3, kernelSize 4, same padding, dilation 2, no bias): 96 parameters",
                        "(3, 2, 4, 4)"),
                new Case(
                        Conv2d.of(2, 3, 3)
                                .padding(1)
                                .paddingMode(PaddingMode.REFLECT)
                                .build(RNG),
                        Shape.of(1, 2, 5, 4),
                        Shape.of(1, 3, 5, 4),
                        "Conv2d(2, 3, kernelSize 3, padding 1, REFLECT): 57 parameters",
                        "(3, 2, 3, 3)"),
                new Case(
                        Conv3d.of(2, 3, 3).padding(1).stride(2).build(RNG),
                        Shape.of(1, 2, 3, 5, 4),
                        Shape.of(1, 3, 2, 3, 2),
                        "Conv3d(2, 3, kernelSize 3, stride 2, padding 1): 165 parameters",
                        "(3, 2, 3, 3, 3)"),
                new Case(
                        ConvTranspose1d.of(2, 3, 4).stride(2).padding(1).build(RNG),
                        Shape.of(2, 2, 3),
                        Shape.of(2, 3, 6),
                        "ConvTranspose1d(2, 3, kernelSize 4, stride 2, padding 1): 27 parameters",
                        "(2, 3, 4)"),
                new Case(
                        ConvTranspose2d.of(4, 6, 3)
                                .stride(2)
                                .padding(1)
                                .outputPadding(1)
                                .groups(2)
                                .build(RNG),
                        Shape.of(1, 4, 3, 2),
                        Shape.of(1, 6, 6, 4),
                        "ConvTranspose2d(4, 6, kernelSize 3, stride 2, padding 1, groups 2, outputPadding 1): 114"
                                + " parameters",
                        "(4, 3, 3, 3)"),
                new Case(
                        new ConvTranspose3d(2, 3, 2, RNG),
                        Shape.of(1, 2, 2, 3, 2),
                        Shape.of(1, 3, 3, 4, 3),
                        "ConvTranspose3d(2, 3, kernelSize 2): 51 parameters",
                        "(2, 3, 2, 2, 2)"),
                new Case(
                        new DepthwiseSeparableConv2d(3, 5, 3, 2, 1, RNG),
                        Shape.of(1, 3, 5, 4),
                        Shape.of(1, 5, 3, 2),
                        "DepthwiseSeparableConv2d: 50 parameters"
                                + "\n  (depthwise) Conv2d(3, 3, kernelSize 3, stride 2, padding 1, groups 3): 30"
                                + " parameters"
                                + "\n  (pointwise) Conv2d(3, 5, kernelSize 1): 20 parameters",
                        null),
                new Case(
                        new Unfold(Window.square(2, 1, 0, 1)),
                        Shape.of(1, 2, 3, 4),
                        Shape.of(1, 8, 6),
                        "Unfold(kernelSize 2)",
                        null),
                new Case(
                        new Fold(3, 4, Window.square(2, 1, 0, 1)),
                        Shape.of(1, 8, 6),
                        Shape.of(1, 2, 3, 4),
                        "Fold(to 3 x 4, kernelSize 2)",
                        null));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void hasItsShapesAndTextAndGradients(Case c) {
        assertThat(c.layer).hasToString(c.tree);
        if (c.weight != null) {
            assertThat(c.layer.stateDict().get("weight").shape()).hasToString(c.weight);
        }
        c.layer.to(DType.FLOAT64);
        Tensor x = Tensor.normal(RNG.split("x"), c.input.dims()).to(DType.FLOAT64);
        assertThat(c.layer.forward(x).shape()).isEqualTo(c.output);
        double worst = GradCheck.of(c.tree, in -> c.layer.forward(in.get(0))).check(x);
        assertThat(worst).isLessThan(1e-6);
        c.layer.zeroGrad();
        c.layer.forward(x.tracked()).square().sum().backward();
        assertThat(c.layer.parameters())
                .allSatisfy(p -> assertThat(p.grad()).as(p.name()).isNotNull());
    }

    /** A kernel that only passes the middle on gives the input back, whatever stands around it. */
    @ParameterizedTest
    @EnumSource(PaddingMode.class)
    void thePaddingDoesNotMoveTheInput(PaddingMode mode) {
        Conv2d layer =
                Conv2d.of(1, 1, 3).padding(1).paddingMode(mode).bias(false).build(RNG);
        layer.weight().set(Tensor.of(new float[] {0, 0, 0, 0, 1, 0, 0, 0, 0}, Shape.of(1, 1, 3, 3)));
        Tensor x = Tensor.normal(RNG.split("x"), 1, 1, 3, 4);
        assertThat(layer.forward(x).toFloatArray()).containsExactly(x.toFloatArray(), within(1e-6f));
    }

    @Test
    void startsUniformOnOneOverTheRootOfTheFan() {
        float[] weight = Conv2d.of(8, 64, 3)
                .groups(4)
                .build(Rng.seed(1))
                .weight()
                .value()
                .toFloatArray();
        double bound = 1 / Math.sqrt(2 * 9);
        double largest = 0;
        for (float w : weight) {
            largest = Math.max(largest, Math.abs(w));
        }
        assertThat(largest).isBetween(0.97 * bound, bound);
    }

    @Test
    void refusesWhatDoesNotGoTogether() {
        assertThatThrownBy(() -> Conv2d.of(3, 4, 3).groups(2))
                .hasMessage("convolution: expected groups that divide 3 and 4 channels, got 2");
        assertThatThrownBy(() -> Conv2d.of(3, 4, 3).stride(2).samePadding())
                .hasMessage(
                        "convolution: expected stride 1 where the output is to be as large as the input, got stride 2");
        assertThatThrownBy(() -> Conv2d.of(3, 4, 3).outputPadding(1).build(RNG))
                .hasMessageContaining("no outputPadding");
        assertThatThrownBy(() -> ConvTranspose2d.of(3, 4, 3).samePadding().build(RNG))
                .hasMessage("convTranspose: expected padding by zeros, of given width, got samePadding");
        assertThatThrownBy(() -> ConvTranspose2d.of(3, 4, 3)
                        .paddingMode(PaddingMode.CIRCULAR)
                        .build(RNG))
                .hasMessage("convTranspose: expected padding by zeros, of given width, got CIRCULAR");
    }
}
