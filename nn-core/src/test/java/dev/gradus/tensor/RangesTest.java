package dev.gradus.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RangesTest {
    @Test
    void bothEndsAreIncluded() {
        Tensor x = Ranges.linspace(-0.1, 0.1, 5, DType.FLOAT64);
        assertThat(x.toDoubleArray()).containsExactly(new double[] {-0.1, -0.05, 0, 0.05, 0.1}, within(1e-16));
        assertThat(Ranges.linspace(3, 7, 1, DType.FLOAT32).toFloatArray()).containsExactly(3);
        assertThat(Ranges.linspace(5, 1, 3, DType.INT64).toLongArray()).containsExactly(5, 3, 1);
        assertThatThrownBy(() -> Ranges.linspace(0, 1, 0, DType.FLOAT32))
                .hasMessage("linspace: expected at least one step, got 0");
    }

    @Test
    void theEndIsNotReached() {
        assertThat(Ranges.arange(1, 2, 0.25, DType.FLOAT32).toFloatArray()).containsExactly(1, 1.25f, 1.5f, 1.75f);
        assertThat(Ranges.arange(5, 0, -2, DType.INT32).toLongArray()).containsExactly(5, 3, 1);
        assertThat(Ranges.arange(2, 2, 1, DType.FLOAT32).size()).isZero();
        assertThatThrownBy(() -> Ranges.arange(0, 1, -1, DType.FLOAT32))
                .hasMessage("arange: expected a step that leads from start to end, got 0.0, 1.0 by -1.0");
        assertThatThrownBy(() -> Ranges.arange(0, 1, 0, DType.FLOAT32)).hasMessageContaining("by 0.0");
    }
}
