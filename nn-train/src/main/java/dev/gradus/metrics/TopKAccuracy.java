package dev.gradus.metrics;

import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import dev.gradus.train.Metric;

/** The share of samples whose true class is among the k with the highest scores; of equal scores the first comes first. */
public final class TopKAccuracy implements Metric {
    private final int k;
    private long right;
    private long all;

    /**
     * Makes the metric.
     *
     * @param k how many guesses count, 5 by custom
     */
    public TopKAccuracy(int k) {
        Shape.require(k > 0, "top-k accuracy", () -> "k of at least 1", () -> k);
        this.k = k;
    }

    @Override
    public String name() {
        return "top" + k + "_accuracy";
    }

    /**
     * Takes in a batch.
     *
     * @param prediction scores (N, C)
     * @param target INT64 class indices (N,)
     */
    @Override
    public void update(Tensor prediction, Tensor target) {
        Shape.require(prediction.rank() == 2, "top-k accuracy", () -> "scores (N, C)", prediction::shape);
        int classes = prediction.shape().intDim(1);
        double[] scores = prediction.toDoubleArray();
        long[] truth = target.toLongArray();
        Shape.require(
                truth.length == prediction.dim(0),
                "top-k accuracy",
                () -> "a target (" + prediction.dim(0) + ",)",
                target::shape);
        for (int n = 0; n < truth.length; n++) {
            long label = truth[n];
            Shape.require(
                    label >= 0 && label < classes,
                    "top-k accuracy",
                    () -> "classes from 0 to " + (classes - 1),
                    () -> label);
            int before = 0;
            int own = n * classes + (int) truth[n];
            for (int i = n * classes; i < (n + 1) * classes; i++) {
                before += scores[i] > scores[own] || (i < own && scores[i] == scores[own]) ? 1 : 0;
            }
            right += before < k ? 1 : 0;
        }
        all += truth.length;
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
        if (!(other instanceof TopKAccuracy same) || same.k != k) {
            throw new IllegalArgumentException(name() + ": expected to merge with its like, got " + other.name());
        }
        right += same.right;
        all += same.all;
    }
}
