package dev.gradus.layers.init;

import dev.gradus.random.Rng;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;

/**
 * A random orthogonal matrix, uniform over all of them, times a gain: of the weight as a matrix (first dimension, all
 * others), the rows are orthonormal or, if there are more rows than columns, the columns. Saxe, McClelland and Ganguli,
 * "Exact solutions to the nonlinear dynamics of learning in deep linear neural networks", 2013, arXiv:1312.6120.
 */
public final class Orthogonal implements Initializer {
    private final double gain;

    private Orthogonal(double gain) {
        this.gain = gain;
    }

    /**
     * Of gain 1.
     *
     * @return the initializer
     */
    public static Orthogonal matrix() {
        return new Orthogonal(Gain.linear());
    }

    /**
     * Times another gain.
     *
     * @param newGain see {@link Gain}
     * @return a changed copy
     */
    public Orthogonal gain(double newGain) {
        return new Orthogonal(newGain);
    }

    @Override
    public Tensor draw(Shape shape, Rng rng) {
        Shape.require(
                shape.rank() >= 2 && shape.size() > 0,
                "orthogonal",
                () -> "a weight (out, in, …) with elements",
                () -> shape);
        int rows = shape.intDim(0);
        int columns = Math.toIntExact(shape.size() / rows);
        boolean tall = rows > columns;
        double[][] basis = new double[tall ? columns : rows][tall ? rows : columns];
        for (double[] vector : basis) {
            rng.fillNormal(vector, 0, vector.length, 0, 1);
        }
        orthonormalize(basis);
        float[] values = new float[rows * columns];
        for (int k = 0; k < values.length; k++) {
            int row = k / columns;
            int column = k % columns;
            values[k] = (float) (gain * (tall ? basis[column][row] : basis[row][column]));
        }
        return Tensor.of(values, shape);
    }

    /**
     * Gram and Schmidt's method, each vector twice against those before it, which makes up for rounding. Lengths are
     * positive, so this is the factorisation into Q and an R of positive diagonal, without which Q would not be uniform.
     */
    private static void orthonormalize(double[]... vectors) {
        for (int i = 0; i < vectors.length; i++) {
            for (int pass = 0; pass < 2; pass++) {
                for (int j = 0; j < i; j++) {
                    add(vectors[i], vectors[j], -dot(vectors[i], vectors[j]));
                }
            }
            double length = Math.sqrt(dot(vectors[i], vectors[i]));
            add(vectors[i], vectors[i], 1 / length - 1);
        }
    }

    private static double dot(double[] x, double[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += x[i] * y[i];
        }
        return sum;
    }

    /** x += factor · y. */
    private static void add(double[] x, double[] y, double factor) {
        for (int i = 0; i < x.length; i++) {
            x[i] += factor * y[i];
        }
    }
}
