package dev.gradus.examples.exercises.judge;

import dev.gradus.examples.exercises.solutions.SoftmaxClassifierSolution;
import dev.gradus.examples.exercises.tasks.SoftmaxTask;
import java.util.List;

/** Exercise 1, answered wrongly: each answer gets one method wrong. */
abstract class WrongSoftmax implements SoftmaxTask {
    private final SoftmaxTask solution = new SoftmaxClassifierSolution();

    static List<Wrong> all() {
        return List.of(
                gradient(new Sign(), "the sign is turned: yours is −1 times the numerical gradient"),
                gradient(new SignOfTheData(), "the data's part is −1 times what it should be: the sign is turned"),
                gradient(new NoMean(), "the data's part is N times what it should be: 1/N is missing"),
                gradient(new NoRegularizer(), "the regulariser's part is missing"),
                gradient(new HalfRegularizer(), "the regulariser's part is ½ times what it should be"),
                gradient(
                        new SumWithoutRegularizer(),
                        "the regulariser's part is missing, and the data's part is N times"),
                gradient(new Transposed(), "expected (4, 5), got (5, 4): it is the transpose, and otherwise right"),
                gradient(
                        new NextClass(), "where all sizes are equal: off by one: the classes y are taken one too high"),
                gradient(new LastPictureLeftOut(), "off by one: the last picture is left out"),
                gradient(new LastValueLeftOut(), "off by one: right but for the last index of dimension 1, D"),
                gradient(new SlightlyOff(), "yours[2][1] is"),
                gradient(new Zeros(), "all of yours is zero"),
                gradient(new Null(), "expected numbers, got null"),
                new Wrong(1, new TransposedWeight(), "scores", "the weight is transposed", false),
                new Wrong(
                        1,
                        new ClassTooFar(),
                        "scores",
                        "Index 4 out of bounds for length 4; off by one? It happens where all sizes are equal, too",
                        false),
                new Wrong(1, new Overflow(), "probabilities of scores beyond", "is NaN", true),
                new Wrong(1, new LossOfTheSum(), "loss", "1/N is missing: yours is N times", false),
                new Wrong(1, new LossWithoutRegularizer(), "loss", "the regulariser is missing", false));
    }

    private static Wrong gradient(SoftmaxTask answer, String hint) {
        return new Wrong(1, answer, "gradient of w", hint, true);
    }

    @Override
    public double[][] scores(double[][] x, double[][] w, double[] b) {
        return solution.scores(x, w, b);
    }

    @Override
    public double[][] probabilities(double[][] scores) {
        return solution.probabilities(scores);
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

    /** The gradient as one may write it: the sum over pictures in order, each with a weight. */
    double[][] sum(double[][] x, int[] y, double[][] w, double[] b, int pictures, double perPicture, double perWeight) {
        double[][] p = probabilities(scores(x, w, b));
        double[][] dw = new double[w.length][w[0].length];
        for (int c = 0; c < w.length; c++) {
            for (int d = 0; d < w[0].length; d++) {
                dw[c][d] = perWeight * w[c][d];
                for (int i = 0; i < pictures; i++) {
                    dw[c][d] += (p[i][c] - (c == y[i] ? 1 : 0)) * x[i][d] * perPicture;
                }
            }
        }
        return dw;
    }

    private static final class Sign extends WrongSoftmax {
        @Override
        public double[][] weightGradient(double[][] x, int[] y, double[][] w, double[] b, double lambda) {
            return sum(x, y, w, b, y.length, -1.0 / y.length, -2 * lambda);
        }
    }

    private static final class SignOfTheData extends WrongSoftmax {
        @Override
        public double[][] weightGradient(double[][] x, int[] y, double[][] w, double[] b, double lambda) {
            return sum(x, y, w, b, y.length, -1.0 / y.length, 2 * lambda);
        }
    }

    private static final class NoMean extends WrongSoftmax {
        @Override
        public double[][] weightGradient(double[][] x, int[] y, double[][] w, double[] b, double lambda) {
            return sum(x, y, w, b, y.length, 1, 2 * lambda);
        }
    }

    private static final class NoRegularizer extends WrongSoftmax {
        @Override
        public double[][] weightGradient(double[][] x, int[] y, double[][] w, double[] b, double lambda) {
            return sum(x, y, w, b, y.length, 1.0 / y.length, 0);
        }
    }

    private static final class HalfRegularizer extends WrongSoftmax {
        @Override
        public double[][] weightGradient(double[][] x, int[] y, double[][] w, double[] b, double lambda) {
            return sum(x, y, w, b, y.length, 1.0 / y.length, lambda);
        }
    }

    private static final class SumWithoutRegularizer extends WrongSoftmax {
        @Override
        public double[][] weightGradient(double[][] x, int[] y, double[][] w, double[] b, double lambda) {
            return sum(x, y, w, b, y.length, 1, 0);
        }
    }

    private static final class LastPictureLeftOut extends WrongSoftmax {
        @Override
        public double[][] weightGradient(double[][] x, int[] y, double[][] w, double[] b, double lambda) {
            return sum(x, y, w, b, y.length - 1, 1.0 / y.length, 2 * lambda);
        }
    }

    private static final class Transposed extends WrongSoftmax {
        @Override
        public double[][] weightGradient(double[][] x, int[] y, double[][] w, double[] b, double lambda) {
            double[][] right = super.weightGradient(x, y, w, b, lambda);
            double[][] turned = new double[right[0].length][right.length];
            for (int d = 0; d < turned.length; d++) {
                for (int c = 0; c < right.length; c++) {
                    turned[d][c] = right[c][d];
                }
            }
            return turned;
        }
    }

    /** Classes counted from 1. */
    private static final class NextClass extends WrongSoftmax {
        @Override
        public double[][] weightGradient(double[][] x, int[] y, double[][] w, double[] b, double lambda) {
            double[][] p = probabilities(scores(x, w, b));
            for (int i = 0; i < y.length; i++) {
                p[i][y[i] + 1] -= 1;
            }
            double[][] dw = new double[w.length][w[0].length];
            for (int c = 0; c < w.length; c++) {
                for (int d = 0; d < w[0].length; d++) {
                    dw[c][d] = 2 * lambda * w[c][d];
                    for (int i = 0; i < y.length; i++) {
                        dw[c][d] += p[i][c] * x[i][d] / y.length;
                    }
                }
            }
            return dw;
        }
    }

    private static final class LastValueLeftOut extends WrongSoftmax {
        @Override
        public double[][] weightGradient(double[][] x, int[] y, double[][] w, double[] b, double lambda) {
            double[][] dw = super.weightGradient(x, y, w, b, lambda);
            for (double[] row : dw) {
                row[row.length - 1] = 0;
            }
            return dw;
        }
    }

    /** By a ten thousandth, in one place. */
    private static final class SlightlyOff extends WrongSoftmax {
        @Override
        public double[][] weightGradient(double[][] x, int[] y, double[][] w, double[] b, double lambda) {
            double[][] dw = super.weightGradient(x, y, w, b, lambda);
            dw[2][1] *= 1.0001;
            return dw;
        }
    }

    private static final class Zeros extends WrongSoftmax {
        @Override
        public double[][] weightGradient(double[][] x, int[] y, double[][] w, double[] b, double lambda) {
            return new double[w.length][w[0].length];
        }
    }

    private static final class Null extends WrongSoftmax {
        @Override
        public double[][] weightGradient(double[][] x, int[] y, double[][] w, double[] b, double lambda) {
            return null;
        }
    }

    private static final class TransposedWeight extends WrongSoftmax {
        @Override
        public double[][] scores(double[][] x, double[][] w, double[] b) {
            double[][] scores = new double[x.length][b.length];
            for (int i = 0; i < x.length; i++) {
                for (int c = 0; c < b.length; c++) {
                    scores[i][c] = b[c];
                    for (int d = 0; d < x[i].length; d++) {
                        scores[i][c] += x[i][d] * w[d][c];
                    }
                }
            }
            return scores;
        }
    }

    private static final class ClassTooFar extends WrongSoftmax {
        @Override
        public double[][] scores(double[][] x, double[][] w, double[] b) {
            double[][] scores = new double[x.length][b.length];
            for (int i = 0; i < x.length; i++) {
                for (int c = 0; c <= b.length; c++) {
                    scores[i][c] = b[c];
                }
            }
            return scores;
        }
    }

    private static final class Overflow extends WrongSoftmax {
        @Override
        public double[][] probabilities(double[][] scores) {
            double[][] p = new double[scores.length][scores[0].length];
            for (int i = 0; i < p.length; i++) {
                double sum = 0;
                for (int c = 0; c < p[i].length; c++) {
                    p[i][c] = Math.exp(scores[i][c]);
                    sum += p[i][c];
                }
                for (int c = 0; c < p[i].length; c++) {
                    p[i][c] /= sum;
                }
            }
            return p;
        }
    }

    private static final class LossOfTheSum extends WrongSoftmax {
        @Override
        public double loss(double[][] x, int[] y, double[][] w, double[] b, double lambda) {
            double regularizer = super.loss(x, y, w, b, lambda) - super.loss(x, y, w, b, 0);
            return super.loss(x, y, w, b, 0) * y.length + regularizer;
        }
    }

    private static final class LossWithoutRegularizer extends WrongSoftmax {
        @Override
        public double loss(double[][] x, int[] y, double[][] w, double[] b, double lambda) {
            return super.loss(x, y, w, b, 0);
        }
    }
}
