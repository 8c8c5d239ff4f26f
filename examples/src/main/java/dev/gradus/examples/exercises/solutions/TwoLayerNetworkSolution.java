package dev.gradus.examples.exercises.solutions;

import dev.gradus.examples.exercises.tasks.TwoLayerTask;

/** Exercise 5: {@code dx = dOut w}, {@code dw = dOutᵀ x}, {@code db} = the sums of dOut's columns. */
public final class TwoLayerNetworkSolution implements TwoLayerTask {
    @Override
    public double[][] affine(double[][] x, double[][] w, double[] b) {
        double[][] out = new double[x.length][b.length];
        for (int i = 0; i < x.length; i++) {
            for (int m = 0; m < b.length; m++) {
                out[i][m] = b[m];
                for (int d = 0; d < w[m].length; d++) {
                    out[i][m] += x[i][d] * w[m][d];
                }
            }
        }
        return out;
    }

    @Override
    public double[][] affineInputGradient(double[][] dOut, double[][] x, double[][] w) {
        double[][] dx = new double[x.length][x[0].length];
        for (int i = 0; i < x.length; i++) {
            for (int m = 0; m < w.length; m++) {
                for (int d = 0; d < dx[i].length; d++) {
                    dx[i][d] += dOut[i][m] * w[m][d];
                }
            }
        }
        return dx;
    }

    @Override
    public double[][] affineWeightGradient(double[][] dOut, double[][] x, double[][] w) {
        double[][] dw = new double[w.length][w[0].length];
        for (int i = 0; i < x.length; i++) {
            for (int m = 0; m < w.length; m++) {
                for (int d = 0; d < dw[m].length; d++) {
                    dw[m][d] += dOut[i][m] * x[i][d];
                }
            }
        }
        return dw;
    }

    @Override
    public double[] affineBiasGradient(double[][] dOut) {
        double[] db = new double[dOut[0].length];
        for (double[] row : dOut) {
            for (int m = 0; m < db.length; m++) {
                db[m] += row[m];
            }
        }
        return db;
    }

    @Override
    public double[][] relu(double[][] x) {
        double[][] out = new double[x.length][x[0].length];
        for (int i = 0; i < x.length; i++) {
            for (int m = 0; m < x[i].length; m++) {
                out[i][m] = Math.max(0, x[i][m]);
            }
        }
        return out;
    }

    @Override
    public double[][] reluGradient(double[][] dOut, double[][] x) {
        double[][] dx = new double[x.length][x[0].length];
        for (int i = 0; i < x.length; i++) {
            for (int m = 0; m < x[i].length; m++) {
                dx[i][m] = x[i][m] > 0 ? dOut[i][m] : 0;
            }
        }
        return dx;
    }

    @Override
    public double[][] sigmoid(double[][] x) {
        double[][] out = new double[x.length][x[0].length];
        for (int i = 0; i < x.length; i++) {
            for (int m = 0; m < x[i].length; m++) {
                out[i][m] = 1 / (1 + Math.exp(-x[i][m]));
            }
        }
        return out;
    }

    @Override
    public double[][] sigmoidGradient(double[][] dOut, double[][] x) {
        double[][] dx = sigmoid(x);
        for (int i = 0; i < x.length; i++) {
            for (int m = 0; m < x[i].length; m++) {
                dx[i][m] *= dOut[i][m] * (1 - dx[i][m]);
            }
        }
        return dx;
    }

    @Override
    public double[][] scores(double[][] x, double[][] w1, double[] b1, double[][] w2, double[] b2) {
        return affine(relu(affine(x, w1, b1)), w2, b2);
    }

    @Override
    public double[][] firstWeightGradient(
            double[][] dScores, double[][] x, double[][] w1, double[] b1, double[][] w2, double[] b2) {
        double[][] hidden = affine(x, w1, b1);
        double[][] dActive = affineInputGradient(dScores, hidden, w2);
        return affineWeightGradient(reluGradient(dActive, hidden), x, w1);
    }
}
