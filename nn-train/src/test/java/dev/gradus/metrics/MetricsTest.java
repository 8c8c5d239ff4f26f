package dev.gradus.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gradus.layers.losses.CrossEntropyLoss;
import dev.gradus.random.Rng;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import dev.gradus.train.Metric;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class MetricsTest {
    /** Truth 0 found 0, 0, 1; truth 1 found 1, 1, 1, 0; truth 2, of four classes, found 1. Class 3 does not occur. */
    private static ConfusionMatrix example(ConfusionMatrix.Figure figure) {
        ConfusionMatrix matrix = new ConfusionMatrix(4, figure, 255);
        long[][] pairs = {{0, 0}, {0, 0}, {0, 1}, {1, 1}, {1, 1}, {1, 1}, {1, 0}, {2, 1}, {255, 3}};
        for (long[] pair : pairs) {
            matrix.add(pair[0], pair[1]);
        }
        return matrix;
    }

    @Test
    void theConfusionMatrixGivesWhatIsCountedByHand() {
        ConfusionMatrix matrix = example(ConfusionMatrix.Figure.ACCURACY);
        assertThat(matrix.value()).isEqualTo(5.0 / 8);
        assertThat(matrix.count(0, 1)).isEqualTo(1);
        assertThat(matrix.precision(0)).isEqualTo(2.0 / 3);
        assertThat(matrix.precision(1)).isEqualTo(3.0 / 5);
        assertThat(matrix.recall(1)).isEqualTo(3.0 / 4);
        assertThat(matrix.f1(1)).isEqualTo(6.0 / 9);
        assertThat(matrix.iou(1)).isEqualTo(3.0 / 6);
        assertThat(matrix.iou(3)).isZero();
        double[] expected = {
            (2.0 / 3 + 3.0 / 5 + 0) / 3,
            (2.0 / 3 + 3.0 / 4 + 0) / 3,
            (1.0 / 3 + 1.0 / 4 + 1) / 3,
            (4.0 / 6 + 6.0 / 9 + 0) / 3,
            (2.0 / 4 + 3.0 / 6 + 0) / 3
        };
        ConfusionMatrix.Figure[] figures = ConfusionMatrix.Figure.values();
        for (int i = 1; i < figures.length; i++) {
            assertThat(example(figures[i]).value()).as(figures[i].name()).isCloseTo(expected[i - 1], within(1e-15));
        }
        assertThat(example(ConfusionMatrix.Figure.MEAN_IOU).name()).isEqualTo("mean_iou");
        assertThat(matrix.table(List.of("cat", "dog", "owl", "fox")).lines().toList())
                .hasSize(6)
                .element(2)
                .isEqualTo("      dog        1        3        0        0    0.750");
    }

    @Test
    void figuresAreAveragedInThreeWays() {
        double[][] expected = {
            // macro, weighted, micro
            {(2.0 / 3 + 3.0 / 5) / 3, (3 * 2.0 / 3 + 4 * 3.0 / 5) / 8, 5.0 / 8},
            {(2.0 / 3 + 3.0 / 4) / 3, 5.0 / 8, 5.0 / 8},
            {(2.0 / 4 + 3.0 / 6) / 3, (3 * 2.0 / 4 + 4 * 3.0 / 6) / 8, 5.0 / 11}
        };
        ConfusionMatrix.Figure[] figures = {
            ConfusionMatrix.Figure.PRECISION, ConfusionMatrix.Figure.RECALL, ConfusionMatrix.Figure.MEAN_IOU
        };
        ConfusionMatrix.Average[] averages = {
            ConfusionMatrix.Average.MACRO, ConfusionMatrix.Average.WEIGHTED, ConfusionMatrix.Average.MICRO
        };
        for (int i = 0; i < figures.length; i++) {
            for (int j = 0; j < averages.length; j++) {
                ConfusionMatrix matrix = new ConfusionMatrix(4, figures[i], averages[j], 255);
                assertThat(matrix.value()).isNaN();
                matrix.merge(example(figures[i]));
                assertThat(matrix.value()).as(matrix.name()).isCloseTo(expected[i][j], within(1e-15));
            }
        }
        assertThat(new ConfusionMatrix(4, figures[0], ConfusionMatrix.Average.MICRO, -1).name())
                .isEqualTo("micro_precision");
    }

    @Test
    void logLossIsTheCrossEntropy() {
        Tensor scores = Tensor.normal(Rng.seed(3), 4, 3, 2).mul(5);
        Tensor target = Tensor.of(new long[] {0, 1, 2, 2, 1, 0, 0, 1}, Shape.of(4, 2));
        LogLoss loss = new LogLoss();
        loss.update(scores, target);
        assertThat(loss.value())
                .isCloseTo(new CrossEntropyLoss().forward(scores, target).item(), within(1e-6));
        assertThatThrownBy(() -> loss.update(scores, Tensor.of(new long[] {3}, Shape.of(1))))
                .hasMessageContaining("log loss: expected a target of size 8");
    }

    private static MeanAveragePrecision.Box box(double x1, double y1, double x2, double y2) {
        return new MeanAveragePrecision.Box(x1, y1, x2, y2);
    }

    /**
     * Of class 0 three boxes are to be found. By falling score: right, the same again, a difficult one (left out), right
     * with IoU 0.9, wrong, right with IoU 0.6. Precisions 1, 1/2, 2/3, 1/2, 3/5, made falling at the right ones: 1, 2/3,
     * 3/5. Of class 1 one box is not found.
     */
    @Test
    void theMeanAveragePrecisionIsWhatIsCountedByHand() {
        MeanAveragePrecision scores = new MeanAveragePrecision();
        assertThat(scores.value(0.5)).isNaN();
        scores.add(
                List.of(
                        new MeanAveragePrecision.Found(box(20, 20, 30, 26), 0, 0.4),
                        new MeanAveragePrecision.Found(box(0, 0, 10, 10), 0, 0.9),
                        new MeanAveragePrecision.Found(box(0, 0, 10, 10), 0, 0.8),
                        new MeanAveragePrecision.Found(box(50, 50, 60, 60), 0, 0.7)),
                List.of(
                        new MeanAveragePrecision.Truth(box(0, 0, 10, 10), 0, false),
                        new MeanAveragePrecision.Truth(box(20, 20, 30, 30), 0, false),
                        new MeanAveragePrecision.Truth(box(50, 50, 60, 60), 0, true)));
        MeanAveragePrecision second = new MeanAveragePrecision();
        second.add(
                List.of(
                        new MeanAveragePrecision.Found(box(0, 0, 10, 9), 0, 0.6),
                        new MeanAveragePrecision.Found(box(70, 0, 80, 9), 0, 0.5)),
                List.of(
                        new MeanAveragePrecision.Truth(box(0, 0, 10, 10), 0, false),
                        new MeanAveragePrecision.Truth(box(0, 0, 10, 10), 1, false)));
        scores.merge(second);
        assertThat(scores.averagePrecision(0, 0.5)).isCloseTo((1 + 2.0 / 3 + 3.0 / 5) / 3, within(1e-12));
        assertThat(scores.averagePrecision(0, 0.75)).isCloseTo((1 + 2.0 / 3) / 3, within(1e-12));
        assertThat(scores.averagePrecision(1, 0.5)).isZero();
        assertThat(scores.averagePrecision(2, 0.5)).isNaN();
        assertThat(scores.value(0.5)).isCloseTo((1 + 2.0 / 3 + 3.0 / 5) / 6, within(1e-12));
        scores.reset();
        assertThat(scores.value(0.5)).isNaN();
        // Wrong, right, right: precisions 0, 1/2, 2/3, of which the second is raised to the third.
        scores.add(
                List.of(
                        new MeanAveragePrecision.Found(box(70, 0, 80, 9), 0, 0.9),
                        new MeanAveragePrecision.Found(box(0, 0, 10, 10), 0, 0.8),
                        new MeanAveragePrecision.Found(box(20, 20, 30, 30), 0, 0.7)),
                List.of(
                        new MeanAveragePrecision.Truth(box(0, 0, 10, 10), 0, false),
                        new MeanAveragePrecision.Truth(box(20, 20, 30, 30), 0, false)));
        assertThat(scores.value(0.5)).isCloseTo(2.0 / 3, within(1e-12));
        assertThatThrownBy(() -> box(3, 0, 2, 1)).hasMessageContaining("box: expected x1 <= x2");
    }

    @Test
    void refusesClassesThatAreNone() {
        ConfusionMatrix matrix = new ConfusionMatrix(3, ConfusionMatrix.Figure.F1);
        assertThatThrownBy(() -> matrix.add(3, 0))
                .hasMessage("confusion matrix: expected classes from 0 to 2, got 3 and 0");
        assertThatThrownBy(() -> matrix.update(Tensor.zeros(2, 4), Tensor.of(new long[] {0, 1}, Shape.of(2))))
                .hasMessageContaining("expected scores (N, 3, …), got (2, 4)");
        assertThatThrownBy(() -> matrix.merge(new TopKAccuracy(1))).hasMessageContaining("got top1_accuracy");
        assertThatThrownBy(() -> matrix.merge(new ConfusionMatrix(3, ConfusionMatrix.Figure.F1, 255)))
                .hasMessageContaining("one of 3 classes that ignores -1");
        TopKAccuracy top = new TopKAccuracy(1);
        assertThatThrownBy(() -> top.update(Tensor.zeros(1, 2), Tensor.of(new long[] {2}, Shape.of(1))))
                .hasMessage("top-k accuracy: expected classes from 0 to 1, got 2");
    }

    @Test
    void topKCountsTheTrueClassAmongTheBest() {
        Tensor scores = Tensor.of(new float[] {0.1f, 0.5f, 0.4f, 0.3f, 0.3f, 0.3f}, Shape.of(2, 3));
        long[][] truths = {{1, 0}, {2, 1}, {0, 2}};
        double[][] expected = {{1, 1, 1}, {0, 1, 1}, {0, 0, 1}};
        for (int t = 0; t < 3; t++) {
            for (int k = 1; k <= 3; k++) {
                TopKAccuracy metric = new TopKAccuracy(k);
                metric.update(scores, Tensor.of(truths[t], Shape.of(2)));
                assertThat(metric.value()).as("truth %d, k %d", t, k).isEqualTo(expected[t][k - 1]);
            }
        }
    }

    /** Scores 0.9+, 0.8−, 0.7+, 0.7−, 0.1−: of the six pairs of a positive and a negative 4½ are in order. */
    private static BinaryScores five(BinaryScores.Figure figure) {
        BinaryScores scores = new BinaryScores(figure);
        scores.update(Tensor.of(0.9f, 0.8f, 0.7f, 0.7f, 0.1f), Tensor.of(1, 0, 1, 0, 0f));
        return scores;
    }

    @Test
    void curvesCountTiesAsHalf() {
        assertThat(five(BinaryScores.Figure.ROC_AUC).value()).isCloseTo(4.5 / 6, within(1e-15));
        // Recall ½ at precision 1, then recall 1 at precision 2/4.
        assertThat(five(BinaryScores.Figure.AVERAGE_PRECISION).value()).isCloseTo(0.5 + 0.5 * 0.5, within(1e-15));
        List<BinaryScores.Point> roc = five(BinaryScores.Figure.ROC_AUC).roc();
        assertThat(roc).hasSize(5);
        assertThat(roc.get(3).x()).isCloseTo(2.0 / 3, within(1e-15));
        assertThat(roc.get(3).y()).isEqualTo(1);
        assertThat(five(BinaryScores.Figure.ROC_AUC).precisionRecall().get(1).y())
                .isEqualTo(0.5);
    }

    /** Scores 0.9−, 0.8+, 0.7+: precision ½ at recall ½, then ⅔ at recall 1, which VOC counts at recall ½, too. */
    @Test
    void interpolatedPrecisionNeverRisesWithRecall() {
        Tensor scores = Tensor.of(0.9f, 0.8f, 0.7f);
        Tensor truth = Tensor.of(0, 1, 1f);
        BinaryScores plain = new BinaryScores(BinaryScores.Figure.AVERAGE_PRECISION);
        BinaryScores interpolated = new BinaryScores(BinaryScores.Figure.INTERPOLATED_PRECISION);
        plain.update(scores, truth);
        interpolated.update(scores, truth);
        assertThat(plain.value()).isCloseTo((1 / 2.0 + 2 / 3.0) / 2, within(1e-15));
        assertThat(interpolated.value()).isCloseTo(2 / 3.0, within(1e-15));
        assertThat(interpolated.name()).isEqualTo("interpolated_precision");
        interpolated.reset();
        interpolated.update(Tensor.of(1, 1, 1, 1f), Tensor.of(0, 1, 0, 0f));
        assertThat(interpolated.value()).as("constant scores").isEqualTo(0.25);
    }

    static List<Supplier<Metric>> metrics() {
        return List.of(
                () -> new ConfusionMatrix(3, ConfusionMatrix.Figure.F1),
                () -> new ConfusionMatrix(3, ConfusionMatrix.Figure.ACCURACY),
                () -> new ConfusionMatrix(3, ConfusionMatrix.Figure.PRECISION, ConfusionMatrix.Average.WEIGHTED, -1),
                LogLoss::new,
                () -> new TopKAccuracy(2));
    }

    @ParameterizedTest
    @MethodSource("metrics")
    void doNotDependOnTheCutsIntoBatches(Supplier<Metric> make) {
        Rng rng = Rng.seed(4);
        Tensor scores = Tensor.normal(rng, 20, 3);
        long[] labels = new long[20];
        Arrays.setAll(labels, i -> rng.nextInt(3));
        Tensor target = Tensor.of(labels, Shape.of(20));
        Metric whole = make.get();
        assertThat(whole.value()).isNaN();
        whole.update(scores, target);
        Metric first = make.get();
        Metric second = make.get();
        first.update(scores.slice(0, 0, 7), target.slice(0, 0, 7));
        second.update(scores.slice(0, 7, 20), target.slice(0, 7, 20));
        first.merge(second);
        assertThat(first.value()).isCloseTo(whole.value(), within(1e-12)).isBetween(0.0, 3.0);
        first.reset();
        assertThat(first.value()).isNaN();
    }

    @Test
    void scoresDoNotDependOnTheCutsEither() {
        for (BinaryScores.Figure figure : BinaryScores.Figure.values()) {
            BinaryScores parts = new BinaryScores(figure);
            assertThat(parts.value()).isNaN();
            parts.update(Tensor.of(0.9f, 0.8f), Tensor.of(1f, 0));
            BinaryScores rest = new BinaryScores(figure);
            rest.update(Tensor.of(0.7f, 0.7f, 0.1f), Tensor.of(1f, 0, 0));
            parts.merge(rest);
            assertThat(parts.value()).isEqualTo(five(figure).value());
            parts.reset();
            assertThat(parts.value()).isNaN();
        }
    }
}
