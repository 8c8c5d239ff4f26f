package dev.gradus.examples.exercises.judge;

import dev.gradus.examples.exercises.tasks.SoftmaxTask;
import dev.gradus.ops.Losses;
import dev.gradus.tensor.Tensor;

/** Exercise 1. */
final class SoftmaxJudging {
    private SoftmaxJudging() {}

    static void judge(SoftmaxTask answer, Judge judge) {
        LinearProblem problem = new LinearProblem(judge, Losses::crossEntropy);
        scores(answer, judge, problem);
        probabilities(answer, judge);
        Tensor p = problem.scores(problem.w.tensor(), problem.b.tensor()).softmax(1);
        Tensor wrong = p.div((double) problem.y().length);
        new LinearJudging(answer, judge, problem, "the −1 of the true class is missing", wrong)
                .judge("ln C", Math.log(problem.b.size()), "the mean of −ln p");
    }

    private static void scores(SoftmaxTask answer, Judge judge, LinearProblem problem) {
        Tensor w = problem.w.tensor();
        Tensor b = problem.b.tensor();
        judge.part("scores (N, C)", () -> answer.scores(problem.x.matrix(), problem.w.matrix(), problem.b.vector()))
                .term("the sum of products", () -> problem.scores(w, b.mul(0)))
                .term("the bias b", () -> problem.scores(w.mul(0), b))
                .mistakeIf(
                        judge.hasEqualSizes(),
                        "the weight is transposed: w[d][c] in place of w[c][d]",
                        () -> problem.scores(w.transpose(0, 1), b))
                .judge();
    }

    private static void probabilities(SoftmaxTask answer, Judge judge) {
        Values scores = judge.normal("scores", judge.size("N", 7), judge.size("C", 4));
        Tensor s = scores.tensor();
        judge.part("probabilities (N, C)", () -> answer.probabilities(scores.matrix()))
                .expect(() -> s.softmax(1))
                .mistake("the columns have the sum 1, not the rows", () -> s.softmax(0))
                .mistake("the exponentials are not divided by the sum of their row", s::exp)
                .mistake("these are the logarithms of the probabilities", () -> s.logSoftmax(1))
                .judge();
        Values large = scores.times(1000);
        judge.part("probabilities of scores beyond 1000", () -> answer.probabilities(large.matrix()))
                .expect(() -> large.tensor().softmax(1))
                .judge();
    }
}
