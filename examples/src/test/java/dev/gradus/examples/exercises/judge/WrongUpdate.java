package dev.gradus.examples.exercises.judge;

import dev.gradus.examples.exercises.solutions.UpdateRulesSolution;
import dev.gradus.examples.exercises.tasks.UpdateTask;
import java.util.List;

/** Exercise 6, answered wrongly: each answer gets one method wrong. */
abstract class WrongUpdate implements UpdateTask {
    private final UpdateTask solution = new UpdateRulesSolution();

    static List<Wrong> all() {
        return List.of(
                new Wrong(6, new Climbs(), "sgd", "it climbs: the step must be against the gradient", true),
                new Wrong(6, new NewArray(), "sgd", "p is what it was: write the new values into the array", true),
                new Wrong(6, new LateVelocity(), "momentum", "off by one: the step is taken with the velocity", true),
                new Wrong(6, new EpsilonInside(), "RMSprop", "ε stands inside the root", true),
                new Wrong(6, new NoCorrection(), "Adam", "the bias correction is missing", true),
                new Wrong(6, new StepFromZero(), "Adam", "off by one: the bias correction takes t + 1", true));
    }

    @Override
    public void sgd(double[] p, double[] g, double lr) {
        solution.sgd(p, g, lr);
    }

    @Override
    public void momentum(double[] p, double[] g, double[] v, double lr, double mu) {
        solution.momentum(p, g, v, lr, mu);
    }

    @Override
    public void rmsProp(double[] p, double[] g, double[] s, double lr, double alpha, double eps) {
        solution.rmsProp(p, g, s, lr, alpha, eps);
    }

    @Override
    public void adam(
            double[] p, double[] g, double[] m, double[] v, int t, double lr, double beta1, double beta2, double eps) {
        solution.adam(p, g, m, v, t, lr, beta1, beta2, eps);
    }

    private static final class Climbs extends WrongUpdate {
        @Override
        public void sgd(double[] p, double[] g, double lr) {
            for (int i = 0; i < p.length; i++) {
                p[i] += lr * g[i];
            }
        }
    }

    private static final class NewArray extends WrongUpdate {
        @Override
        public void sgd(double[] p, double[] g, double lr) {
            super.sgd(p.clone(), g, lr);
        }
    }

    private static final class LateVelocity extends WrongUpdate {
        @Override
        public void momentum(double[] p, double[] g, double[] v, double lr, double mu) {
            for (int i = 0; i < p.length; i++) {
                p[i] -= lr * v[i];
                v[i] = mu * v[i] + g[i];
            }
        }
    }

    private static final class EpsilonInside extends WrongUpdate {
        @Override
        public void rmsProp(double[] p, double[] g, double[] s, double lr, double alpha, double eps) {
            for (int i = 0; i < p.length; i++) {
                s[i] = alpha * s[i] + (1 - alpha) * g[i] * g[i];
                p[i] -= lr * g[i] / Math.sqrt(s[i] + eps);
            }
        }
    }

    private static final class NoCorrection extends WrongUpdate {
        @Override
        public void adam(
                double[] p,
                double[] g,
                double[] m,
                double[] v,
                int t,
                double lr,
                double beta1,
                double beta2,
                double eps) {
            for (int i = 0; i < p.length; i++) {
                m[i] = beta1 * m[i] + (1 - beta1) * g[i];
                v[i] = beta2 * v[i] + (1 - beta2) * g[i] * g[i];
                p[i] -= lr * m[i] / (Math.sqrt(v[i]) + eps);
            }
        }
    }

    /** As if t were counted from 0. */
    private static final class StepFromZero extends WrongUpdate {
        @Override
        public void adam(
                double[] p,
                double[] g,
                double[] m,
                double[] v,
                int t,
                double lr,
                double beta1,
                double beta2,
                double eps) {
            super.adam(p, g, m, v, t + 1, lr, beta1, beta2, eps);
        }
    }
}
