package dev.gradus.examples.exercises.solutions;

import dev.gradus.examples.exercises.tasks.RegularizationTask;
import java.util.Arrays;

/** Exercise 10: in evaluation inverted dropout does nothing; the gradient of the scores is {@code (p − t) / N}. */
public final class RegularizationSolution implements RegularizationTask {
    @Override
    public double[][] dropout(double[][] x, double[][] u, double p) {
        double[][] out = new double[x.length][x[0].length];
        for (int i = 0; i < x.length; i++) {
            for (int d = 0; d < x[i].length; d++) {
                out[i][d] = u[i][d] < p ? 0 : x[i][d] / (1 - p);
            }
        }
        return out;
    }

    @Override
    public double[][] dropoutGradient(double[][] dOut, double[][] u, double p) {
        return dropout(dOut, u, p);
    }

    @Override
    public double[][] dropoutInEvaluation(double[][] x, double p) {
        return x;
    }

    @Override
    public double crossEntropy(double[][] scores, int[] y, double smoothing) {
        double loss = 0;
        for (int i = 0; i < scores.length; i++) {
            double[] logarithms = logarithms(scores[i]);
            for (int c = 0; c < logarithms.length; c++) {
                loss -= wanted(c, y[i], logarithms.length, smoothing) * logarithms[c] / y.length;
            }
        }
        return loss;
    }

    private static double[] logarithms(double[] scores) {
        double largest = Arrays.stream(scores).max().orElseThrow();
        double sum = Arrays.stream(scores).map(s -> Math.exp(s - largest)).sum();
        return Arrays.stream(scores).map(s -> s - largest - Math.log(sum)).toArray();
    }

    private static double wanted(int c, int y, int classes, double smoothing) {
        return smoothing / classes + (c == y ? 1 - smoothing : 0);
    }

    @Override
    public double[][] crossEntropyGradient(double[][] scores, int[] y, double smoothing) {
        double[][] gradient = new double[scores.length][];
        for (int i = 0; i < scores.length; i++) {
            gradient[i] = logarithms(scores[i]);
            for (int c = 0; c < gradient[i].length; c++) {
                double wanted = wanted(c, y[i], gradient[i].length, smoothing);
                gradient[i][c] = (Math.exp(gradient[i][c]) - wanted) / y.length;
            }
        }
        return gradient;
    }
}
