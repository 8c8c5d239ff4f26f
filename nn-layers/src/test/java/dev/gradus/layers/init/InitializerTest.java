package dev.gradus.layers.init;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gradus.layers.Conv2d;
import dev.gradus.layers.Linear;
import dev.gradus.random.Rng;
import dev.gradus.tensor.Shape;
import org.junit.jupiter.api.Test;

final class InitializerTest {
    private static final Shape SHAPE = Shape.of(64, 32, 3, 5);
    private static final double FAN_IN = 32 * 15;
    private static final double FAN_OUT = 64 * 15;

    private static double std(float[] values) {
        double sum = 0;
        for (float v : values) {
            sum += (double) v * v;
        }
        return Math.sqrt(sum / values.length);
    }

    private static double largest(float[] values) {
        double largest = 0;
        for (float v : values) {
            largest = Math.max(largest, Math.abs(v));
        }
        return largest;
    }

    private static void check(Initializer initializer, double std, boolean uniform) {
        float[] values = initializer.draw(SHAPE, Rng.seed(7)).toFloatArray();
        assertThat(std(values)).isCloseTo(std, within(0.02 * std));
        if (uniform) {
            assertThat(largest(values)).isBetween(0.999 * Math.sqrt(3) * std, 1.000001 * Math.sqrt(3) * std);
        } else {
            assertThat(largest(values)).isGreaterThan(3 * std);
        }
    }

    @Test
    void distributionsHaveTheirWidth() {
        check(Kaiming.normal(), Math.sqrt(2 / FAN_IN), false);
        check(Kaiming.uniform(), Math.sqrt(2 / FAN_IN), true);
        check(Kaiming.normal().fanOut(), Math.sqrt(2 / FAN_OUT), false);
        check(Kaiming.uniform().gain(Gain.tanh()), 5 / (3 * Math.sqrt(FAN_IN)), true);
        check(Kaiming.normal().gain(Gain.leakyRelu(2)), Math.sqrt(2 / 5.0 / FAN_IN), false);
        check(Xavier.normal(), Math.sqrt(2 / (FAN_IN + FAN_OUT)), false);
        check(Xavier.uniform().gain(3), 3 * Math.sqrt(2 / (FAN_IN + FAN_OUT)), true);
        check(Initializer.normal(0.5), 0.5, false);
    }

    @Test
    void layersStartAsPyTorchs() {
        Conv2d conv = Conv2d.of(32, 64, 3).build(Rng.seed(1));
        assertThat(largest(conv.weight().value().toFloatArray())).isBetween(0.0588, 0.058926);
        assertThat(largest(conv.bias().value().toFloatArray())).isBetween(0.05, 0.058926);
        Linear linear = new Linear(100, 400, Rng.seed(1));
        assertThat(largest(linear.weight().value().toFloatArray())).isBetween(0.0999, 0.1000001);
        assertThat(largest(linear.bias().value().toFloatArray())).isBetween(0.098, 0.1000001);
    }

    @Test
    void equalSeedsGiveEqualLayers() {
        float[] first =
                new Linear(5, 3, Rng.seed(4).split("fc")).weight().value().toFloatArray();
        float[] again =
                new Linear(5, 3, Rng.seed(4).split("fc")).weight().value().toFloatArray();
        float[] other =
                new Linear(5, 3, Rng.seed(4).split("gc")).weight().value().toFloatArray();
        assertThat(again).containsExactly(first);
        assertThat(other).isNotEqualTo(first);
    }

    @Test
    void vectorsHaveNoFan() {
        assertThatThrownBy(() -> Kaiming.normal().draw(Shape.of(3), Rng.seed(0)))
                .hasMessage("kaiming: expected a weight (out, in, …), got (3,)");
    }
}
