package dev.gradus.backend;

/**
 * Reductions, softmax and the matrix product over heap arrays in row-major order. Along one dimension, an array is
 * (outer, length, inner): element j of a line stands at {@code (o·length + j)·inner + i}.
 */
final class ReferenceRows {
    private ReferenceRows() {}

    /** Reduces each row of a (rows, length) matrix to one value. */
    static double[] reduce(Reduction f, double[] x, int rows, int length) {
        double[] out = new double[rows];
        for (int r = 0; r < rows; r++) {
            double value = switch (f) {
                case SUM, MEAN -> 0;
                case MAX -> Double.NEGATIVE_INFINITY;
                case MIN -> Double.POSITIVE_INFINITY;
            };
            for (int j = 0; j < length; j++) {
                double v = x[r * length + j];
                value = switch (f) {
                    case SUM, MEAN -> value + v;
                    case MAX -> Math.max(value, v); // NaN if either is
                    case MIN -> Math.min(value, v);
                };
            }
            out[r] = f == Reduction.MEAN ? value / length : value;
        }
        return out;
    }

    /** The index of the first largest element of each line; NaN counts as the largest. */
    static long[] argmax(double[] x, int outer, int length, int inner) {
        long[] out = new long[outer * inner];
        for (int o = 0; o < outer; o++) {
            for (int i = 0; i < inner; i++) {
                int best = 0;
                for (int j = 1; j < length; j++) {
                    double v = x[(o * length + j) * inner + i];
                    double top = x[(o * length + best) * inner + i];
                    if (v > top || (Double.isNaN(v) && !Double.isNaN(top))) {
                        best = j;
                    }
                }
                out[o * inner + i] = best;
            }
        }
        return out;
    }

    /** exp(x − max) / Σ exp(x − max), or x − max − log Σ exp(x − max): the shift cancels, and nothing overflows. */
    static double[] softmax(double[] x, int outer, int length, int inner, boolean log) {
        double[] out = new double[x.length];
        for (int o = 0; o < outer; o++) {
            for (int i = 0; i < inner; i++) {
                int first = o * length * inner + i;
                int end = first + length * inner;
                double max = Double.NEGATIVE_INFINITY;
                for (int k = first; k < end; k += inner) {
                    max = Math.max(max, x[k]);
                }
                double sum = 0;
                for (int k = first; k < end; k += inner) {
                    out[k] = Math.exp(x[k] - max);
                    sum += out[k];
                }
                for (int k = first; k < end; k += inner) {
                    out[k] = log ? x[k] - max - Math.log(sum) : out[k] / sum;
                }
            }
        }
        return out;
    }

    /** y · (g − Σ g·y), or for the logarithm g − exp(y) · Σ g. */
    static double[] softmaxGrad(double[] g, double[] y, int outer, int length, int inner, boolean log) {
        double[] out = new double[y.length];
        for (int o = 0; o < outer; o++) {
            for (int i = 0; i < inner; i++) {
                int first = o * length * inner + i;
                int end = first + length * inner;
                double sum = 0;
                for (int k = first; k < end; k += inner) {
                    sum += log ? g[k] : g[k] * y[k];
                }
                for (int k = first; k < end; k += inner) {
                    out[k] = log ? g[k] - Math.exp(y[k]) * sum : y[k] * (g[k] - sum);
                }
            }
        }
        return out;
    }

    /** {@code out[b, i, j] = bias[j] + Σ_k x[b, i, k] · y[b, k, j]} for (batch, m, k) and (batch, k, n). */
    static double[] matmul(double[] x, double[] y, double[] bias, int batch, int m, int k, int n) {
        double[] out = new double[batch * m * n];
        for (int row = 0; row < batch * m; row++) {
            int at = row * n;
            if (bias != null) {
                System.arraycopy(bias, 0, out, at, n);
            }
            int matrix = row / m * k * n;
            for (int l = 0; l < k; l++) {
                double factor = x[row * k + l];
                for (int j = 0; j < n; j++) {
                    out[at + j] += factor * y[matrix + l * n + j];
                }
            }
        }
        return out;
    }
}
