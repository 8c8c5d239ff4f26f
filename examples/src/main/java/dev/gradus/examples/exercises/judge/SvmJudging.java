package dev.gradus.examples.exercises.judge;

import dev.gradus.examples.exercises.tasks.SvmTask;
import dev.gradus.ops.Losses;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;

/** Exercise 2. */
final class SvmJudging {
    private SvmJudging() {}

    static void judge(SvmTask answer, Judge judge) {
        LinearProblem problem = new LinearProblem(judge, (s, t) -> Losses.multiClassSvm(s, t, 1));
        int n = judge.size("N", 7);
        int c = judge.size("C", 4);
        Values scores = judge.normal("scores", n, c);
        judge.part("margins (N, C)", () -> answer.margins(scores.matrix(), problem.y()))
                .expect(() -> margins(scores, problem.y(), 1).mul(others(problem.y(), c)))
                .mistake("the true class is compared with itself, too", () -> margins(scores, problem.y(), 1))
                .mistake("the 1 is missing", () -> margins(scores, problem.y(), 0))
                .mistake(
                        "the true class's score and the other's are exchanged",
                        () -> margins(scores.times(-1), problem.y(), 1).mul(others(problem.y(), c)))
                .judge();
        Values own = Values.of(problem.scores(problem.w.tensor(), problem.b.tensor()));
        Tensor close =
                margins(own, problem.y(), 1).mul(others(problem.y(), c)).gt(0).to(DType.FLOAT64);
        String mistake = "the true class is left out: it is in each margin, too";
        new LinearJudging(answer, judge, problem, mistake, close.div((double) n))
                .judge("C − 1", c - 1.0, "the mean of the margins' sums");
    }

    private static Tensor margins(Values scores, int[] y, double margin) {
        double[] own = new double[y.length];
        for (int i = 0; i < y.length; i++) {
            own[i] = scores.get(i * scores.shape()[1] + y[i]);
        }
        return scores.tensor()
                .sub(Tensor.of(own, Shape.of(y.length, 1)))
                .add(margin)
                .relu();
    }

    /** 1 for each wrong class, 0 for the true one. */
    private static Tensor others(int[] y, int classes) {
        double[] mask = new double[y.length * classes];
        for (int i = 0; i < mask.length; i++) {
            mask[i] = i % classes == y[i / classes] ? 0 : 1;
        }
        return Tensor.of(mask, Shape.of(y.length, classes));
    }
}
