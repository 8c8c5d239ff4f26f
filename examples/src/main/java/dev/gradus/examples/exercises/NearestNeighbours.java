package dev.gradus.examples.exercises;

import dev.gradus.examples.exercises.tasks.NeighboursTask;

/**
 * Exercise 3: a classifier that learns nothing, keeps all pictures of the training, and asks those that are nearest.
 *
 * <p>Ask the judge: {@code ./gradus exercise 3}.
 */
public final class NearestNeighbours implements NeighboursTask {
    /**
     * {@code d[i][j] = √ Σ_d (x[i][d] − training[j][d])²}.
     *
     * @param x (N, D)
     * @param training (M, D)
     * @return (N, M)
     */
    @Override
    public double[][] distances(double[][] x, double[][] training) {
        throw new UnsupportedOperationException("exercise 3: distances");
    }

    /**
     * For each row of distances, the class that occurs most often among the k smallest. Where two classes occur equally
     * often, the one with the smaller number.
     *
     * @param distances (N, M); leave them as they are
     * @param classes (M), the true classes of the training's pictures, 0 or more
     * @param k how many are asked, at most M
     * @return (N), classes
     */
    @Override
    public int[] predict(double[][] distances, int[] classes, int k) {
        throw new UnsupportedOperationException("exercise 3: predict");
    }

    /**
     * How many of the predictions are right, as a share of all.
     *
     * @param predicted (N), classes
     * @param y (N), the true ones
     * @return from 0 to 1
     */
    @Override
    public double accuracy(int[] predicted, int[] y) {
        throw new UnsupportedOperationException("exercise 3: accuracy");
    }
}
