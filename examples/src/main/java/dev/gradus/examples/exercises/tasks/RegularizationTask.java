package dev.gradus.examples.exercises.tasks;

/** Exercise 10: dropout and smoothed labels. */
public interface RegularizationTask {
    /** Dropout in training of x (N, D), by uniform draws u (N, D) from 0 to 1. */
    double[][] dropout(double[][] x, double[][] u, double p);

    /** The gradient of x, (N, D). */
    double[][] dropoutGradient(double[][] dOut, double[][] u, double p);

    /** Dropout in evaluation. */
    double[][] dropoutInEvaluation(double[][] x, double p);

    /** The mean cross-entropy of scores (N, C) and classes y (N), smoothed. */
    double crossEntropy(double[][] scores, int[] y, double smoothing);

    /** The gradient of the scores, (N, C). */
    double[][] crossEntropyGradient(double[][] scores, int[] y, double smoothing);
}
