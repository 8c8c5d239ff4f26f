package dev.gradus.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sums under taps and sampled grids, by numbers worked out by hand. */
class ReferenceSamplingTest {
    private final Backend java = Backends.named("java");
    private Backends block;

    @BeforeEach
    void useJava() {
        block = Backends.use(java);
    }

    @AfterEach
    void restore() {
        block.close();
    }

    private static Tensor values(Shape shape, double... values) {
        return Tensor.of(values, shape);
    }

    private static Taps taps() {
        Taps taps = new Taps(3);
        taps.add(2, 10);
        taps.add(0, 1);
        taps.next();
        taps.next();
        taps.add(1, -1);
        taps.next();
        taps.add(1, 2);
        taps.add(1, 3);
        taps.next();
        return taps;
    }

    @Test
    void weighsRowsAndColumns() {
        Tensor rows = values(Shape.of(2, 3), 1, 2, 3, 4, 5, 6);
        assertThat(java.weigh(rows, 1, taps()).toDoubleArray()).containsExactly(31, 0, -2, 10, 64, 0, -5, 25);
        Tensor columns = values(Shape.of(3, 2), 1, 4, 2, 5, 3, 6);
        assertThat(java.weigh(columns, 0, taps()).toDoubleArray()).containsExactly(31, 64, 0, 0, -2, -5, 10, 25);
    }

    @Test
    void transposedTapsGoBack() {
        Taps back = taps().transposed();
        assertThat(back.inputs()).isEqualTo(4);
        assertThat(back.outputs()).isEqualTo(3);
        assertThat(java.weigh(values(Shape.of(4), 1, 2, 3, 4), 0, back).toDoubleArray())
                .containsExactly(1, 17, 10);
    }

    /** A row of 1, 2, 4 read at a quarter behind its middle, in the middle of the first pixel and beyond both ends. */
    @Test
    void samplesBetweenPixels() {
        Tensor x = values(Shape.of(1, 1, 1, 3), 1, 2, 4);
        Tensor grid = values(Shape.of(1, 1, 4, 2), 0.25, 0, -1, 0, -3, 0, 2, 0);
        assertThat(sampled(x, grid, Interpolation.BILINEAR, GridPadding.BORDER)).containsExactly(2.5, 1, 1, 4);
        assertThat(sampled(x, grid, Interpolation.BILINEAR, GridPadding.ZEROS)).containsExactly(2.5, 1, 0, 0);
        assertThat(sampled(x, grid, Interpolation.BILINEAR, GridPadding.REFLECTION))
                .containsExactly(2.5, 1, 4, 2);
        assertThat(sampled(x, grid, Interpolation.NEAREST, GridPadding.BORDER)).containsExactly(2, 1, 1, 4);
    }

    private double[] sampled(Tensor x, Tensor grid, Interpolation mode, GridPadding padding) {
        return java.gridSample(x, grid, mode, padding, true).toDoubleArray();
    }

    @Test
    void gradientsReachPixelsAndPlaces() {
        Tensor x = values(Shape.of(1, 1, 1, 3), 1, 2, 4);
        Tensor grid = values(Shape.of(1, 1, 1, 2), 0.25, 0);
        Tensor g = values(Shape.of(1, 1, 1, 1), 3);
        List<Tensor> grads = java.gridSampleGrad(g, x, grid, Interpolation.BILINEAR, GridPadding.ZEROS, true);
        assertThat(grads.get(0).toDoubleArray()).containsExactly(0, 2.25, 0.75);
        assertThat(grads.get(1).toDoubleArray()).containsExactly(6, 0);
    }

    @Test
    void cubicWeightsSumToOneAndMeetAtWholeDistances() {
        assertThat(Cubic.weight(0)).isEqualTo(1);
        assertThat(Cubic.weight(1)).isEqualTo(0);
        assertThat(Cubic.weight(-2)).isEqualTo(0);
        double sum = Cubic.weight(-1.3) + Cubic.weight(-0.3) + Cubic.weight(0.7) + Cubic.weight(1.7);
        assertThat(sum).isEqualTo(1, within(1e-15));
        double difference = (Cubic.weight(0.7 + 1e-6) - Cubic.weight(0.7 - 1e-6)) / 2e-6;
        assertThat(Cubic.slope(0.7)).isEqualTo(difference, within(1e-8));
        assertThat(Cubic.slope(-0.7)).isEqualTo(-difference, within(1e-8));
    }
}
