package dev.gradus.examples.exercises.judge;

import static dev.gradus.examples.exercises.judge.LinearProblem.LAMBDA;

import dev.gradus.examples.exercises.tasks.SoftmaxTask;
import dev.gradus.ops.Losses;
import dev.gradus.tensor.Tensor;

/** Exercise 1. */
final class SoftmaxJudging {
    private final SoftmaxTask answer;
    private final Judge judge;
    private final LinearProblem problem;

    private SoftmaxJudging(SoftmaxTask answer, Judge judge) {
        this.answer = answer;
        this.judge = judge;
        this.problem = new LinearProblem(judge, Losses::crossEntropy);
    }

    static void judge(SoftmaxTask answer, Judge judge) {
        SoftmaxJudging judging = new SoftmaxJudging(answer, judge);
        judging.scores();
        judging.probabilities();
        Part loss = judging.loss();
        judging.weightGradient(loss);
        judging.biasGradient(loss);
    }

    private void scores() {
        Tensor w = problem.w.tensor();
        Tensor b = problem.b.tensor();
        judge.part("scores (N, C)", () -> answer.scores(problem.x.matrix(), problem.w.matrix(), problem.b.vector()))
                .expect(() -> problem.scores(w, b))
                .mistake("the bias b is missing", () -> problem.scores(w, b.mul(0)))
                .mistakeAtEqualSizes(
                        "the weight is transposed: w[d][c] in place of w[c][d]",
                        () -> problem.scores(w.transpose(0, 1), b))
                .judge();
    }

    private void probabilities() {
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

    private Part loss() {
        Part chance = judge.part(
                        "loss ln C where all weights are 0", () -> lossAt(problem.w.times(0), problem.b.times(0), 0))
                .expect(() -> Math.log(problem.b.size()))
                .mistake("probabilities in place of their logarithms", () -> -1.0 / problem.b.size())
                .judge();
        Part loss = judge.part("loss", () -> lossAt(problem.w, problem.b, LAMBDA))
                .after(chance)
                .term("the mean of −ln p", problem::dataLoss)
                .term("the regulariser", problem::regularizer);
        return problem.offByOne(loss, p -> p.dataLoss().plus(1, problem.regularizer()))
                .judge();
    }

    private double lossAt(Values w, Values b, double lambda) {
        return answer.loss(problem.x.matrix(), problem.y(), w.matrix(), b.vector(), lambda);
    }

    private void weightGradient(Part loss) {
        double[][] w = problem.w.matrix();
        Part gradient = judge.part(
                        "gradient of w (C, D)",
                        () -> answer.weightGradient(problem.x.matrix(), problem.y(), w, problem.b.vector(), LAMBDA))
                .after(loss)
                .numerical()
                .term("the data's part", () -> problem.w.gradient(v -> lossAt(v, problem.b, 0)))
                .term("the regulariser's part", problem::regularizerGradient);
        problem.offByOne(gradient, p -> p.weightGradient().plus(1, problem.regularizerGradient()))
                .judge();
    }

    private void biasGradient(Part loss) {
        double[] b = problem.b.vector();
        Part gradient = judge.part(
                        "gradient of b (C)",
                        () -> answer.biasGradient(problem.x.matrix(), problem.y(), problem.w.matrix(), b, LAMBDA))
                .after(loss)
                .numerical()
                .expect(() -> problem.b.gradient(v -> lossAt(problem.w, v, LAMBDA)))
                .mistake("b is not regularised", () -> problem.biasGradient().plus(2 * LAMBDA, problem.b));
        problem.offByOne(gradient, LinearProblem::biasGradient).judge();
    }
}
