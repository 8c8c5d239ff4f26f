package dev.gradus.examples.exercises.judge;

import dev.gradus.examples.exercises.solutions.TwoLayerNetworkSolution;
import dev.gradus.examples.exercises.tasks.TwoLayerTask;
import java.util.List;

/** Exercise 5, answered wrongly: each answer gets one method wrong. */
abstract class WrongTwoLayer implements TwoLayerTask {
    private final TwoLayerTask solution = new TwoLayerNetworkSolution();

    static List<Wrong> all() {
        return List.of(
                new Wrong(5, new Sign(), "gradient of affine's w", "the sign is turned: yours is −1 times", true),
                new Wrong(5, new Mean(), "gradient of affine's w", "it is divided by N once too often", true),
                new Wrong(5, new TransposedWeight(), "gradient of affine's x", "the weight is transposed", true),
                new Wrong(5, new LastRowLeftOut(), "gradient of affine's b", "off by one: the last row is left", true),
                new Wrong(5, new ExchangedIndices(), "gradient of affine's w", "two indices are exchanged", true),
                new Wrong(5, new MaskOfTheGradient(), "gradient of relu", "whether dOut is above 0, not x", true),
                new Wrong(5, new InPlace(), "relu", "an argument was written into", false),
                new Wrong(5, new SlopeOfX(), "gradient of sigmoid", "x (1 − x) in place of s (1 − s)", true),
                new Wrong(5, new NoRelu(), "gradient of the network's w1", "the relu is left out on the way", true),
                new Wrong(5, new Ragged(), "affine", "expected numbers, got rows of different lengths", false));
    }

    @Override
    public double[][] affine(double[][] x, double[][] w, double[] b) {
        return solution.affine(x, w, b);
    }

    @Override
    public double[][] affineInputGradient(double[][] dOut, double[][] x, double[][] w) {
        return solution.affineInputGradient(dOut, x, w);
    }

    @Override
    public double[][] affineWeightGradient(double[][] dOut, double[][] x, double[][] w) {
        return solution.affineWeightGradient(dOut, x, w);
    }

    @Override
    public double[] affineBiasGradient(double[][] dOut) {
        return solution.affineBiasGradient(dOut);
    }

    @Override
    public double[][] relu(double[][] x) {
        return solution.relu(x);
    }

    @Override
    public double[][] reluGradient(double[][] dOut, double[][] x) {
        return solution.reluGradient(dOut, x);
    }

    @Override
    public double[][] sigmoid(double[][] x) {
        return solution.sigmoid(x);
    }

    @Override
    public double[][] sigmoidGradient(double[][] dOut, double[][] x) {
        return solution.sigmoidGradient(dOut, x);
    }

    @Override
    public double[][] scores(double[][] x, double[][] w1, double[] b1, double[][] w2, double[] b2) {
        return solution.scores(x, w1, b1, w2, b2);
    }

    @Override
    public double[][] firstWeightGradient(
            double[][] dScores, double[][] x, double[][] w1, double[] b1, double[][] w2, double[] b2) {
        return solution.firstWeightGradient(dScores, x, w1, b1, w2, b2);
    }

    /** {@code factor · dOutᵀ x}. */
    static double[][] product(double[][] dOut, double[][] x, double factor) {
        double[][] dw = new double[dOut[0].length][x[0].length];
        for (int m = 0; m < dw.length; m++) {
            for (int d = 0; d < dw[m].length; d++) {
                for (int i = 0; i < x.length; i++) {
                    dw[m][d] += factor * dOut[i][m] * x[i][d];
                }
            }
        }
        return dw;
    }

    private static final class Sign extends WrongTwoLayer {
        @Override
        public double[][] affineWeightGradient(double[][] dOut, double[][] x, double[][] w) {
            return product(dOut, x, -1);
        }
    }

    private static final class Mean extends WrongTwoLayer {
        @Override
        public double[][] affineWeightGradient(double[][] dOut, double[][] x, double[][] w) {
            return product(dOut, x, 1.0 / x.length);
        }
    }

    private static final class TransposedWeight extends WrongTwoLayer {
        @Override
        public double[][] affineInputGradient(double[][] dOut, double[][] x, double[][] w) {
            double[][] dx = new double[x.length][x[0].length];
            for (int i = 0; i < x.length; i++) {
                for (int m = 0; m < dOut[i].length; m++) {
                    for (int d = 0; d < dx[i].length; d++) {
                        dx[i][d] += dOut[i][m] * w[d][m];
                    }
                }
            }
            return dx;
        }
    }

    private static final class LastRowLeftOut extends WrongTwoLayer {
        @Override
        public double[] affineBiasGradient(double[][] dOut) {
            double[] db = new double[dOut[0].length];
            for (int i = 0; i < dOut.length - 1; i++) {
                for (int m = 0; m < db.length; m++) {
                    db[m] += dOut[i][m];
                }
            }
            return db;
        }
    }

    /** The loop over rows runs as far as the loop over columns should. */
    private static final class ExchangedIndices extends WrongTwoLayer {
        @Override
        public double[][] affineWeightGradient(double[][] dOut, double[][] x, double[][] w) {
            double[][] dw = new double[w.length][w[0].length];
            for (int m = 0; m < x.length; m++) {
                for (int d = 0; d < w[0].length; d++) {
                    for (int i = 0; i < w.length; i++) {
                        dw[m][d] += dOut[i][m] * x[i][d];
                    }
                }
            }
            return dw;
        }
    }

    private static final class MaskOfTheGradient extends WrongTwoLayer {
        @Override
        public double[][] reluGradient(double[][] dOut, double[][] x) {
            return relu(dOut);
        }
    }

    private static final class InPlace extends WrongTwoLayer {
        @Override
        public double[][] relu(double[][] x) {
            for (double[] row : x) {
                for (int m = 0; m < row.length; m++) {
                    row[m] = Math.max(0, row[m]);
                }
            }
            return x;
        }
    }

    private static final class SlopeOfX extends WrongTwoLayer {
        @Override
        public double[][] sigmoidGradient(double[][] dOut, double[][] x) {
            double[][] dx = new double[x.length][x[0].length];
            for (int i = 0; i < x.length; i++) {
                for (int m = 0; m < x[i].length; m++) {
                    dx[i][m] = dOut[i][m] * x[i][m] * (1 - x[i][m]);
                }
            }
            return dx;
        }
    }

    private static final class NoRelu extends WrongTwoLayer {
        @Override
        public double[][] firstWeightGradient(
                double[][] dScores, double[][] x, double[][] w1, double[] b1, double[][] w2, double[] b2) {
            return product(affineInputGradient(dScores, affine(x, w1, b1), w2), x, 1);
        }
    }

    private static final class Ragged extends WrongTwoLayer {
        @Override
        public double[][] affine(double[][] x, double[][] w, double[] b) {
            double[][] out = super.affine(x, w, b);
            out[1] = new double[2];
            return out;
        }
    }
}
