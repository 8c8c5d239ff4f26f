package dev.gradus.examples.exercises.tasks;

/** What exercises 1 and 2 have in common: the loss of a linear classifier with an L2 regulariser, and its gradient. */
public interface LinearClassifierTask {
    /** The loss of pictures x (N, D) with classes y (N), regulariser included. */
    double loss(double[][] x, int[] y, double[][] w, double[] b, double lambda);

    /** The loss's gradient with respect to w, (C, D). */
    double[][] weightGradient(double[][] x, int[] y, double[][] w, double[] b, double lambda);

    /** The loss's gradient with respect to b, (C). */
    double[] biasGradient(double[][] x, int[] y, double[][] w, double[] b, double lambda);
}
