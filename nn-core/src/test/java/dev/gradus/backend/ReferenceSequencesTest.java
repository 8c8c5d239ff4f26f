package dev.gradus.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gradus.memory.TensorScope;
import dev.gradus.random.Rng;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Recurrent layers, order and scans against values computed by hand, and the gradients against differences. */
class ReferenceSequencesTest {
    private final Backend java = ReferenceBackend.INSTANCE;
    private Backends backend;
    private TensorScope scope;

    @BeforeEach
    void open() {
        backend = Backends.use(java);
        scope = TensorScope.open();
    }

    @AfterEach
    void close() {
        scope.close();
        backend.close();
    }

    private static Tensor values(Shape shape, double... values) {
        return Tensor.of(values, shape);
    }

    /** One unit over two steps. */
    private double[] states(RecurrentCell cell, Tensor gates, Tensor weight, Tensor bias, boolean reverse) {
        Tensor initial = java.full(Shape.of(cell.states(), 1, 1), DType.FLOAT64, 0.5);
        return java.recurrent(cell, gates, weight, bias, initial, null, reverse, false)
                .get(0)
                .toDoubleArray();
    }

    @Test
    void aUnitTakesItsSteps() {
        Tensor gates = values(Shape.of(2, 1, 1), 1, -2);
        Tensor weight = values(Shape.of(1, 1), 2);
        Tensor bias = values(Shape.of(1), 0.25);
        double first = Math.tanh(1 + 2 * 0.5 + 0.25);
        double second = Math.tanh(-2 + 2 * first + 0.25);
        assertThat(states(RecurrentCell.TANH, gates, weight, bias, false)).containsExactly(first, second, second);
        double last = Math.tanh(-2 + 2 * 0.5);
        double beforeIt = Math.tanh(1 + 2 * last);
        assertThat(states(RecurrentCell.TANH, gates, weight, null, true)).containsExactly(beforeIt, last, beforeIt);
        assertThat(states(RecurrentCell.RELU, gates, weight, bias, false)).containsExactly(2.25, 2.75, 2.75);
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    @Test
    void gatesDecideWhatIsKept() {
        Tensor gates = values(Shape.of(1, 1, 3), 0.5, -1, 2);
        Tensor weight = values(Shape.of(3, 1), 1, 2, 3);
        Tensor bias = values(Shape.of(3), 0.1, 0.2, 0.3);
        double r = sigmoid(0.5 + 0.5 + 0.1);
        double z = sigmoid(-1 + 1 + 0.2);
        double n = Math.tanh(2 + r * (1.5 + 0.3));
        assertThat(states(RecurrentCell.GRU, gates, weight, bias, false))
                .containsExactly(new double[] {(1 - z) * n + z * 0.5, (1 - z) * n + z * 0.5}, within(1e-15));

        Tensor four = values(Shape.of(1, 1, 4), 0.5, -1, 2, 1);
        Tensor u = values(Shape.of(4, 1), 1, 2, 3, 4);
        double cell = sigmoid(-1 + 1) * 0.5 + sigmoid(0.5 + 0.5) * Math.tanh(2 + 1.5);
        double hidden = sigmoid(1 + 2) * Math.tanh(cell);
        assertThat(states(RecurrentCell.LSTM, four, u, null, false))
                .containsExactly(new double[] {hidden, hidden, cell}, within(1e-15));
    }

    @Test
    void beyondItsLengthASampleRests() {
        Tensor gates = values(Shape.of(2, 2, 1), 1, 1, 1, 1);
        Tensor initial = values(Shape.of(1, 2, 1), 0, 0);
        Tensor lengths = Tensor.of(new long[] {1, 2}, Shape.of(2));
        Tensor weight = values(Shape.of(1, 1), 1);
        double[] states = java.recurrent(RecurrentCell.RELU, gates, weight, null, initial, lengths, false, false)
                .get(0)
                .toDoubleArray();
        assertThat(states).containsExactly(1, 1, 0, 2, 1, 2);
    }

    /** Central differences of Σ g · states by each element of gates, weight, bias and initial states. */
    @ParameterizedTest
    @EnumSource
    void gradientsEqualDifferences(RecurrentCell cell) {
        int width = 2 * cell.gates();
        Rng rng = Rng.seed(3);
        Shape[] shapes = {Shape.of(3, 2, width), Shape.of(width, 2), Shape.of(width), Shape.of(cell.states(), 2, 2)};
        List<double[]> inputs = new ArrayList<>();
        for (Shape shape : shapes) {
            double[] drawn = new double[(int) shape.size()];
            rng.fillNormal(drawn, 0, drawn.length, 0, 1);
            inputs.add(drawn);
        }
        double[] g = new double[(3 + cell.states()) * 4];
        rng.fillNormal(g, 0, g.length, 0, 1);
        List<Tensor> forward = run(cell, shapes, inputs);
        List<Tensor> grads = java.recurrentGrad(
                cell,
                values(Shape.of(3L + cell.states(), 2, 2), g),
                values(shapes[1], inputs.get(1)),
                forward,
                Tensor.of(new long[] {3, 2}, Shape.of(2)),
                false);
        for (int input = 0; input < shapes.length; input++) {
            double[] grad = grads.get(input).toDoubleArray();
            for (int i = 0; i < grad.length; i++) {
                double slope = slope(cell, shapes, inputs, input, i, g);
                assertThat(grad[i]).as("input %d, element %d", input, i).isCloseTo(slope, within(1e-7));
            }
        }
    }

    private double slope(RecurrentCell cell, Shape[] shapes, List<double[]> inputs, int input, int i, double... g) {
        double step = 1e-5;
        double value = inputs.get(input)[i];
        inputs.get(input)[i] = value + step;
        double above = dot(run(cell, shapes, inputs).get(0).toDoubleArray(), g);
        inputs.get(input)[i] = value - step;
        double below = dot(run(cell, shapes, inputs).get(0).toDoubleArray(), g);
        inputs.get(input)[i] = value;
        return (above - below) / (2 * step);
    }

    private static double dot(double[] a, double... b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private List<Tensor> run(RecurrentCell cell, Shape[] shapes, List<double[]> inputs) {
        return java.recurrent(
                cell,
                values(shapes[0], inputs.get(0)),
                values(shapes[1], inputs.get(1)),
                values(shapes[2], inputs.get(2)),
                values(shapes[3], inputs.get(3)),
                Tensor.of(new long[] {3, 2}, Shape.of(2)),
                false,
                true);
    }

    @Test
    void sortsStablyWithNanAboveAll() {
        Tensor x = values(Shape.of(2, 4), 3, Double.NaN, -0.0, 0, 2, 1, 2, 1);
        assertThat(java.argsort(x, 1, false).toLongArray()).containsExactly(2, 3, 0, 1, 1, 3, 0, 2);
        assertThat(java.argsort(x, 1, true).toLongArray()).containsExactly(1, 0, 2, 3, 0, 2, 1, 3);
        assertThat(java.argsort(x, 0, false).toLongArray()).containsExactly(1, 1, 0, 0, 0, 0, 1, 1);
    }

    @Test
    void scansForthAndBack() {
        Tensor x = values(Shape.of(2, 3), 1, 2, 3, 4, 5, 6);
        assertThat(java.scan(null, x, 0, 1, false).toDoubleArray()).containsExactly(1, 3, 6, 4, 9, 15);
        assertThat(java.scan(null, x, 0, 0, true).toDoubleArray()).containsExactly(5, 7, 9, 4, 5, 6);
        assertThat(java.scan(x, null, 1, 1, true).toDoubleArray()).containsExactly(6, 6, 3, 120, 30, 6);
        assertThat(java.scan(x, x, 10, 1, false).toDoubleArray()).containsExactly(11, 24, 75, 44, 225, 1356);
    }

    @Test
    void keepsTheBestOfBoxesThatOverlap() {
        Tensor boxes = values(Shape.of(3, 4), 0, 0, 2, 2, 0, 0, 2, 1, 5, 5, 6, 6);
        Tensor scores = values(Shape.of(3), 1, 2, 3);
        assertThat(java.suppress(boxes, scores, null, 0.4).toLongArray()).containsExactly(2, 1);
        assertThat(java.suppress(boxes, scores, null, 0.5).toLongArray()).containsExactly(2, 1, 0);
        Tensor classes = Tensor.of(new long[] {0, 1, 0}, Shape.of(3));
        assertThat(java.suppress(boxes, scores, classes, 0).toLongArray()).containsExactly(2, 1, 0);
    }
}
