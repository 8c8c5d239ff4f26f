package dev.gradus.examples.exercises.tasks;

/** Exercise 8: pooling. */
public interface PoolingTask {
    /** The largest value of each window, (N, C, H', W'), of x (N, C, H, W). */
    double[][][][] maxPool(double[][][][] x, int kernelSize, int stride);

    /** The gradient of x, (N, C, H, W), from that of the output, (N, C, H', W'). */
    double[][][][] maxPoolGradient(double[][][][] dOut, double[][][][] x, int kernelSize, int stride);

    /** The mean of each window, (N, C, H', W'). */
    double[][][][] avgPool(double[][][][] x, int kernelSize, int stride);

    /** The gradient of x, (N, C, H, W). */
    double[][][][] avgPoolGradient(double[][][][] dOut, double[][][][] x, int kernelSize, int stride);
}
