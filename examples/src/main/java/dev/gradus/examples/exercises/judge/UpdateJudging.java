package dev.gradus.examples.exercises.judge;

import dev.gradus.examples.exercises.tasks.UpdateTask;
import dev.gradus.layers.Module;
import dev.gradus.layers.Parameter;
import dev.gradus.optim.Adam;
import dev.gradus.optim.Optimizer;
import dev.gradus.optim.RmsProp;
import dev.gradus.optim.Sgd;
import dev.gradus.tensor.DType;
import java.util.function.Function;

/** Exercise 6: three steps, compared with those of the engine's optimizers, which compute in FLOAT32. */
final class UpdateJudging {
    private static final int STEPS = 3;
    private static final double LR = 0.1;
    private static final double MU = 0.9;
    private static final double ALPHA = 0.8;
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.99;
    /** So large that it shows where it stands. */
    private static final double EPS = 0.1;

    private final UpdateTask answer;
    private final Judge judge;
    private final Values start;

    private UpdateJudging(UpdateTask answer, Judge judge) {
        this.answer = answer;
        this.judge = judge;
        this.start = judge.normal("p", judge.size("D", 5));
    }

    /** One step; changes p. */
    private interface Step {
        void apply(double[] p, double[] g, int t);
    }

    /** Of one parameter, of the velocity or mean that the rule keeps, and of its gradient: the new parameter. */
    private interface Rule {
        double apply(double p, double g, double[] state, int t);
    }

    /** Nothing but parameters. */
    private static final class Parameters extends Module {
        private final Parameter p;

        Parameters(Values start) {
            p = parameter("p", start.tensor().to(DType.FLOAT32));
        }
    }

    static void judge(UpdateTask answer, Judge judge) {
        UpdateJudging judging = new UpdateJudging(answer, judge);
        judging.sgd();
        judging.momentum();
        judging.rmsProp();
        judging.adam();
    }

    private void sgd() {
        part("sgd", (p, g, t) -> answer.sgd(p, g, LR), m -> new Sgd(m, Sgd.lr(LR)))
                .mistake("it climbs: the step must be against the gradient", () -> byRule((p, g, s, t) -> p + LR * g))
                .mistake("the learning rate is missing", () -> byRule((p, g, s, t) -> p - g))
                .judge();
    }

    private void momentum() {
        double[] v = new double[start.size()];
        part(
                        "momentum",
                        (p, g, t) -> answer.momentum(p, g, v, LR, MU),
                        m -> new Sgd(m, Sgd.lr(LR).momentum(MU)))
                .mistake("the velocity is forgotten from step to step", () -> byRule((p, g, s, t) -> p - LR * g))
                .mistake(
                        "it climbs: the step must be against the gradient",
                        () -> byRule((p, g, s, t) -> {
                            s[0] = MU * s[0] + g;
                            return p + LR * s[0];
                        }))
                .mistake(
                        "the gradient has a factor 1 − µ, which this rule has not",
                        () -> byRule((p, g, s, t) -> {
                            s[0] = MU * s[0] + (1 - MU) * g;
                            return p - LR * s[0];
                        }))
                .mistake(
                        "off by one: the step is taken with the velocity of the step before",
                        () -> byRule((p, g, s, t) -> {
                            double moved = p - LR * s[0];
                            s[0] = MU * s[0] + g;
                            return moved;
                        }))
                .judge();
    }

    private void rmsProp() {
        double[] state = new double[start.size()];
        part(
                        "RMSprop",
                        (p, g, t) -> answer.rmsProp(p, g, state, LR, ALPHA, EPS),
                        m -> new RmsProp(m, RmsProp.lr(LR).alpha(ALPHA).eps(EPS)))
                .mistake(
                        "α and 1 − α are exchanged",
                        () -> byRule((p, g, s, t) -> {
                            s[0] = (1 - ALPHA) * s[0] + ALPHA * g * g;
                            return p - LR * g / (Math.sqrt(s[0]) + EPS);
                        }))
                .mistake(
                        "ε stands inside the root",
                        () -> byRule((p, g, s, t) -> {
                            s[0] = ALPHA * s[0] + (1 - ALPHA) * g * g;
                            return p - LR * g / Math.sqrt(s[0] + EPS);
                        }))
                .mistake(
                        "the root is missing",
                        () -> byRule((p, g, s, t) -> {
                            s[0] = ALPHA * s[0] + (1 - ALPHA) * g * g;
                            return p - LR * g / (s[0] + EPS);
                        }))
                .mistake(
                        "it climbs: the step must be against the gradient",
                        () -> byRule((p, g, s, t) -> {
                            s[0] = ALPHA * s[0] + (1 - ALPHA) * g * g;
                            return p + LR * g / (Math.sqrt(s[0]) + EPS);
                        }))
                .judge();
    }

    private void adam() {
        double[] first = new double[start.size()];
        double[] second = new double[start.size()];
        part(
                        "Adam",
                        (p, g, t) -> answer.adam(p, g, first, second, t, LR, BETA1, BETA2, EPS),
                        m -> new Adam(m, Adam.lr(LR).betas(BETA1, BETA2).eps(EPS)))
                .mistake("the bias correction is missing", () -> byRule(adam(BETA1, BETA2, 1, 1_000_000)))
                .mistake("off by one: the bias correction takes t + 1", () -> byRule(adam(BETA1, BETA2, 1, 1)))
                .mistake("β₁ and β₂ are exchanged", () -> byRule(adam(BETA2, BETA1, 1, 0)))
                .mistake("it climbs: the step must be against the gradient", () -> byRule(adam(BETA1, BETA2, -1, 0)))
                .mistake(
                        "ε stands inside the root",
                        () -> byRule((p, g, s, t) -> {
                            double mean = moments(s, g, BETA1, BETA2, t);
                            return p - LR * mean / Math.sqrt(s[1] / (1 - Math.pow(BETA2, t)) + EPS);
                        }))
                .mistake(
                        "the root is missing",
                        () -> byRule((p, g, s, t) -> {
                            double mean = moments(s, g, BETA1, BETA2, t);
                            return p - LR * mean / (s[1] / (1 - Math.pow(BETA2, t)) + EPS);
                        }))
                .judge();
    }

    private static Rule adam(double beta1, double beta2, int sign, int later) {
        return (p, g, s, t) -> {
            double mean = moments(s, g, beta1, beta2, t + later);
            return p - sign * LR * mean / (Math.sqrt(s[1] / (1 - Math.pow(beta2, t + later))) + EPS);
        };
    }

    /** Moves both moments on and returns the corrected first one. */
    private static double moments(double[] s, double g, double beta1, double beta2, int t) {
        s[0] = beta1 * s[0] + (1 - beta1) * g;
        s[1] = beta2 * s[1] + (1 - beta2) * g * g;
        return s[0] / (1 - Math.pow(beta1, t));
    }

    private Part part(String name, Step step, Function<Module, Optimizer> optimizer) {
        return judge.part(name + ", " + STEPS + " steps", () -> {
                    double[] p = start.vector().clone();
                    for (int t = 1; t <= STEPS; t++) {
                        step.apply(p, gradient(t).vector(), t);
                    }
                    return p;
                })
                .within(1e-5)
                .expect(() -> byEngine(optimizer))
                .mistake("p is what it was: write the new values into the array itself", () -> start);
    }

    private Values gradient(int t) {
        return judge.normal("g" + t, start.size());
    }

    private Values byEngine(Function<Module, Optimizer> made) {
        Parameters parameters = new Parameters(start);
        Optimizer optimizer = made.apply(parameters);
        for (int t = 1; t <= STEPS; t++) {
            optimizer.zeroGrad();
            parameters
                    .p
                    .value()
                    .mul(gradient(t).tensor().to(DType.FLOAT32))
                    .sum()
                    .backward();
            optimizer.step();
        }
        return Values.of(parameters.p.value());
    }

    private Values byRule(Rule rule) {
        double[] p = start.vector();
        double[][] states = new double[p.length][2];
        for (int t = 1; t <= STEPS; t++) {
            Values g = gradient(t);
            for (int i = 0; i < p.length; i++) {
                p[i] = rule.apply(p[i], g.get(i), states[i], t);
            }
        }
        return Values.of(p);
    }
}
