package dev.gradus.examples.exercises.solutions;

import dev.gradus.examples.exercises.tasks.SoftmaxTask;
import java.util.Arrays;

/** Exercise 1: {@code ∂L/∂s = (p − onehot(y)) / N}, so {@code ∂L/∂w = (∂L/∂s)ᵀ x + 2 λ w}. */
public final class SoftmaxClassifierSolution implements SoftmaxTask {
    @Override
    public double[][] scores(double[][] x, double[][] w, double[] b) {
        double[][] scores = new double[x.length][b.length];
        for (int i = 0; i < x.length; i++) {
            for (int c = 0; c < b.length; c++) {
                scores[i][c] = b[c];
                for (int d = 0; d < x[i].length; d++) {
                    scores[i][c] += x[i][d] * w[c][d];
                }
            }
        }
        return scores;
    }

    @Override
    public double[][] probabilities(double[][] scores) {
        double[][] p = new double[scores.length][];
        for (int i = 0; i < scores.length; i++) {
            double largest = Arrays.stream(scores[i]).max().orElseThrow();
            p[i] = Arrays.stream(scores[i]).map(s -> Math.exp(s - largest)).toArray();
            double sum = Arrays.stream(p[i]).sum();
            for (int c = 0; c < p[i].length; c++) {
                p[i][c] /= sum;
            }
        }
        return p;
    }

    @Override
    public double loss(double[][] x, int[] y, double[][] w, double[] b, double lambda) {
        double[][] p = probabilities(scores(x, w, b));
        double loss = 0;
        for (int i = 0; i < y.length; i++) {
            loss -= Math.log(p[i][y[i]]) / y.length;
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
        double[][] dScores = probabilities(scores(x, w, b));
        for (int i = 0; i < y.length; i++) {
            dScores[i][y[i]] -= 1;
            for (int c = 0; c < b.length; c++) {
                dScores[i][c] /= y.length;
            }
        }
        return dScores;
    }
}
