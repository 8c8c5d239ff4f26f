package dev.gradus.metrics;

import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import dev.gradus.train.Metric;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How well scores tell positives from negatives at every threshold: the ROC curve and the curve of precision over
 * recall. It keeps all scores. Fawcett, "An introduction to ROC analysis", 2006, DOI 10.1016/j.patrec.2005.10.010.
 */
public final class BinaryScores implements Metric {
    private final Figure figure;
    private final List<double[]> scores = new ArrayList<>();
    private final List<boolean[]> truths = new ArrayList<>();

    /** What {@link #value} is. */
    public enum Figure {
        /** The area under the ROC curve: the probability that a positive's score is above a negative's. */
        ROC_AUC,
        /** {@code Σ (Rᵢ − Rᵢ₋₁) · Pᵢ} over the thresholds from the highest down. */
        AVERAGE_PRECISION,
        /**
         * The same with the highest precision at this recall or a higher one in place of {@code Pᵢ}: Pascal VOC's since
         * 2010.
         */
        INTERPOLATED_PRECISION
    }

    /**
     * Makes the metric.
     *
     * @param figure what its value is
     */
    public BinaryScores(Figure figure) {
        this.figure = figure;
    }

    /**
     * A point of a curve.
     *
     * @param threshold scores from here on count as positive
     * @param truePositives how many positives do
     * @param falsePositives how many negatives do
     */
    private record Cut(double threshold, long truePositives, long falsePositives) {}

    /**
     * A point of a curve.
     *
     * @param x the false positive rate, or the recall
     * @param y the true positive rate, or the precision
     * @param threshold from which score on samples count as positive
     */
    public record Point(double x, double y, double threshold) {}

    @Override
    public String name() {
        return figure.name().toLowerCase(Locale.ROOT);
    }

    /**
     * Takes in a batch.
     *
     * @param prediction scores or logits of any shape, none of them NaN
     * @param target of the same size; above ½ is positive
     */
    @Override
    public void update(Tensor prediction, Tensor target) {
        double[] values = prediction.toDoubleArray();
        double[] truth = target.toDoubleArray();
        Shape.require(values.length == truth.length, name(), () -> "a target of size " + values.length, target::shape);
        boolean[] positive = new boolean[truth.length];
        for (int i = 0; i < truth.length; i++) {
            positive[i] = truth[i] > 0.5;
            boolean number = !Double.isNaN(values[i]);
            Shape.require(number, name(), () -> "scores that are numbers", () -> "NaN");
        }
        scores.add(values);
        truths.add(positive);
    }

    /** From the highest threshold down, equal scores together. */
    private List<Cut> cuts() {
        record Scored(double score, boolean positive) {}
        List<Scored> all = new ArrayList<>();
        for (int b = 0; b < scores.size(); b++) {
            for (int i = 0; i < scores.get(b).length; i++) {
                all.add(new Scored(scores.get(b)[i], truths.get(b)[i]));
            }
        }
        all.sort((a, b) -> Double.compare(b.score, a.score));
        List<Cut> cuts = new ArrayList<>();
        long positives = 0;
        long negatives = 0;
        for (int i = 0; i < all.size(); i++) {
            positives += all.get(i).positive ? 1 : 0;
            negatives += all.get(i).positive ? 0 : 1;
            if (i + 1 == all.size() || all.get(i + 1).score != all.get(i).score) {
                cuts.add(new Cut(all.get(i).score, positives, negatives));
            }
        }
        return cuts;
    }

    /**
     * The true positive rate over the false positive rate, from (0, 0) to (1, 1).
     *
     * @return the points; rates are NaN without positives or negatives
     */
    public List<Point> roc() {
        List<Cut> cuts = cuts();
        double positives = cuts.isEmpty() ? 0 : cuts.get(cuts.size() - 1).truePositives;
        double negatives = cuts.isEmpty() ? 0 : cuts.get(cuts.size() - 1).falsePositives;
        List<Point> points = new ArrayList<>(List.of(new Point(0, 0, Double.POSITIVE_INFINITY)));
        cuts.forEach(cut ->
                points.add(new Point(cut.falsePositives / negatives, cut.truePositives / positives, cut.threshold)));
        return points;
    }

    /**
     * The precision over the recall, from the highest threshold down.
     *
     * @return the points; recalls are NaN without positives
     */
    public List<Point> precisionRecall() {
        List<Cut> cuts = cuts();
        double positives = cuts.isEmpty() ? 0 : cuts.get(cuts.size() - 1).truePositives;
        return cuts.stream()
                .map(cut -> new Point(
                        cut.truePositives / positives,
                        cut.truePositives / (double) (cut.truePositives + cut.falsePositives),
                        cut.threshold))
                .toList();
    }

    @Override
    public double value() {
        if (scores.stream().mapToInt(batch -> batch.length).sum() == 0) {
            return Double.NaN;
        }
        double area = 0;
        if (figure == Figure.ROC_AUC) {
            List<Point> points = roc();
            for (int i = 1; i < points.size(); i++) {
                Point from = points.get(i - 1);
                Point to = points.get(i);
                area += (to.x - from.x) * (from.y + to.y) / 2;
            }
            return area;
        }
        List<Point> points = precisionRecall();
        double highest = 0;
        for (int i = points.size() - 1; i >= 0; i--) {
            Point point = points.get(i);
            highest = Math.max(figure == Figure.INTERPOLATED_PRECISION ? highest : 0, point.y);
            area += (point.x - (i == 0 ? 0 : points.get(i - 1).x)) * highest;
        }
        return area;
    }

    @Override
    public void reset() {
        scores.clear();
        truths.clear();
    }

    @Override
    public void merge(Metric other) {
        if (!(other instanceof BinaryScores same) || same.figure != figure) {
            throw new IllegalArgumentException(name() + ": expected to merge with its like, got " + other.name());
        }
        same.scores.forEach(batch -> scores.add(Arrays.copyOf(batch, batch.length)));
        same.truths.forEach(batch -> truths.add(Arrays.copyOf(batch, batch.length)));
    }
}
