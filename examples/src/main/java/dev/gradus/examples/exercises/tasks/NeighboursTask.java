package dev.gradus.examples.exercises.tasks;

/** Exercise 3: the nearest neighbours. */
public interface NeighboursTask {
    /** The Euclidean distances (N, M) from each of x (N, D) to each of training (M, D). */
    double[][] distances(double[][] x, double[][] training);

    /**
     * The class (N) that most of the k nearest have, from distances (N, M) and the classes (M) of the training's
     * pictures.
     */
    int[] predict(double[][] distances, int[] classes, int k);

    /** The share of right predictions. */
    double accuracy(int[] predicted, int[] y);
}
