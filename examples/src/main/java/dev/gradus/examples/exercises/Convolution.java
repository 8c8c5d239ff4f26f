package dev.gradus.examples.exercises;

import dev.gradus.examples.exercises.tasks.ConvolutionTask;

/**
 * Exercise 7: convolution by loops. Seven of them, one inside the other: slow, and easy to read.
 *
 * <p>A filter slides over a picture, {@code stride} pixels at a time; around the picture lie {@code padding} rows and
 * columns of zeros. The output has {@code H' = (H + 2 padding − K) / stride + 1} rows, rounded down, and W' columns
 * alike.
 *
 * <p>Backward needs no new idea: each product of forward, {@code out += x · w}, gives {@code dx += dOut · w} and
 * {@code dw += dOut · x} in the same loops.
 *
 * <p>Ask the judge: {@code ./gradus exercise 7}.
 */
public final class Convolution implements ConvolutionTask {
    /**
     * {@code out[n][f][i][j] = b[f] + Σ_c Σ_r Σ_s x[n][c][i · stride + r − padding][j · stride + s − padding] ·
     * w[f][c][r][s]}, where what lies outside the picture is 0.
     *
     * @param x (N, C, H, W)
     * @param w (F, C, K, K)
     * @param b (F)
     * @param stride 1 or more
     * @param padding 0 or more
     * @return (N, F, H', W')
     */
    @Override
    public double[][][][] forward(double[][][][] x, double[][][][] w, double[] b, int stride, int padding) {
        throw new UnsupportedOperationException("exercise 7: forward");
    }

    /**
     * {@code ∂L/∂x}.
     *
     * @param dOut (N, F, H', W')
     * @param x (N, C, H, W)
     * @param w (F, C, K, K)
     * @param stride 1 or more
     * @param padding 0 or more
     * @return (N, C, H, W)
     */
    @Override
    public double[][][][] inputGradient(
            double[][][][] dOut, double[][][][] x, double[][][][] w, int stride, int padding) {
        throw new UnsupportedOperationException("exercise 7: inputGradient");
    }

    /**
     * {@code ∂L/∂w}.
     *
     * @param dOut (N, F, H', W')
     * @param x (N, C, H, W)
     * @param w (F, C, K, K)
     * @param stride 1 or more
     * @param padding 0 or more
     * @return (F, C, K, K)
     */
    @Override
    public double[][][][] weightGradient(
            double[][][][] dOut, double[][][][] x, double[][][][] w, int stride, int padding) {
        throw new UnsupportedOperationException("exercise 7: weightGradient");
    }

    /**
     * {@code ∂L/∂b}: the bias of a filter is added at each place of each picture.
     *
     * @param dOut (N, F, H', W')
     * @return (F)
     */
    @Override
    public double[] biasGradient(double[][][][] dOut) {
        throw new UnsupportedOperationException("exercise 7: biasGradient");
    }
}
