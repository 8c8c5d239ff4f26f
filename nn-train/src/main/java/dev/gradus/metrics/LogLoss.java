package dev.gradus.metrics;

import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import dev.gradus.train.Metric;

/**
 * The mean of {@code −ln p} over all positions, with p the probability that softmax of the scores gives the true class:
 * the cross-entropy without whatever a training's loss adds to it.
 */
public final class LogLoss implements Metric {
    private double sum;
    private long count;

    /** Nothing seen yet. */
    public LogLoss() {}

    @Override
    public String name() {
        return "log_loss";
    }

    /**
     * Takes in a batch.
     *
     * @param prediction scores (N, C) or (N, C, …), before softmax
     * @param target INT64 class indices (N,) or (N, …)
     */
    @Override
    public void update(Tensor prediction, Tensor target) {
        Shape.require(prediction.rank() >= 2, "log loss", () -> "scores (N, C, …)", prediction::shape);
        double[] scores = prediction.toDoubleArray();
        long[] truths = target.toLongArray();
        int classes = prediction.shape().intDim(1);
        int samples = prediction.shape().intDim(0);
        int inner = samples == 0 ? 0 : scores.length / samples / classes;
        Shape.require(
                truths.length == samples * inner,
                "log loss",
                () -> "a target of size " + samples * inner,
                target::shape);
        for (int i = 0; i < truths.length; i++) {
            long truth = truths[i];
            Shape.require(
                    truth >= 0 && truth < classes, "log loss", () -> "classes from 0 to " + (classes - 1), () -> truth);
            sum += logLoss(scores, i / inner * classes * inner + i % inner, inner, classes, (int) truth);
        }
        count += truths.length;
    }

    private static double logLoss(double[] scores, int start, int stride, int classes, int truth) {
        double highest = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < classes; k++) {
            highest = Math.max(highest, scores[start + k * stride]);
        }
        double exponentials = 0;
        for (int k = 0; k < classes; k++) {
            exponentials += Math.exp(scores[start + k * stride] - highest);
        }
        return Math.log(exponentials) + highest - scores[start + truth * stride];
    }

    @Override
    public double value() {
        return sum / count;
    }

    @Override
    public void reset() {
        sum = 0;
        count = 0;
    }

    @Override
    public void merge(Metric other) {
        if (!(other instanceof LogLoss loss)) {
            throw new IllegalArgumentException("log loss: expected to merge with log_loss, got " + other.name());
        }
        sum += loss.sum;
        count += loss.count;
    }
}
