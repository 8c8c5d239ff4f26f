package dev.gradus.examples.exercises.solutions;

import dev.gradus.examples.exercises.tasks.UpdateTask;

/** Exercise 6. */
public final class UpdateRulesSolution implements UpdateTask {
    @Override
    public void sgd(double[] p, double[] g, double lr) {
        for (int i = 0; i < p.length; i++) {
            p[i] -= lr * g[i];
        }
    }

    @Override
    public void momentum(double[] p, double[] g, double[] v, double lr, double mu) {
        for (int i = 0; i < p.length; i++) {
            v[i] = mu * v[i] + g[i];
            p[i] -= lr * v[i];
        }
    }

    @Override
    public void rmsProp(double[] p, double[] g, double[] s, double lr, double alpha, double eps) {
        for (int i = 0; i < p.length; i++) {
            s[i] = alpha * s[i] + (1 - alpha) * g[i] * g[i];
            p[i] -= lr * g[i] / (Math.sqrt(s[i]) + eps);
        }
    }

    @Override
    public void adam(
            double[] p, double[] g, double[] m, double[] v, int t, double lr, double beta1, double beta2, double eps) {
        for (int i = 0; i < p.length; i++) {
            m[i] = beta1 * m[i] + (1 - beta1) * g[i];
            v[i] = beta2 * v[i] + (1 - beta2) * g[i] * g[i];
            double mean = m[i] / (1 - Math.pow(beta1, t));
            double square = v[i] / (1 - Math.pow(beta2, t));
            p[i] -= lr * mean / (Math.sqrt(square) + eps);
        }
    }
}
