package dev.gradus.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gradus.layers.Layer;
import dev.gradus.layers.Parameter;
import dev.gradus.memory.TensorScope;
import dev.gradus.random.Rng;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The optimizers that compute with norms and matrices, beside a second writing in loops over arrays. */
@SuppressWarnings("try") // scopes act by being open
final class MatrixOptimizersTest {
    private static final int STEPS = 50;

    /** {@code ½ Σ (w − target)² + ¼ Σ b⁴}, so that the gradients are w − target and b³. */
    private static final class Quartic extends Layer {
        final Tensor target;
        final Parameter w;
        final Parameter b;

        Quartic(long rows, long columns) {
            target = Tensor.normal(Rng.seed(1), rows, columns).to(DType.FLOAT64);
            w = parameter("w", Tensor.normal(Rng.seed(2), rows, columns));
            b = parameter("b", Tensor.of(1.5f, -0.5f, 0.25f));
            to(DType.FLOAT64);
        }

        @Override
        public Tensor forward(Tensor x) {
            return w.value()
                    .sub(target)
                    .square()
                    .sum()
                    .mul(0.5)
                    .add(b.value().square().square().sum().mul(0.25));
        }

        void train(Optimizer optimizer) {
            for (int i = 0; i < STEPS; i++) {
                try (TensorScope scope = TensorScope.open()) {
                    optimizer.zeroGrad();
                    forward(null).backward();
                    optimizer.step();
                }
            }
        }
    }

    private static double norm(double[] x) {
        return Math.sqrt(Arrays.stream(x).map(v -> v * v).sum());
    }

    /** You et al., algorithm 2. */
    @Test
    void lambMakesItsDirectionAsLongAsTheParameter() {
        Quartic model = new Quartic(3, 4);
        double[] p = model.w.value().toDoubleArray();
        double[] target = model.target.toDoubleArray();
        double[] m = new double[p.length];
        double[] v = new double[p.length];
        double[] u = new double[p.length];
        model.train(new Lamb(model, Lamb.lr(0.02).weightDecay(0.1)));
        for (int t = 1; t <= STEPS; t++) {
            for (int i = 0; i < p.length; i++) {
                double g = p[i] - target[i];
                m[i] = 0.9 * m[i] + 0.1 * g;
                v[i] = 0.999 * v[i] + 0.001 * g * g;
                double mHat = m[i] / (1 - Math.pow(0.9, t));
                double vHat = v[i] / (1 - Math.pow(0.999, t));
                u[i] = mHat / (Math.sqrt(vHat) + 1e-6) + 0.1 * p[i];
            }
            double trust = norm(p) / norm(u);
            for (int i = 0; i < p.length; i++) {
                p[i] -= 0.02 * trust * u[i];
            }
        }
        assertThat(model.w.value().toDoubleArray()).containsExactly(p, within(1e-9));
    }

    /** From a parameter of zeros the quotient is 1: Adam's step. */
    @Test
    void lambMovesAParameterOfZeros() {
        Quartic model = new Quartic(2, 2);
        model.w.set(Tensor.full(Shape.of(2, 2), DType.FLOAT64, 0));
        Lamb lamb = new Lamb(model, Lamb.lr(0.02));
        model.forward(null).backward();
        lamb.step();
        double[] expected = Arrays.stream(model.target.toDoubleArray())
                .map(t -> 0.02 * t / (Math.abs(t) + 1e-6))
                .toArray();
        assertThat(model.w.value().toDoubleArray()).containsExactly(expected, within(1e-9));
    }

    @ParameterizedTest
    @CsvSource({"3, 5", "6, 2", "4, 4"})
    void muonFollowsItsIteration(int rows, int columns) {
        Quartic model = new Quartic(rows, columns);
        double[] p = model.w.value().toDoubleArray();
        double[] b = model.b.value().toDoubleArray();
        double[] target = model.target.toDoubleArray();
        double[] m = new double[p.length];
        double[] u = new double[p.length];
        double[][] adam = new double[2][b.length];
        model.train(new Muon(model, Muon.lr(0.05).momentum(0.9).weightDecay(0.2).adamLr(0.01)));
        for (int t = 1; t <= STEPS; t++) {
            for (int i = 0; i < p.length; i++) {
                double g = p[i] - target[i];
                m[i] += (1 - 0.9) * (g - m[i]);
                u[i] = g + 0.9 * (m[i] - g);
            }
            double[] x = newtonSchulz(u, rows, columns);
            for (int i = 0; i < p.length; i++) {
                p[i] = p[i] * (1 - 0.05 * 0.2) - 0.05 * Math.sqrt(Math.max(1, (double) rows / columns)) * x[i];
            }
            for (int i = 0; i < b.length; i++) {
                double g = b[i] * b[i] * b[i];
                adam[0][i] = 0.9 * adam[0][i] + 0.1 * g;
                adam[1][i] = 0.999 * adam[1][i] + 0.001 * g * g;
                double root = Math.sqrt(adam[1][i] / (1 - Math.pow(0.999, t))) + 1e-8;
                b[i] = b[i] * (1 - 0.01 * 0.2) - 0.01 * adam[0][i] / (1 - Math.pow(0.9, t)) / root;
            }
        }
        assertThat(model.w.value().toDoubleArray()).containsExactly(p, within(1e-9));
        assertThat(model.b.value().toDoubleArray()).containsExactly(b, within(1e-9));
    }

    /** On the matrix whose rows are the shorter side. */
    private static double[] newtonSchulz(double[] u, int rows, int columns) {
        boolean tall = rows > columns;
        int n = Math.min(rows, columns);
        int k = Math.max(rows, columns);
        double length = norm(u);
        double[][] x = new double[n][k];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < k; j++) {
                x[i][j] = (tall ? u[j * columns + i] : u[i * columns + j]) / length;
            }
        }
        for (int step = 0; step < 5; step++) {
            double[][] a = product(x, transposed(x));
            double[][] square = product(a, a);
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    a[i][j] = -4.7750 * a[i][j] + 2.0315 * square[i][j] + (i == j ? 3.4445 : 0);
                }
            }
            x = product(a, x);
        }
        double[] out = new double[u.length];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < k; j++) {
                out[tall ? j * columns + i : i * columns + j] = x[i][j];
            }
        }
        return out;
    }

    private static double[][] product(double[][] a, double[][] b) {
        double[][] c = new double[a.length][b[0].length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < b[0].length; j++) {
                for (int k = 0; k < b.length; k++) {
                    c[i][j] += a[i][k] * b[k][j];
                }
            }
        }
        return c;
    }

    private static double[][] transposed(double[][] a) {
        double[][] t = new double[a[0].length][a.length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a[0].length; j++) {
                t[j][i] = a[i][j];
            }
        }
        return t;
    }

    /** What makes Muon: whatever the gradient's singular values are, the update's lie about 1. */
    @Test
    void muonsUpdateIsNearlyOrthogonal() {
        Quartic model = new Quartic(4, 8);
        double[] before = model.w.value().toDoubleArray();
        Muon muon = new Muon(model, Muon.lr(1).weightDecay(0));
        model.forward(null).backward();
        muon.step();
        double[] after = model.w.value().toDoubleArray();
        for (int i = 0; i < 4; i++) {
            double row = 0;
            for (int j = 0; j < 8; j++) {
                double d = after[i * 8 + j] - before[i * 8 + j];
                row += d * d;
            }
            assertThat(Math.sqrt(row)).isBetween(0.6, 1.3);
        }
    }

    @Test
    void aKernelIsTakenAsAMatrixOfItsOutputs() {
        Layer layer = new Layer() {
            private final Parameter w = parameter("w", Tensor.normal(Rng.seed(3), 2, 3, 2, 2));

            @Override
            public Tensor forward(Tensor x) {
                return w.value().square().sum();
            }
        };
        Muon muon = new Muon(layer, Muon.lr(0.1));
        layer.forward(null).backward();
        muon.step();
        assertThat(layer.parameters().get(0).shape()).isEqualTo(Shape.of(2, 3, 2, 2));
    }
}
