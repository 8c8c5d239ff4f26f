package dev.gradus.backend;

import dev.gradus.tensor.Shape;

/**
 * Normalisation by mean and variance over heap arrays (N, C, H, W) in row-major order. Values share statistics, and so
 * form a group, if they have the same channel (batch norm), or the same channel and sample (instance norm).
 */
final class ReferenceNorm {
    private final int channels;
    private final int pixels;
    private final int groups;
    private final double perGroup;

    ReferenceNorm(Shape x, boolean perSample) {
        this.channels = x.intDim(1);
        this.pixels = x.intDim(2) * x.intDim(3);
        this.groups = perSample ? x.intDim(0) * channels : channels;
        this.perGroup = (double) x.size() / groups;
    }

    private int channel(int at) {
        return at / pixels % channels;
    }

    private int group(int at) {
        return at / pixels % groups;
    }

    /** Σ x / count. */
    double[] mean(double[] x) {
        double[] mean = new double[groups];
        for (int k = 0; k < x.length; k++) {
            mean[group(k)] += x[k];
        }
        return divided(mean);
    }

    /** Σ (x − mean)² / count. */
    double[] variance(double[] x, double[] mean) {
        double[] variance = new double[groups];
        for (int k = 0; k < x.length; k++) {
            double centred = x[k] - mean[group(k)];
            variance[group(k)] += centred * centred;
        }
        return divided(variance);
    }

    private double[] divided(double[] sums) {
        for (int s = 0; s < sums.length; s++) {
            sums[s] /= perGroup;
        }
        return sums;
    }

    /** x̂ = (x − mean) / √(variance + eps). */
    double[] normalized(double[] x, double[] mean, double[] variance, double eps) {
        double[] normalized = new double[x.length];
        for (int k = 0; k < x.length; k++) {
            normalized[k] = (x[k] - mean[group(k)]) / Math.sqrt(variance[group(k)] + eps);
        }
        return normalized;
    }

    /** x̂ · weight + bias, not below 0 if relu. */
    double[] forward(double[] normalized, double[] weight, double[] bias, boolean relu) {
        double[] y = new double[normalized.length];
        for (int k = 0; k < y.length; k++) {
            int c = channel(k);
            double value = (weight == null ? 1 : weight[c]) * normalized[k] + (bias == null ? 0 : bias[c]);
            y[k] = relu ? Math.max(value, 0) : value;
        }
        return y;
    }

    /**
     * weight / √(variance + eps) · (g − mean(g) − x̂ · mean(g · x̂)), the means over each group: the last two terms are
     * what the group's mean and variance pass on.
     */
    double[] inputGrad(double[] g, double[] normalized, double[] variance, double[] weight, double eps) {
        double[] meanG = mean(g);
        double[] meanGX = mean(product(g, normalized));
        double[] gx = new double[g.length];
        for (int k = 0; k < g.length; k++) {
            int s = group(k);
            double scale = (weight == null ? 1 : weight[channel(k)]) / Math.sqrt(variance[s] + eps);
            gx[k] = scale * (g[k] - meanG[s] - normalized[k] * meanGX[s]);
        }
        return gx;
    }

    /** Σ g · x̂ of each channel. */
    double[] weightGrad(double[] g, double[] normalized) {
        return biasGrad(product(g, normalized));
    }

    /** Σ g of each channel. */
    double[] biasGrad(double[] g) {
        double[] sums = new double[channels];
        for (int k = 0; k < g.length; k++) {
            sums[channel(k)] += g[k];
        }
        return sums;
    }

    private static double[] product(double[] x, double[] y) {
        double[] out = new double[x.length];
        for (int k = 0; k < out.length; k++) {
            out[k] = x[k] * y[k];
        }
        return out;
    }
}
