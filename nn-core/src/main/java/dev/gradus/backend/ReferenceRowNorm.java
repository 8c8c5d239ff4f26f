package dev.gradus.backend;

import dev.gradus.tensor.Shape;

/** Normalisation of each row of a matrix by its own mean and variance, over heap arrays in row-major order. */
final class ReferenceRowNorm {
    private final int columns;
    private final ReferenceNorm groups;

    /** For (M, D): a row is to {@link ReferenceNorm} a channel of one image of 1 x D pixels. */
    ReferenceRowNorm(Shape x) {
        this.columns = x.intDim(1);
        this.groups = new ReferenceNorm(Shape.of(1, x.dim(0), 1, columns), true);
    }

    double[] mean(double[] x) {
        return groups.mean(x);
    }

    double[] variance(double[] x, double[] mean) {
        return groups.variance(x, mean);
    }

    /** x̂ = (x − mean) / √(variance + eps). */
    double[] normalized(double[] x, double[] mean, double[] variance, double eps) {
        return groups.normalized(x, mean, variance, eps);
    }

    /** x̂ · weight + bias. */
    double[] forward(double[] normalized, double[] weight, double[] bias) {
        double[] y = weighted(normalized, weight);
        for (int k = 0; bias != null && k < y.length; k++) {
            y[k] += bias[k % columns];
        }
        return y;
    }

    double[] inputGrad(double[] g, double[] normalized, double[] variance, double[] weight, double eps) {
        double[] none = null;
        return groups.inputGrad(weighted(g, weight), normalized, variance, none, eps);
    }

    /** Σ g · x̂ of each column. */
    double[] weightGrad(double[] g, double[] normalized) {
        double[] sums = new double[columns];
        for (int k = 0; k < g.length; k++) {
            sums[k % columns] += g[k] * normalized[k];
        }
        return sums;
    }

    /** Σ g of each column. */
    double[] biasGrad(double[] g) {
        double[] sums = new double[columns];
        for (int k = 0; k < g.length; k++) {
            sums[k % columns] += g[k];
        }
        return sums;
    }

    private double[] weighted(double[] x, double[] weight) {
        double[] y = x.clone();
        for (int k = 0; weight != null && k < y.length; k++) {
            y[k] *= weight[k % columns];
        }
        return y;
    }
}
