package dev.gradus.examples.exercises.tasks;

/** Exercise 6: update rules. Each changes the parameters p, and its state, where they are. */
public interface UpdateTask {
    /** One step of gradient descent. */
    void sgd(double[] p, double[] g, double lr);

    /** One step with momentum; v is the velocity. */
    void momentum(double[] p, double[] g, double[] v, double lr, double mu);

    /** One step of RMSprop; s is the mean of squared gradients. */
    void rmsProp(double[] p, double[] g, double[] s, double lr, double alpha, double eps);

    /** Step t of Adam, the first of which is 1; m and v are the moments. */
    void adam(double[] p, double[] g, double[] m, double[] v, int t, double lr, double beta1, double beta2, double eps);
}
