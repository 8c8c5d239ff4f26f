package dev.gradus.examples.exercises.tasks;

/** Exercise 7: convolution. */
public interface ConvolutionTask {
    /** The maps (N, F, H', W') of pictures x (N, C, H, W) by filters w (F, C, K, K) and biases b (F). */
    double[][][][] forward(double[][][][] x, double[][][][] w, double[] b, int stride, int padding);

    /** The gradient of x, (N, C, H, W), from that of the output, (N, F, H', W'). */
    double[][][][] inputGradient(double[][][][] dOut, double[][][][] x, double[][][][] w, int stride, int padding);

    /** The gradient of w, (F, C, K, K). */
    double[][][][] weightGradient(double[][][][] dOut, double[][][][] x, double[][][][] w, int stride, int padding);

    /** The gradient of b, (F). */
    double[] biasGradient(double[][][][] dOut);
}
