package dev.gradus.examples.exercises.tasks;

/** Exercise 2: a linear classifier with the hinge loss. */
public interface SvmTask extends LinearClassifierTask {
    /** By how much each wrong class comes too close, (N, C), from scores (N, C) and classes y (N). */
    double[][] margins(double[][] scores, int[] y);
}
