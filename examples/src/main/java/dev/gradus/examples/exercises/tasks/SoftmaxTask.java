package dev.gradus.examples.exercises.tasks;

/** Exercise 1: a linear classifier with the softmax loss. */
public interface SoftmaxTask extends LinearClassifierTask {
    /** The scores (N, C) of pictures x (N, D) by weights w (C, D) and biases b (C). */
    double[][] scores(double[][] x, double[][] w, double[] b);

    /** The probabilities (N, C) of scores (N, C). */
    double[][] probabilities(double[][] scores);
}
