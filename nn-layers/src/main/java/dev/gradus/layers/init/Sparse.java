package dev.gradus.layers.init;

import dev.gradus.random.Rng;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;

/**
 * A normal distribution of which a fixed fraction of each column of a weight (out, in) is 0. Martens, "Deep learning via
 * Hessian-free optimization", ICML 2010.
 */
public final class Sparse implements Initializer {
    private final double sparsity;
    private final double std;

    private Sparse(double sparsity, double std) {
        this.sparsity = sparsity;
        this.std = std;
    }

    /**
     * Of standard deviation 0.01.
     *
     * @param sparsity the fraction of zeros, 0 to 1, rounded up to whole elements
     * @return the initializer
     */
    public static Sparse of(double sparsity) {
        Shape.require(sparsity >= 0 && sparsity <= 1, "sparse", () -> "sparsity from 0 to 1", () -> sparsity);
        return new Sparse(sparsity, 0.01);
    }

    /**
     * Of another standard deviation.
     *
     * @param newStd that of the elements that are not 0
     * @return a changed copy
     */
    public Sparse std(double newStd) {
        return new Sparse(sparsity, newStd);
    }

    @Override
    public Tensor draw(Shape shape, Rng rng) {
        Shape.require(shape.rank() == 2, "sparse", () -> "a weight (out, in)", () -> shape);
        int rows = shape.intDim(0);
        int columns = shape.intDim(1);
        float[] values = new float[rows * columns];
        rng.fillNormal(values, 0, values.length, 0, (float) std);
        int zeros = (int) Math.ceil(sparsity * rows);
        for (int column = 0; column < columns; column++) {
            int[] order = rng.permutation(rows);
            for (int i = 0; i < zeros; i++) {
                values[order[i] * columns + column] = 0;
            }
        }
        return Tensor.of(values, shape);
    }
}
