package dev.gradus.examples.exercises.tasks;

/** Exercise 5: layers forward and backward, and a network of two. */
public interface TwoLayerTask {
    /** {@code x wᵀ + b}, (N, M), of x (N, D), w (M, D) and b (M). */
    double[][] affine(double[][] x, double[][] w, double[] b);

    /** The gradient of x, (N, D), from that of the output, (N, M). */
    double[][] affineInputGradient(double[][] dOut, double[][] x, double[][] w);

    /** The gradient of w, (M, D). */
    double[][] affineWeightGradient(double[][] dOut, double[][] x, double[][] w);

    /** The gradient of b, (M). */
    double[] affineBiasGradient(double[][] dOut);

    /** {@code max(0, x)} of each element. */
    double[][] relu(double[][] x);

    /** The gradient of x, from that of relu(x). */
    double[][] reluGradient(double[][] dOut, double[][] x);

    /** {@code 1 / (1 + exp(−x))} of each element. */
    double[][] sigmoid(double[][] x);

    /** The gradient of x, from that of sigmoid(x). */
    double[][] sigmoidGradient(double[][] dOut, double[][] x);

    /** The scores (N, C) of a network: affine, relu, affine. */
    double[][] scores(double[][] x, double[][] w1, double[] b1, double[][] w2, double[] b2);

    /** The gradient of w1, (H, D), from that of the scores, (N, C). */
    double[][] firstWeightGradient(
            double[][] dScores, double[][] x, double[][] w1, double[] b1, double[][] w2, double[] b2);
}
