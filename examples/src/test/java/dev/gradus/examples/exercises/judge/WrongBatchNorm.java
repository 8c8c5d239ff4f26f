package dev.gradus.examples.exercises.judge;

import dev.gradus.examples.exercises.solutions.BatchNormSolution;
import dev.gradus.examples.exercises.tasks.BatchNormTask;
import java.util.List;

/** Exercise 9, answered wrongly: each answer gets one method wrong. */
abstract class WrongBatchNorm implements BatchNormTask {
    private final BatchNormTask solution = new BatchNormSolution();

    static List<Wrong> all() {
        return List.of(
                new Wrong(9, new OneTooFew(), "train", "off by one: the variance is divided by N − 1, not N", false),
                new Wrong(
                        9,
                        new Biased(),
                        "running variance",
                        "off by one: the variance is divided by N, not N − 1",
                        true),
                new Wrong(9, new OldWeighsLittle(), "running mean", "the weights m and 1 − m are exchanged", true),
                new Wrong(9, new Sign(), "gradient of β", "the sign is turned: yours is −1 times", true),
                new Wrong(9, new Mean(), "gradient of β", "it is divided by N once too often", true),
                new Wrong(9, new Constants(), "gradient of x", "the ways through µ and σ² are missing", true));
    }

    @Override
    public double[][] train(double[][] x, double[] gamma, double[] beta, double eps) {
        return solution.train(x, gamma, beta, eps);
    }

    @Override
    public double[] runningMean(double[] running, double[][] x, double momentum) {
        return solution.runningMean(running, x, momentum);
    }

    @Override
    public double[] runningVariance(double[] running, double[][] x, double momentum) {
        return solution.runningVariance(running, x, momentum);
    }

    @Override
    public double[][] evaluate(
            double[][] x, double[] mean, double[] variance, double[] gamma, double[] beta, double eps) {
        return solution.evaluate(x, mean, variance, gamma, beta, eps);
    }

    @Override
    public double[] betaGradient(double[][] dOut) {
        return solution.betaGradient(dOut);
    }

    @Override
    public double[] gammaGradient(double[][] dOut, double[][] x, double eps) {
        return solution.gammaGradient(dOut, x, eps);
    }

    @Override
    public double[][] inputGradient(double[][] dOut, double[][] x, double[] gamma, double eps) {
        return solution.inputGradient(dOut, x, gamma, eps);
    }

    static double mean(double[][] x, int d) {
        double sum = 0;
        for (double[] row : x) {
            sum += row[d];
        }
        return sum / x.length;
    }

    static double variance(double[][] x, int d, int count) {
        double mean = mean(x, d);
        double sum = 0;
        for (double[] row : x) {
            sum += (row[d] - mean) * (row[d] - mean);
        }
        return sum / count;
    }

    private static final class OneTooFew extends WrongBatchNorm {
        @Override
        public double[][] train(double[][] x, double[] gamma, double[] beta, double eps) {
            double[][] out = new double[x.length][gamma.length];
            for (int i = 0; i < x.length; i++) {
                for (int d = 0; d < gamma.length; d++) {
                    double deviation = Math.sqrt(variance(x, d, x.length - 1) + eps);
                    out[i][d] = gamma[d] * (x[i][d] - mean(x, d)) / deviation + beta[d];
                }
            }
            return out;
        }
    }

    private static final class Biased extends WrongBatchNorm {
        @Override
        public double[] runningVariance(double[] running, double[][] x, double momentum) {
            double[] after = new double[running.length];
            for (int d = 0; d < after.length; d++) {
                after[d] = (1 - momentum) * running[d] + momentum * variance(x, d, x.length);
            }
            return after;
        }
    }

    private static final class OldWeighsLittle extends WrongBatchNorm {
        @Override
        public double[] runningMean(double[] running, double[][] x, double momentum) {
            return super.runningMean(running, x, 1 - momentum);
        }
    }

    private static final class Sign extends WrongBatchNorm {
        @Override
        public double[] betaGradient(double[][] dOut) {
            double[] gradient = super.betaGradient(dOut);
            for (int d = 0; d < gradient.length; d++) {
                gradient[d] = -gradient[d];
            }
            return gradient;
        }
    }

    private static final class Mean extends WrongBatchNorm {
        @Override
        public double[] betaGradient(double[][] dOut) {
            double[] gradient = new double[dOut[0].length];
            for (int d = 0; d < gradient.length; d++) {
                gradient[d] = mean(dOut, d);
            }
            return gradient;
        }
    }

    /** As if mean and variance did not depend on x. */
    private static final class Constants extends WrongBatchNorm {
        @Override
        public double[][] inputGradient(double[][] dOut, double[][] x, double[] gamma, double eps) {
            double[][] dx = new double[x.length][gamma.length];
            for (int i = 0; i < x.length; i++) {
                for (int d = 0; d < gamma.length; d++) {
                    dx[i][d] = dOut[i][d] * gamma[d] / Math.sqrt(variance(x, d, x.length) + eps);
                }
            }
            return dx;
        }
    }
}
