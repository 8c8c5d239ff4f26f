package dev.gradus.examples.exercises.judge;

import static dev.gradus.examples.exercises.judge.LinearProblem.LAMBDA;

import dev.gradus.examples.exercises.tasks.LinearClassifierTask;
import dev.gradus.tensor.Tensor;

/** Judges the loss of a linear classifier and its gradient, whichever loss it is. */
final class LinearJudging {
    private final LinearClassifierTask answer;
    private final Judge judge;
    private final LinearProblem problem;
    private final String mistake;
    private final Tensor wrongScoreGradient;

    /**
     * Prepares it.
     *
     * @param answer the answer
     * @param judge who is asked
     * @param problem with the loss
     * @param mistake a mistake that has to do with the true class
     * @param wrongScoreGradient the gradient of the scores (N, C) that one gets by it
     */
    LinearJudging(
            LinearClassifierTask answer,
            Judge judge,
            LinearProblem problem,
            String mistake,
            Tensor wrongScoreGradient) {
        this.answer = answer;
        this.judge = judge;
        this.problem = problem;
        this.mistake = mistake;
        this.wrongScoreGradient = wrongScoreGradient;
    }

    /**
     * Judges the three of them.
     *
     * @param formula what the loss is where all scores are equal
     * @param atZero its value
     * @param dataTerm what the loss is but for the regulariser
     */
    void judge(String formula, double atZero, String dataTerm) {
        Part equal = judge.part(
                        "loss " + formula + " where all weights are 0",
                        () -> loss(problem.w.times(0), problem.b.times(0), 0))
                .expect(() -> atZero)
                .judge();
        Part loss = judge.part("loss", () -> loss(problem.w, problem.b, LAMBDA))
                .after(equal)
                .term(dataTerm, problem::dataLoss)
                .term("the regulariser", problem::regularizer);
        problem.offByOne(loss, p -> p.dataLoss().plus(1, problem.regularizer())).judge();
        weightGradient(loss);
        biasGradient(loss);
    }

    private double loss(Values w, Values b, double lambda) {
        return answer.loss(problem.x.matrix(), problem.y(), w.matrix(), b.vector(), lambda);
    }

    private void weightGradient(Part loss) {
        Part gradient = judge.part(
                        "gradient of w (C, D)",
                        () -> answer.weightGradient(
                                problem.x.matrix(), problem.y(), problem.w.matrix(), problem.b.vector(), LAMBDA))
                .after(loss)
                .numerical()
                .term("the data's part", () -> problem.w.gradient(v -> loss(v, problem.b, 0)))
                .term("the regulariser's part", problem::regularizerGradient);
        gradient.mistake(
                mistake,
                () -> wrongScoreGradient
                        .transpose(0, 1)
                        .matmul(problem.x.tensor())
                        .add(problem.regularizerGradient().tensor()));
        problem.offByOne(gradient, p -> p.weightGradient().plus(1, problem.regularizerGradient()))
                .judge();
    }

    private void biasGradient(Part loss) {
        Part gradient = judge.part(
                        "gradient of b (C)",
                        () -> answer.biasGradient(
                                problem.x.matrix(), problem.y(), problem.w.matrix(), problem.b.vector(), LAMBDA))
                .after(loss)
                .numerical()
                .expect(() -> problem.b.gradient(v -> loss(problem.w, v, LAMBDA)))
                .mistake(mistake, () -> wrongScoreGradient.sum(0))
                .mistake(
                        "b has a regulariser here, which it has not in the loss",
                        () -> problem.biasGradient().plus(2 * LAMBDA, problem.b));
        problem.offByOne(gradient, LinearProblem::biasGradient).judge();
    }
}
