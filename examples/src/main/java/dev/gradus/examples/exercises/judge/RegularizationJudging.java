package dev.gradus.examples.exercises.judge;

import dev.gradus.examples.exercises.tasks.RegularizationTask;
import dev.gradus.ops.ClassificationLosses;
import dev.gradus.tensor.Tensor;

/** Exercise 10. */
final class RegularizationJudging {
    private static final double P = 0.3;
    private static final double SMOOTHING = 0.2;

    private RegularizationJudging() {}

    static void judge(RegularizationTask answer, Judge judge) {
        dropout(answer, judge);
        crossEntropy(answer, judge);
    }

    private static void dropout(RegularizationTask answer, Judge judge) {
        int n = judge.size("N", 7);
        int d = judge.size("D", 5);
        Values x = judge.normal("x", n, d);
        Values u = Values.of(Tensor.uniform(judge.rng("u"), 0, 1, n, d));
        Tensor in = x.tensor();
        Tensor kept = u.tensor().ge(P).to(in.dtype());
        Part forward = judge.part("dropout (N, D)", () -> answer.dropout(x.matrix(), u.matrix(), P))
                .expect(() -> in.mul(kept).div(1 - P))
                .mistake("what is kept is not divided by 1 − p", () -> in.mul(kept))
                .mistake(
                        "what is kept is divided by p, not 1 − p",
                        () -> in.mul(kept).div(P))
                .mistake(
                        "what is kept is multiplied by 1 − p, not divided",
                        () -> in.mul(kept).mul(1 - P))
                .mistake(
                        "p is the probability of being dropped, not of being kept",
                        () -> in.mul(kept.neg().add(1)).div(P))
                .mistake(
                        "u ≥ p is dropped: it should be kept",
                        () -> in.mul(kept.neg().add(1)).div(1 - P))
                .judge();
        Values dOut = judge.normal("dOut", n, d);
        judge.gradient(
                        "gradient of dropout's x (N, D)",
                        () -> answer.dropoutGradient(dOut.matrix(), u.matrix(), P),
                        x,
                        v -> answer.dropout(v.matrix(), u.matrix(), P),
                        dOut)
                .after(forward)
                .mistake(
                        "it passes where the value was dropped, too",
                        () -> dOut.tensor().div(1 - P))
                .mistake("it passes everywhere as it is", dOut::tensor)
                .mistake(
                        "the factor 1 / (1 − p) is missing", () -> dOut.tensor().mul(kept))
                .judge();
        dropoutInEvaluation(answer, judge, x);
    }

    private static void dropoutInEvaluation(RegularizationTask answer, Judge judge, Values x) {
        judge.part("dropout in evaluation (N, D)", () -> answer.dropoutInEvaluation(x.matrix(), P))
                .expect(() -> x)
                .mistake("multiplied by 1 − p: inverted dropout has made up for that in training", () -> x.times(1 - P))
                .mistake(
                        "divided by 1 − p: inverted dropout has made up for that in training",
                        () -> x.times(1 / (1 - P)))
                .judge();
    }

    private static void crossEntropy(RegularizationTask answer, Judge judge) {
        int n = judge.size("N", 7);
        int c = judge.size("C", 4);
        Values scores = judge.normal("scores", n, c);
        int[] y = judge.labels(n, c);
        Tensor s = scores.tensor();
        Part loss = judge.part("cross-entropy", () -> answer.crossEntropy(scores.matrix(), y.clone(), SMOOTHING))
                .expect(() -> crossEntropy(s, wanted(y, c, SMOOTHING, c, 0)))
                .mistake("the labels are not smoothed", () -> crossEntropy(s, wanted(y, c, 0, c, 0)))
                .mistake(
                        "off by one: s is shared among C − 1 classes, not C",
                        () -> crossEntropy(s, wanted(y, c, SMOOTHING, c - 1, 0)))
                .mistake(
                        "the true class's share s/C is missing",
                        () -> crossEntropy(s, wanted(y, c, SMOOTHING, c, -SMOOTHING / c)))
                .mistake(
                        "the true class has 1, not 1 − s", () -> crossEntropy(s, wanted(y, c, SMOOTHING, c, SMOOTHING)))
                .judge();
        Values large = scores.times(1000);
        judge.part(
                        "cross-entropy of scores beyond 1000",
                        () -> answer.crossEntropy(large.matrix(), y.clone(), SMOOTHING))
                .expect(() -> crossEntropy(large.tensor(), wanted(y, c, SMOOTHING, c, 0)))
                .judge();
        judge.part(
                        "gradient of the scores (N, C)",
                        () -> answer.crossEntropyGradient(scores.matrix(), y.clone(), SMOOTHING))
                .numerical()
                .after(loss)
                .expect(() -> scores.gradient(v -> answer.crossEntropy(v.matrix(), y.clone(), SMOOTHING)))
                .mistake(
                        "the labels are not smoothed",
                        () -> s.softmax(1).sub(wanted(y, c, 0, c, 0)).div((double) n))
                .mistake("t is missing: that is p / N", () -> s.softmax(1).div((double) n))
                .judge();
    }

    private static Tensor crossEntropy(Tensor scores, Tensor wanted) {
        return ClassificationLosses.crossEntropy(scores, wanted, null, 0);
    }

    /** Smoothing over {@code among} classes, with something added to the true one. */
    private static Tensor wanted(int[] y, int classes, double smoothing, int among, double added) {
        double[][] wanted = new double[y.length][classes];
        for (int i = 0; i < y.length; i++) {
            for (int c = 0; c < classes; c++) {
                wanted[i][c] = smoothing / among + (c == y[i] ? 1 - smoothing + added : 0);
            }
        }
        return Values.of(wanted).tensor();
    }
}
