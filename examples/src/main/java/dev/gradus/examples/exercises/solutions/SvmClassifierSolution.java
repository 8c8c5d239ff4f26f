package dev.gradus.examples.exercises.solutions;

import dev.gradus.examples.exercises.tasks.SvmTask;

/**
 * Exercise 2: a wrong class's score has the gradient 1/N where its margin is above 0, the true one's minus their sum.
 */
public final class SvmClassifierSolution implements SvmTask {
    private static final SoftmaxClassifierSolution LINEAR = new SoftmaxClassifierSolution();

    @Override
    public double[][] margins(double[][] scores, int[] y) {
        double[][] margins = new double[scores.length][scores[0].length];
        for (int i = 0; i < margins.length; i++) {
            for (int j = 0; j < margins[i].length; j++) {
                if (j != y[i]) {
                    margins[i][j] = Math.max(0, scores[i][j] - scores[i][y[i]] + 1);
                }
            }
        }
        return margins;
    }

    @Override
    public double loss(double[][] x, int[] y, double[][] w, double[] b, double lambda) {
        double loss = 0;
        for (double[] row : margins(LINEAR.scores(x, w, b), y)) {
            for (double margin : row) {
                loss += margin / y.length;
            }
        }
        for (double[] template : w) {
            for (double weight : template) {
                loss += lambda * weight * weight;
            }
        }
        return loss;
    }

    @Override
    public double[][] weightGradient(double[][] x, int[] y, double[][] w, double[] b, double lambda) {
        double[][] dScores = scoreGradient(x, y, w, b);
        double[][] dw = new double[w.length][w[0].length];
        for (int c = 0; c < dw.length; c++) {
            for (int d = 0; d < dw[c].length; d++) {
                dw[c][d] = 2 * lambda * w[c][d];
                for (int i = 0; i < x.length; i++) {
                    dw[c][d] += dScores[i][c] * x[i][d];
                }
            }
        }
        return dw;
    }

    @Override
    public double[] biasGradient(double[][] x, int[] y, double[][] w, double[] b, double lambda) {
        double[] db = new double[b.length];
        for (double[] row : scoreGradient(x, y, w, b)) {
            for (int c = 0; c < db.length; c++) {
                db[c] += row[c];
            }
        }
        return db;
    }

    private double[][] scoreGradient(double[][] x, int[] y, double[][] w, double[] b) {
        double[][] margins = margins(LINEAR.scores(x, w, b), y);
        double[][] dScores = new double[y.length][b.length];
        for (int i = 0; i < y.length; i++) {
            for (int j = 0; j < b.length; j++) {
                if (margins[i][j] > 0) {
                    dScores[i][j] += 1.0 / y.length;
                    dScores[i][y[i]] -= 1.0 / y.length;
                }
            }
        }
        return dScores;
    }
}
