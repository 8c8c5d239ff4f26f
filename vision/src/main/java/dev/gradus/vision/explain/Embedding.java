package dev.gradus.vision.explain;

import dev.gradus.random.Rng;
import org.ejml.simple.SimpleMatrix;
import org.ejml.simple.SimpleSVD;

/** Vectors of many dimensions as points of a plane, to be drawn by {@link dev.gradus.vision.draw.ScatterPlot}. */
public final class Embedding {
    private static final int ROUNDS = 500;
    private static final int EARLY = 100;

    private Embedding() {}

    private static void require(String name, double[]... vectors) {
        boolean valid = vectors.length >= 2 && vectors[0].length >= 2;
        for (double[] vector : vectors) {
            valid &= vector.length == vectors[0].length;
        }
        if (!valid) {
            throw new IllegalArgumentException(
                    name + ": expected at least 2 vectors of the same length of at least 2, got " + vectors.length);
        }
    }

    /**
     * Principal components: the plane in which the vectors vary most. Pearson, 1901. Of both axes, the end at which the
     * vector farthest from the middle lies is positive.
     *
     * @return x and y of each vector
     */
    public static double[][] pca(double[]... vectors) {
        require("pca", vectors);
        int n = vectors.length;
        int size = vectors[0].length;
        SimpleMatrix centred = new SimpleMatrix(vectors);
        for (int k = 0; k < size; k++) {
            double mean = 0;
            for (int i = 0; i < n; i++) {
                mean += vectors[i][k] / n;
            }
            for (int i = 0; i < n; i++) {
                centred.set(i, k, vectors[i][k] - mean);
            }
        }
        SimpleSVD<SimpleMatrix> svd = centred.svd(true);
        double[][] points = new double[n][2];
        for (int axis = 0; axis < 2; axis++) {
            double scale = svd.getSingleValue(axis);
            int farthest = 0;
            for (int i = 0; i < n; i++) {
                points[i][axis] = svd.getU().get(i, axis) * scale;
                farthest = Math.abs(points[i][axis]) > Math.abs(points[farthest][axis]) ? i : farthest;
            }
            double sign = Math.signum(points[farthest][axis]);
            for (double[] point : points) {
                point[axis] *= sign == 0 ? 1 : sign;
            }
        }
        return points;
    }

    /**
     * t-SNE: points that are neighbours where the vectors are. Van der Maaten and Hinton, "Visualizing data using t-SNE",
     * 2008; exact, so time and memory grow with the square of the number of vectors: some thousands.
     *
     * @param perplexity about how many neighbours a vector has, below a third of their number; 30 is usual
     * @param rng what the points start from
     * @param vectors the vectors
     * @return x and y of each vector
     */
    public static double[][] tsne(double perplexity, Rng rng, double[]... vectors) {
        require("tsne", vectors);
        int n = vectors.length;
        if (!(perplexity >= 1 && 3 * perplexity < n)) {
            throw new IllegalArgumentException(
                    "tsne: expected a perplexity of 1 to a third of " + n + " vectors, got " + perplexity);
        }
        double[][] wanted = neighbours(vectors, perplexity);
        double[][] points = new double[n][2];
        for (double[] point : points) {
            point[0] = 1e-2 * rng.nextGaussian();
            point[1] = 1e-2 * rng.nextGaussian();
        }
        double[][] speed = new double[n][2];
        double[][] gain = new double[n][2];
        for (double[] g : gain) {
            g[0] = 1;
            g[1] = 1;
        }
        double rate = Math.max(50, n / 12.0);
        for (int round = 0; round < ROUNDS; round++) {
            double[][] slope = slopes(wanted, points, round < EARLY ? 12 : 1);
            double momentum = round < EARLY ? 0.5 : 0.8;
            for (int i = 0; i < n; i++) {
                for (int k = 0; k < 2; k++) {
                    boolean downhill = slope[i][k] * speed[i][k] < 0;
                    gain[i][k] = Math.max(0.01, downhill ? gain[i][k] + 0.2 : gain[i][k] * 0.8);
                    speed[i][k] = momentum * speed[i][k] - rate * gain[i][k] * slope[i][k];
                    points[i][k] += speed[i][k];
                }
            }
        }
        return points;
    }

    /** How probable it is that one vector picks another as its neighbour, made symmetric; the sum is 1. */
    private static double[][] neighbours(double[][] vectors, double perplexity) {
        int n = vectors.length;
        double[][] p = new double[n][n];
        for (int i = 0; i < n; i++) {
            double[] squares = new double[n];
            for (int j = 0; j < n; j++) {
                for (int k = 0; k < vectors[i].length; k++) {
                    double difference = vectors[i][k] - vectors[j][k];
                    squares[j] += difference * difference;
                }
            }
            p[i] = row(squares, i, Math.log(perplexity));
        }
        double[][] joint = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                joint[i][j] = Math.max(1e-12, (p[i][j] + p[j][i]) / (2 * n));
            }
        }
        return joint;
    }

    /** The row with the wanted entropy; the width of its Gaussian is found by halving. */
    private static double[] row(double[] squares, int self, double entropy) {
        double nearest = Double.MAX_VALUE;
        double mean = 0;
        for (int j = 0; j < squares.length; j++) {
            if (j != self) {
                nearest = Math.min(nearest, squares[j]);
                mean += squares[j] / (squares.length - 1);
            }
        }
        double low = 0;
        double high = Double.POSITIVE_INFINITY;
        double beta = mean > 0 ? 1 / mean : 1;
        double[] row = new double[squares.length];
        for (int attempt = 0; attempt < 60; attempt++) {
            double sum = 0;
            double weighted = 0;
            for (int j = 0; j < row.length; j++) {
                row[j] = j == self ? 0 : Math.exp(-beta * (squares[j] - nearest));
                sum += row[j];
                weighted += row[j] * (squares[j] - nearest);
            }
            double found = Math.log(sum) + beta * weighted / sum;
            for (int j = 0; j < row.length; j++) {
                row[j] /= sum;
            }
            if (Math.abs(found - entropy) < 1e-5) {
                break;
            }
            if (found > entropy) {
                low = beta;
                beta = high == Double.POSITIVE_INFINITY ? 2 * beta : (beta + high) / 2;
            } else {
                high = beta;
                beta = (beta + low) / 2;
            }
        }
        return row;
    }

    private static double[][] slopes(double[][] wanted, double[][] points, double exaggeration) {
        int n = points.length;
        double[][] close = new double[n][n];
        double sum = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                double x = points[i][0] - points[j][0];
                double y = points[i][1] - points[j][1];
                close[i][j] = 1 / (1 + x * x + y * y);
                close[j][i] = close[i][j];
                sum += 2 * close[i][j];
            }
        }
        double[][] slope = new double[n][2];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double pull = 4 * (exaggeration * wanted[i][j] - close[i][j] / sum) * close[i][j];
                slope[i][0] += pull * (points[i][0] - points[j][0]);
                slope[i][1] += pull * (points[i][1] - points[j][1]);
            }
        }
        return slope;
    }
}
