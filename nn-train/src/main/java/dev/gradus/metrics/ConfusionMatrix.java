package dev.gradus.metrics;

import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import dev.gradus.train.Metric;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How often each class was taken for each, and the figures that follow from it. As a {@link Metric} its value is one of
 * them.
 *
 * <p>Those of a class compare true positives TP, false positives FP and false negatives FN; a quotient of 0 by 0 is 0.
 * {@link Average} says how one figure is made of them.
 */
public final class ConfusionMatrix implements Metric {
    private final int classes;
    private final long ignored;
    private final Figure figure;
    private final Average average;
    private final long[][] counts;

    /** What {@link #value} is. */
    public enum Figure {
        /** The share of positions that are right. */
        ACCURACY,
        /** The average of {@code TP / (TP + FP)}. */
        PRECISION,
        /** The average of {@code TP / (TP + FN)}; as a macro average also called balanced accuracy. */
        RECALL,
        /** The average of {@code FN / (TP + FN)}. */
        MISS_RATE,
        /** The average of {@code 2·TP / (2·TP + FP + FN)}: F1, which for pixels is Dice's coefficient. */
        F1,
        /** The average of {@code TP / (TP + FP + FN)}: intersection over union. */
        MEAN_IOU
    }

    /** How the figures of the classes become one. */
    public enum Average {
        /** The mean over the classes that occur in the truth, each counting the same. */
        MACRO,
        /** The mean over them, each counting as often as it occurs. */
        WEIGHTED,
        /** The figure of the sums of TP, FP and FN over all classes. */
        MICRO
    }

    /**
     * Makes a matrix that leaves nothing out, with macro averages.
     *
     * @param classes how many there are
     * @param figure what its value is
     */
    public ConfusionMatrix(int classes, Figure figure) {
        this(classes, figure, -1);
    }

    /**
     * Makes a matrix with macro averages.
     *
     * @param classes how many there are
     * @param figure what its value is
     * @param ignoreIndex what marks a position to leave out, such as Pascal VOC's 255
     */
    public ConfusionMatrix(int classes, Figure figure, long ignoreIndex) {
        this(classes, figure, Average.MACRO, ignoreIndex);
    }

    /**
     * Makes a matrix.
     *
     * @param classes how many there are
     * @param figure what its value is
     * @param average how the figures of the classes become one
     * @param ignoreIndex what marks a position to leave out; −1 for none
     */
    public ConfusionMatrix(int classes, Figure figure, Average average, long ignoreIndex) {
        Shape.require(classes > 0, "confusion matrix", () -> "at least 1 class", () -> classes);
        this.classes = classes;
        this.figure = figure;
        this.average = average;
        this.ignored = ignoreIndex;
        this.counts = new long[classes][classes];
    }

    @Override
    public String name() {
        String name = figure.name().toLowerCase(Locale.ROOT);
        return average == Average.MACRO ? name : average.name().toLowerCase(Locale.ROOT) + "_" + name;
    }

    /**
     * Takes in a batch; the class with the highest score is the predicted one.
     *
     * @param prediction scores (N, C) or (N, C, …)
     * @param target INT64 class indices (N,) or (N, …)
     */
    @Override
    public void update(Tensor prediction, Tensor target) {
        Shape.require(
                prediction.rank() >= 2 && prediction.dim(1) == classes,
                "confusion matrix",
                () -> "scores (N, " + classes + ", …)",
                prediction::shape);
        long[] found = prediction.argmax(1).toLongArray();
        long[] truth = target.toLongArray();
        Shape.require(
                found.length == truth.length,
                "confusion matrix",
                () -> "a target of size " + found.length,
                target::shape);
        for (int i = 0; i < found.length; i++) {
            add(truth[i], found[i]);
        }
    }

    /**
     * Takes in one position.
     *
     * @param truth its class, or the index that is ignored
     * @param found the class that was predicted
     */
    public void add(long truth, long found) {
        if (truth != ignored) {
            Shape.require(
                    truth >= 0 && truth < classes && found >= 0 && found < classes,
                    "confusion matrix",
                    () -> "classes from 0 to " + (classes - 1),
                    () -> truth + " and " + found);
            counts[(int) truth][(int) found]++;
        }
    }

    /**
     * How often a class was taken for another, or for itself.
     *
     * @param truth the true class
     * @param found the predicted one
     * @return the count
     */
    public long count(int truth, int found) {
        return counts[truth][found];
    }

    /**
     * A class's {@code TP / (TP + FP)}.
     *
     * @param k the class
     * @return 0 if it was never predicted
     */
    public double precision(int k) {
        return tally(k).figure(Figure.PRECISION);
    }

    /**
     * A class's {@code TP / (TP + FN)}.
     *
     * @param k the class
     * @return 0 if it never occurred
     */
    public double recall(int k) {
        return tally(k).figure(Figure.RECALL);
    }

    /**
     * A class's {@code 2·TP / (2·TP + FP + FN)}.
     *
     * @param k the class
     * @return 0 if it neither occurred nor was predicted
     */
    public double f1(int k) {
        return tally(k).figure(Figure.F1);
    }

    /**
     * A class's {@code TP / (TP + FP + FN)}.
     *
     * @param k the class
     * @return 0 if it neither occurred nor was predicted
     */
    public double iou(int k) {
        return tally(k).figure(Figure.MEAN_IOU);
    }

    /** True positives, and how often a class occurred and was predicted. */
    private record Tally(double right, double occurred, double predicted) {
        double figure(Figure figure) {
            return switch (figure) {
                case ACCURACY, RECALL -> quotient(right, occurred);
                case PRECISION -> quotient(right, predicted);
                case MISS_RATE -> quotient(occurred - right, occurred);
                case F1 -> quotient(2 * right, predicted + occurred);
                case MEAN_IOU -> quotient(right, predicted + occurred - right);
            };
        }

        private static double quotient(double part, double whole) {
            return whole == 0 ? 0 : part / whole;
        }

        Tally plus(Tally other) {
            return new Tally(right + other.right, occurred + other.occurred, predicted + other.predicted);
        }
    }

    private Tally tally(int k) {
        return new Tally(
                (double) counts[k][k], (double) Arrays.stream(counts[k]).sum(), (double)
                        Arrays.stream(counts).mapToLong(row -> row[k]).sum());
    }

    @Override
    public double value() {
        Tally all = new Tally(0, 0, 0);
        double sum = 0;
        double weights = 0;
        for (int k = 0; k < classes; k++) {
            Tally own = tally(k);
            all = all.plus(own);
            double weight = average == Average.WEIGHTED ? own.occurred : own.occurred > 0 ? 1 : 0;
            sum += weight * own.figure(figure);
            weights += weight;
        }
        if (all.occurred == 0) {
            return Double.NaN;
        }
        return figure == Figure.ACCURACY || average == Average.MICRO ? all.figure(figure) : sum / weights;
    }

    @Override
    public void reset() {
        for (long[] row : counts) {
            Arrays.fill(row, 0);
        }
    }

    @Override
    public void merge(Metric other) {
        if (!(other instanceof ConfusionMatrix matrix) || matrix.classes != classes || matrix.ignored != ignored) {
            throw new IllegalArgumentException("confusion matrix: expected to merge with one of " + classes
                    + " classes that ignores " + ignored + ", got " + other.name());
        }
        for (int i = 0; i < classes; i++) {
            for (int j = 0; j < classes; j++) {
                counts[i][j] += matrix.counts[i][j];
            }
        }
    }

    /**
     * The matrix as text: a row for each true class, a column for each predicted one, with precision and recall.
     *
     * @param names of the classes
     * @return lines
     */
    public String table(List<String> names) {
        Shape.require(names.size() == classes, "confusion matrix", () -> classes + " names", names::size);
        int width =
                2 + Math.max(7, names.stream().mapToInt(String::length).max().orElse(0));
        StringBuilder text = new StringBuilder(" ".repeat(width));
        names.forEach(name -> text.append(padded(name, width)));
        text.append(padded("recall", width)).append('\n');
        for (int i = 0; i < classes; i++) {
            text.append(padded(names.get(i), width));
            for (long count : counts[i]) {
                text.append(padded(Long.toString(count), width));
            }
            text.append(padded(share(recall(i)), width)).append('\n');
        }
        text.append(padded("precision", width));
        for (int k = 0; k < classes; k++) {
            text.append(padded(share(precision(k)), width));
        }
        return text.append('\n').toString();
    }

    private static String share(double x) {
        return String.format(Locale.ROOT, "%.3f", x);
    }

    private static String padded(String text, int width) {
        return " ".repeat(Math.max(0, width - text.length())) + text;
    }
}
