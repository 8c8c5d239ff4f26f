package dev.gradus.backend;

/**
 * Resizing over heap arrays (planes, H, W) in row-major order. Along each axis, an output pixel is the weighted sum of
 * two input pixels; the gradient goes back by the same weights.
 */
final class ReferenceResampling {
    private final Axis rows;
    private final Axis columns;

    ReferenceResampling(int height, int width, int outH, int outW, Interpolation mode, boolean alignCorners) {
        this.rows = new Axis(height, outH, mode, alignCorners);
        this.columns = new Axis(width, outW, mode, alignCorners);
    }

    /** For output i the inputs {@code index[2i]} and {@code index[2i + 1]}, and what each weighs. */
    private static final class Axis {
        final int in;
        final int out;
        final int[] index;
        final double[] weight;

        Axis(int in, int out, Interpolation mode, boolean alignCorners) {
            this.in = in;
            this.out = out;
            this.index = new int[2 * out];
            this.weight = new double[2 * out];
            for (int i = 0; i < out; i++) {
                double place = switch (mode) {
                    case NEAREST -> (double) Math.floorDiv((long) i * in, out);
                    case BILINEAR ->
                        alignCorners
                                ? (out == 1 ? 0 : i * (in - 1.0) / (out - 1))
                                : Math.max(0, (i + 0.5) * in / out - 0.5);
                    case BICUBIC -> throw new IllegalArgumentException("resample: expected two taps, got " + mode);
                };
                int low = Math.min((int) place, in - 1);
                index[2 * i] = low;
                index[2 * i + 1] = Math.min(low + 1, in - 1);
                weight[2 * i + 1] = place - low;
                weight[2 * i] = 1 - weight[2 * i + 1];
            }
        }
    }

    /** y = Σ weight · x. */
    double[] forward(double[] x, int planes) {
        double[] y = new double[planes * rows.out * columns.out];
        forEachCorner(planes, (in, out, weight) -> y[out] += weight * x[in]);
        return y;
    }

    /** gx = Σ weight · g. */
    double[] grad(double[] g, int planes) {
        double[] gx = new double[planes * rows.in * columns.in];
        forEachCorner(planes, (in, out, weight) -> gx[in] += weight * g[out]);
        return gx;
    }

    /** An input is part of an output, by a weight above 0. */
    private interface Corner {
        void visit(int in, int out, double weight);
    }

    private void forEachCorner(int planes, Corner corner) {
        for (int out = 0; out < planes * rows.out * columns.out; out++) {
            int plane = out / (rows.out * columns.out);
            int i = 2 * (out / columns.out % rows.out);
            int j = 2 * (out % columns.out);
            for (int row = i; row < i + 2; row++) {
                for (int column = j; column < j + 2; column++) {
                    double weight = rows.weight[row] * columns.weight[column];
                    // 0 · ∞ is not 0: what has no weight must not take part.
                    if (weight > 0) {
                        int in = (plane * rows.in + rows.index[row]) * columns.in + columns.index[column];
                        corner.visit(in, out, weight);
                    }
                }
            }
        }
    }
}
