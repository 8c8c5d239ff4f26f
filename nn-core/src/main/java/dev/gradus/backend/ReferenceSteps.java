package dev.gradus.backend;

/** The updates of optimizers, over heap arrays and in place. */
final class ReferenceSteps {
    private ReferenceSteps() {}

    /** Stochastic gradient descent; the velocity is null without momentum. */
    static void sgd(
            double[] p, double[] g, double[] v, double lr, double momentum, double weightDecay, boolean nesterov) {
        for (int i = 0; i < p.length; i++) {
            double d = g[i] + weightDecay * p[i];
            if (v != null) {
                v[i] = momentum * v[i] + d;
                d = nesterov ? d + momentum * v[i] : v[i];
            }
            p[i] -= lr * d;
        }
    }

    /** Adam, or AdamW if the weight decay is decoupled: it then shrinks p itself. */
    static void adam(
            double[] p,
            double[] g,
            double[] m,
            double[] v,
            long step,
            double lr,
            double beta1,
            double beta2,
            double eps,
            double weightDecay,
            boolean decoupled) {
        double correction1 = 1 - Math.pow(beta1, (double) step);
        double correction2 = 1 - Math.pow(beta2, (double) step);
        for (int i = 0; i < p.length; i++) {
            double d = decoupled ? g[i] : g[i] + weightDecay * p[i];
            p[i] *= decoupled ? 1 - lr * weightDecay : 1;
            m[i] = beta1 * m[i] + (1 - beta1) * d;
            v[i] = beta2 * v[i] + (1 - beta2) * d * d;
            p[i] -= lr * (m[i] / correction1) / (Math.sqrt(v[i] / correction2) + eps);
        }
    }
}
