package dev.gradus.examples.exercises.judge;

import dev.gradus.examples.exercises.solutions.SoftmaxClassifierSolution;
import dev.gradus.examples.exercises.solutions.SvmClassifierSolution;
import dev.gradus.examples.exercises.tasks.SvmTask;
import java.util.List;

/** Exercise 2, answered wrongly: each answer gets one method wrong. */
abstract class WrongSvm implements SvmTask {
    private final SvmTask solution = new SvmClassifierSolution();

    static List<Wrong> all() {
        return List.of(
                new Wrong(2, new OwnMargin(), "margins", "the true class is compared with itself", false),
                new Wrong(2, new NoMargin(), "margins", "the 1 is missing", false),
                new Wrong(2, new TransposedMargins(), "margins", "it is the transpose, and otherwise right", true),
                new Wrong(2, new LossOfTheSum(), "loss C − 1", "1/N is missing: yours is N times", false),
                new Wrong(2, new WithoutTrueClass(), "gradient of w", "the true class is left out", true),
                new Wrong(2, new Gradient(-1, 1, 1), "gradient of w", "the data's part is −1 times", true),
                new Wrong(2, new Gradient(-1, 1, -1), "gradient of w", "the sign is turned: yours is −1 times", true),
                new Wrong(2, new Gradient(1, 7, 1), "gradient of w", "the data's part is N times", true),
                new Wrong(2, new Gradient(1, 1, 0), "gradient of w", "the regulariser's part is missing", true),
                new Wrong(2, new RegularizedBias(), "gradient of b", "b has a regulariser here", true));
    }

    @Override
    public double[][] margins(double[][] scores, int[] y) {
        return solution.margins(scores, y);
    }

    @Override
    public double loss(double[][] x, int[] y, double[][] w, double[] b, double lambda) {
        return solution.loss(x, y, w, b, lambda);
    }

    @Override
    public double[][] weightGradient(double[][] x, int[] y, double[][] w, double[] b, double lambda) {
        return solution.weightGradient(x, y, w, b, lambda);
    }

    @Override
    public double[] biasGradient(double[][] x, int[] y, double[][] w, double[] b, double lambda) {
        return solution.biasGradient(x, y, w, b, lambda);
    }

    private static final class OwnMargin extends WrongSvm {
        @Override
        public double[][] margins(double[][] scores, int[] y) {
            double[][] margins = new double[scores.length][scores[0].length];
            for (int i = 0; i < margins.length; i++) {
                for (int j = 0; j < margins[i].length; j++) {
                    margins[i][j] = Math.max(0, scores[i][j] - scores[i][y[i]] + 1);
                }
            }
            return margins;
        }
    }

    private static final class NoMargin extends WrongSvm {
        @Override
        public double[][] margins(double[][] scores, int[] y) {
            double[][] margins = new double[scores.length][scores[0].length];
            for (int i = 0; i < margins.length; i++) {
                for (int j = 0; j < margins[i].length; j++) {
                    margins[i][j] = Math.max(0, scores[i][j] - scores[i][y[i]]);
                }
            }
            return margins;
        }
    }

    private static final class TransposedMargins extends WrongSvm {
        @Override
        public double[][] margins(double[][] scores, int[] y) {
            double[][] margins = new double[scores[0].length][scores.length];
            for (int i = 0; i < scores.length; i++) {
                for (int j = 0; j < scores[i].length; j++) {
                    margins[j][i] = j == y[i] ? 0 : Math.max(0, scores[i][j] - scores[i][y[i]] + 1);
                }
            }
            return margins;
        }
    }

    private static final class LossOfTheSum extends WrongSvm {
        @Override
        public double loss(double[][] x, int[] y, double[][] w, double[] b, double lambda) {
            double loss = super.loss(x, y, w, b, lambda) - super.loss(x, y, w, b, 0);
            for (double[] row : margins(new SoftmaxClassifierSolution().scores(x, w, b), y)) {
                for (double margin : row) {
                    loss += margin;
                }
            }
            return loss;
        }
    }

    /** Only the wrong classes' scores are thought of. */
    private static final class WithoutTrueClass extends WrongSvm {
        @Override
        public double[][] weightGradient(double[][] x, int[] y, double[][] w, double[] b, double lambda) {
            double[][] margins = margins(new SoftmaxClassifierSolution().scores(x, w, b), y);
            double[][] dw = new double[w.length][w[0].length];
            for (int c = 0; c < w.length; c++) {
                for (int d = 0; d < w[c].length; d++) {
                    dw[c][d] = 2 * lambda * w[c][d];
                    for (int i = 0; i < y.length; i++) {
                        dw[c][d] += margins[i][c] > 0 ? x[i][d] / y.length : 0;
                    }
                }
            }
            return dw;
        }
    }

    /** With the parts of the gradient taken so many times. */
    private static final class Gradient extends WrongSvm {
        private final double sign;
        private final double factor;
        private final double regularizer;

        Gradient(double sign, double factor, double regularizer) {
            this.sign = sign;
            this.factor = factor;
            this.regularizer = regularizer;
        }

        @Override
        public double[][] weightGradient(double[][] x, int[] y, double[][] w, double[] b, double lambda) {
            double[][] dw = super.weightGradient(x, y, w, b, 0);
            for (int c = 0; c < w.length; c++) {
                for (int d = 0; d < w[c].length; d++) {
                    dw[c][d] = sign * factor * dw[c][d] + regularizer * 2 * lambda * w[c][d];
                }
            }
            return dw;
        }
    }

    private static final class RegularizedBias extends WrongSvm {
        @Override
        public double[] biasGradient(double[][] x, int[] y, double[][] w, double[] b, double lambda) {
            double[] db = super.biasGradient(x, y, w, b, lambda);
            for (int c = 0; c < db.length; c++) {
                db[c] += 2 * lambda * b[c];
            }
            return db;
        }
    }
}
