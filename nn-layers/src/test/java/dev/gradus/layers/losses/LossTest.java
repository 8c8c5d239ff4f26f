package dev.gradus.layers.losses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class LossTest {
    private static final Offset<Double> CLOSE = within(1e-6);

    private final Tensor scores = Tensor.of(new float[] {1, 2, 3, 0, -1, 4}, Shape.of(2, 3));
    private final Tensor classes = Tensor.of(new long[] {0, 2}, Shape.of(2));

    @Test
    void classification() {
        double first = Math.log(Math.exp(0) + Math.exp(1) + Math.exp(2));
        double second = Math.log(Math.exp(-4) + Math.exp(-5) + 1);
        assertThat(new CrossEntropyLoss().forward(scores, classes).item()).isCloseTo((first + second) / 2, CLOSE);
        assertThat(new MultiClassSvmLoss().forward(scores, classes).item()).isCloseTo((2 + 3) / 2.0, CLOSE);
        assertThat(new MultiClassSvmLoss(5).forward(scores, classes).item()).isCloseTo((6 + 7 + 1) / 2.0, CLOSE);
    }

    @Test
    void segmentation() {
        Tensor logits = Tensor.of(new float[] {2, -1}, Shape.of(1, 1, 1, 2));
        Tensor target = Tensor.of(new float[] {1, 0}, Shape.of(1, 1, 1, 2));
        double positive = Math.log1p(Math.exp(-2));
        double negative = Math.log1p(Math.exp(-1));
        double bce = (positive + negative) / 2;
        assertThat(new BceWithLogitsLoss().forward(logits, target).item()).isCloseTo(bce, CLOSE);
        assertThat(new BceWithLogitsLoss(3).forward(logits, target).item())
                .isCloseTo((3 * positive + negative) / 2, CLOSE);
        double p = 1 / (1 + Math.exp(-2));
        double q = 1 / (1 + Math.exp(1));
        double dice = 1 - 2 * p / (p + q + 1);
        assertThat(new DiceLoss(true).forward(logits, target).item()).isCloseTo(dice, CLOSE);
        assertThat(new DiceLoss().forward(logits.sigmoid(), target).item()).isCloseTo(dice, CLOSE);
        Loss both = new BceWithLogitsLoss().plus(new DiceLoss(true));
        assertThat(both.forward(logits, target).item()).isCloseTo(bce + dice, CLOSE);
    }

    @Test
    void regression() {
        Tensor y = Tensor.of(1, 2, 3);
        assertThat(new MseLoss().forward(y, Tensor.of(1, 4, 0)).item()).isCloseTo(13 / 3.0, CLOSE);
        assertThatThrownBy(() -> new MseLoss().forward(y, Tensor.of(1, 4)))
                .hasMessage("mse: expected a target of shape (3,), got (2,)");
    }
}
