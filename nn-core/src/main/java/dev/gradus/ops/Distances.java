package dev.gradus.ops;

import dev.gradus.tensor.Tensor;
import java.util.Arrays;

/**
 * Distances of each pixel to the nearest and the second nearest of labelled objects, exact and in linear time an object:
 * columns first, then the lower envelope of parabolas along each row. Felzenszwalb and Huttenlocher, "Distance
 * transforms of sampled functions", 2012, DOI 10.4086/toc.2012.v008a019.
 */
final class Distances {
    private static final double FAR = 1e18;

    private final int height;
    private final int width;
    private final long[] labels;
    private final double[] nearest;
    private final double[] second;

    Distances(Tensor picture) {
        height = picture.shape().intDim(0);
        width = picture.shape().intDim(1);
        labels = picture.toLongArray();
        nearest = new double[labels.length];
        second = new double[labels.length];
        Arrays.fill(nearest, FAR);
        Arrays.fill(second, FAR);
        Arrays.stream(labels).filter(label -> label != 0).distinct().forEach(this::add);
    }

    float[] weights(double w0, double sigma) {
        float[] weights = new float[labels.length];
        for (int i = 0; i < weights.length; i++) {
            boolean between = labels[i] == 0 && second[i] < FAR;
            double sum = Math.sqrt(nearest[i]) + Math.sqrt(second[i]);
            weights[i] = (float) (between ? 1 + w0 * Math.exp(-sum * sum / (2 * sigma * sigma)) : 1);
        }
        return weights;
    }

    /** Takes the squared distances to an object into the two least. */
    private void add(long label) {
        double[] squares = new double[labels.length];
        for (int i = 0; i < squares.length; i++) {
            squares[i] = labels[i] == label ? 0 : FAR;
        }
        for (int x = 0; x < width; x++) {
            transform(squares, x, width, height);
        }
        for (int y = 0; y < height; y++) {
            transform(squares, y * width, 1, width);
        }
        for (int i = 0; i < squares.length; i++) {
            if (squares[i] < nearest[i]) {
                second[i] = nearest[i];
                nearest[i] = squares[i];
            } else if (squares[i] < second[i]) {
                second[i] = squares[i];
            }
        }
    }

    /** In place {@code f[q] = min over p of (q − p)² + f[p]}, for n values from a start on, a step apart. */
    private static void transform(double[] f, int start, int step, int n) {
        int[] roots = new int[n];
        double[] from = new double[n + 1];
        double[] values = new double[n];
        for (int q = 0; q < n; q++) {
            values[q] = f[start + q * step];
        }
        int last = -1;
        for (int q = 0; q < n; q++) {
            if (values[q] >= FAR) {
                continue;
            }
            double crossing = Double.NEGATIVE_INFINITY;
            while (last >= 0) {
                crossing = crossing(values, roots[last], q);
                if (crossing > from[last]) {
                    break;
                }
                last--;
            }
            last++;
            roots[last] = q;
            from[last] = last == 0 ? Double.NEGATIVE_INFINITY : crossing;
        }
        if (last < 0) {
            return;
        }
        int k = 0;
        for (int q = 0; q < n; q++) {
            while (k < last && from[k + 1] < q) {
                k++;
            }
            double d = q - roots[k];
            f[start + q * step] = d * d + values[roots[k]];
        }
    }

    /** Where the parabola over q comes below that over p. */
    private static double crossing(double[] values, int p, int q) {
        return (values[q] + (double) q * q - values[p] - (double) p * p) / (2.0 * (q - p));
    }
}
