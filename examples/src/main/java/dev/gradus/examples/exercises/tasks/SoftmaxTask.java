package dev.gradus.examples.exercises.tasks;

/** Exercise 1: a linear classifier with the softmax loss and an L2 regulariser. */
public interface SoftmaxTask {
    /** The scores (N, C) of pictures x (N, D) by weights w (C, D) and biases b (C). */
    double[][] scores(double[][] x, double[][] w, double[] b);

    /** The probabilities (N, C) of scores (N, C). */
    double[][] probabilities(double[][] scores);

    /** The loss of pictures x (N, D) with classes y (N), regulariser included. */
    double loss(double[][] x, int[] y, double[][] w, double[] b, double lambda);

    /** The loss's gradient with respect to w, (C, D). */
    double[][] weightGradient(double[][] x, int[] y, double[][] w, double[] b, double lambda);

    /** The loss's gradient with respect to b, (C). */
    double[] biasGradient(double[][] x, int[] y, double[][] w, double[] b, double lambda);
}
