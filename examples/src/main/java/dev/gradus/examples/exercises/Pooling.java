package dev.gradus.examples.exercises;

import dev.gradus.examples.exercises.tasks.PoolingTask;

/**
 * Exercise 8: pooling makes maps smaller.
 *
 * <p>A window of {@code kernelSize} rows and columns moves by {@code stride} over each map by itself. The output has
 * {@code H' = (H − kernelSize) / stride + 1} rows, rounded down, and W' columns alike. Where the stride is smaller than
 * the window, windows overlap: then a pixel gets a gradient from each window that it is in.
 *
 * <p>Ask the judge: {@code ./gradus exercise 8}.
 */
public final class Pooling implements PoolingTask {
    /**
     * {@code out[n][c][i][j] = max_{r, s} x[n][c][i · stride + r][j · stride + s]}, with r and s from 0 to kernelSize −
     * 1.
     *
     * @param x (N, C, H, W)
     * @param kernelSize rows and columns of the window
     * @param stride 1 or more
     * @return (N, C, H', W')
     */
    @Override
    public double[][][][] maxPool(double[][][][] x, int kernelSize, int stride) {
        throw new UnsupportedOperationException("exercise 8: maxPool");
    }

    /**
     * {@code ∂L/∂x}: only the pixel that was the largest of its window has had a say. Of equal ones, the first.
     *
     * @param dOut (N, C, H', W')
     * @param x (N, C, H, W)
     * @param kernelSize rows and columns of the window
     * @param stride 1 or more
     * @return (N, C, H, W)
     */
    @Override
    public double[][][][] maxPoolGradient(double[][][][] dOut, double[][][][] x, int kernelSize, int stride) {
        throw new UnsupportedOperationException("exercise 8: maxPoolGradient");
    }

    /**
     * The mean in place of the maximum.
     *
     * @param x (N, C, H, W)
     * @param kernelSize rows and columns of the window
     * @param stride 1 or more
     * @return (N, C, H', W')
     */
    @Override
    public double[][][][] avgPool(double[][][][] x, int kernelSize, int stride) {
        throw new UnsupportedOperationException("exercise 8: avgPool");
    }

    /**
     * {@code ∂L/∂x}: each pixel of a window has had the same say.
     *
     * @param dOut (N, C, H', W')
     * @param x (N, C, H, W)
     * @param kernelSize rows and columns of the window
     * @param stride 1 or more
     * @return (N, C, H, W)
     */
    @Override
    public double[][][][] avgPoolGradient(double[][][][] dOut, double[][][][] x, int kernelSize, int stride) {
        throw new UnsupportedOperationException("exercise 8: avgPoolGradient");
    }
}
