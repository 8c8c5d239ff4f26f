package dev.gradus.examples.exercises.solutions;

import dev.gradus.examples.exercises.tasks.BatchNormTask;

/**
 * Exercise 9: with g = dOut · γ, {@code dx = (g − mean(g) − x̂ · mean(g · x̂)) / √(σ² + ε)}; the first mean comes
 * through µ, the second through σ².
 */
public final class BatchNormSolution implements BatchNormTask {
    @Override
    public double[][] train(double[][] x, double[] gamma, double[] beta, double eps) {
        return evaluate(x, mean(x), variance(x, x.length), gamma, beta, eps);
    }

    private static double[] mean(double[][] x) {
        double[] mean = new double[x[0].length];
        for (double[] row : x) {
            for (int d = 0; d < mean.length; d++) {
                mean[d] += row[d] / x.length;
            }
        }
        return mean;
    }

    private static double[] variance(double[][] x, int count) {
        double[] mean = mean(x);
        double[] variance = new double[mean.length];
        for (double[] row : x) {
            for (int d = 0; d < mean.length; d++) {
                variance[d] += (row[d] - mean[d]) * (row[d] - mean[d]) / count;
            }
        }
        return variance;
    }

    @Override
    public double[] runningMean(double[] running, double[][] x, double momentum) {
        return blend(running, mean(x), momentum);
    }

    @Override
    public double[] runningVariance(double[] running, double[][] x, double momentum) {
        return blend(running, variance(x, x.length - 1), momentum);
    }

    private static double[] blend(double[] old, double[] recent, double weight) {
        double[] blend = new double[old.length];
        for (int d = 0; d < blend.length; d++) {
            blend[d] = (1 - weight) * old[d] + weight * recent[d];
        }
        return blend;
    }

    @Override
    public double[][] evaluate(
            double[][] x, double[] mean, double[] variance, double[] gamma, double[] beta, double eps) {
        double[][] out = new double[x.length][mean.length];
        for (int i = 0; i < x.length; i++) {
            for (int d = 0; d < mean.length; d++) {
                out[i][d] = gamma[d] * (x[i][d] - mean[d]) / Math.sqrt(variance[d] + eps) + beta[d];
            }
        }
        return out;
    }

    @Override
    public double[] betaGradient(double[][] dOut) {
        double[] gradient = new double[dOut[0].length];
        for (double[] row : dOut) {
            for (int d = 0; d < gradient.length; d++) {
                gradient[d] += row[d];
            }
        }
        return gradient;
    }

    @Override
    public double[] gammaGradient(double[][] dOut, double[][] x, double eps) {
        double[] mean = mean(x);
        double[] variance = variance(x, x.length);
        double[] gradient = new double[mean.length];
        for (int i = 0; i < x.length; i++) {
            for (int d = 0; d < mean.length; d++) {
                gradient[d] += dOut[i][d] * (x[i][d] - mean[d]) / Math.sqrt(variance[d] + eps);
            }
        }
        return gradient;
    }

    @Override
    public double[][] inputGradient(double[][] dOut, double[][] x, double[] gamma, double eps) {
        double[] mean = mean(x);
        double[] variance = variance(x, x.length);
        double[] dBeta = betaGradient(dOut);
        double[] dGamma = gammaGradient(dOut, x, eps);
        double[][] dx = new double[x.length][mean.length];
        for (int i = 0; i < x.length; i++) {
            for (int d = 0; d < mean.length; d++) {
                double deviation = Math.sqrt(variance[d] + eps);
                double normalized = (x[i][d] - mean[d]) / deviation;
                double centred = dOut[i][d] - (dBeta[d] + normalized * dGamma[d]) / x.length;
                dx[i][d] = gamma[d] * centred / deviation;
            }
        }
        return dx;
    }
}
