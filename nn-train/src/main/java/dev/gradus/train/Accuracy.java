package dev.gradus.train;

import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;

/** The share of positions at which the class with the highest score is the true one. */
public final class Accuracy implements Metric {
    private long right;
    private long all;

    /** Nothing seen yet. */
    public Accuracy() {}

    @Override
    public String name() {
        return "accuracy";
    }

    /**
     * Takes in a batch.
     *
     * @param prediction scores (N, C) or (N, C, …)
     * @param target INT64 class indices (N,) or (N, …)
     */
    @Override
    public void update(Tensor prediction, Tensor target) {
        long[] guess = prediction.argmax(1).toLongArray();
        long[] truth = target.toLongArray();
        Shape.require(
                guess.length == truth.length, "accuracy", () -> "a target of size " + guess.length, target::shape);
        for (int i = 0; i < guess.length; i++) {
            right += guess[i] == truth[i] ? 1 : 0;
        }
        all += guess.length;
    }

    @Override
    public double value() {
        return (double) right / (double) all;
    }

    @Override
    public void reset() {
        right = 0;
        all = 0;
    }

    @Override
    public void merge(Metric other) {
        if (!(other instanceof Accuracy accuracy)) {
            throw new IllegalArgumentException("accuracy: expected to merge with accuracy, got " + other.name());
        }
        right += accuracy.right;
        all += accuracy.all;
    }
}
