package dev.gradus.examples.exercises.judge;

import dev.gradus.examples.exercises.tasks.GradientCheckTask;
import java.util.Arrays;

/** Exercise 4. */
final class GradientCheckJudging {
    /** So large that a difference to one side shows. */
    private static final double STEP = 0.01;

    private GradientCheckJudging() {}

    static void judge(GradientCheckTask answer, Judge judge) {
        Values x = judge.normal("x", judge.size("D", 5));
        judge.part(
                        "gradient (D)",
                        () -> answer.gradient(
                                GradientCheckJudging::f, x.vector().clone(), STEP))
                .expect(() -> differences(x, STEP, STEP))
                .mistake("the difference to one side, f(x + h) − f(x)", () -> differences(x, STEP, 0))
                .mistake("the difference to one side, f(x) − f(x − h)", () -> differences(x, 0, STEP))
                .mistake("all elements are moved at once", () -> allAtOnce(x))
                .mistake("not divided by 2h", () -> differences(x, STEP, STEP).times(2 * STEP))
                .mistake("an element stays moved when the next one is", () -> withoutReturn(x))
                .judge();
        judge.part("x is afterwards what it was", () -> afterwards(answer, x))
                .expect(() -> x)
                .judge();
        double[] a = {1, -4, 2.5};
        double[] b = {1.1, -4.2, 2.5};
        judge.part("relative error", () -> answer.relativeError(a.clone(), b.clone()))
                .expect(() -> 0.2 / 4.2)
                .mistake("the difference itself, not a share of the largest value", () -> 0.2)
                .mistake("differences without their absolute values", () -> 0)
                .mistake("a share of the smaller gradient, not of the larger", () -> 0.05)
                .mistake("the largest quotient of an element, not the quotient of the largest", () -> 0.1 / 1.1)
                .judge();
        judge.part("relative error of two zeros", () -> answer.relativeError(new double[3], new double[3]))
                .expect(() -> 0)
                .judge();
    }

    /** {@code Σ xᵢ³ + xᵢ · xᵢ₊₁}, around the end. */
    private static double f(double... x) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += x[i] * x[i] * x[i] + x[i] * x[(i + 1) % x.length];
        }
        return sum;
    }

    private static Values differences(Values x, double up, double down) {
        double[] gradient = new double[x.size()];
        for (int i = 0; i < gradient.length; i++) {
            double[] above = x.vector();
            double[] below = x.vector();
            above[i] += up;
            below[i] -= down;
            gradient[i] = (f(above) - f(below)) / (up + down);
        }
        return Values.of(gradient);
    }

    private static Values allAtOnce(Values x) {
        double[] above = Arrays.stream(x.vector()).map(v -> v + STEP).toArray();
        double[] below = Arrays.stream(x.vector()).map(v -> v - STEP).toArray();
        double[] gradient = new double[x.size()];
        Arrays.fill(gradient, (f(above) - f(below)) / (2 * STEP));
        return Values.of(gradient);
    }

    private static Values withoutReturn(Values x) {
        double[] moved = x.vector();
        double[] gradient = new double[moved.length];
        for (int i = 0; i < gradient.length; i++) {
            moved[i] += STEP;
            double up = f(moved);
            moved[i] -= 2 * STEP;
            gradient[i] = (up - f(moved)) / (2 * STEP);
        }
        return Values.of(gradient);
    }

    private static double[] afterwards(GradientCheckTask answer, Values x) {
        double[] given = x.vector().clone();
        answer.gradient(GradientCheckJudging::f, given, STEP);
        return given;
    }
}
