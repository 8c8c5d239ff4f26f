package dev.gradus.examples.exercises.tasks;

/** Exercise 12: a long short-term memory. */
public interface LstmTask {
    /** The gates (N, 4H) before their activations, from x (N, D), h (N, H), wx (4H, D), wh (4H, H) and b (4H). */
    double[][] gates(double[][] x, double[][] h, double[][] wx, double[][] wh, double[] b);

    /** The next cell state (N, H), from the gates (N, 4H) and the state before, (N, H). */
    double[][] cell(double[][] gates, double[][] c);

    /** The next hidden state (N, H), from the gates (N, 4H) and the next cell state, (N, H). */
    double[][] hidden(double[][] gates, double[][] next);

    /** The hidden states (T, N, H) after each step of x (T, N, D), from the states h and c (N, H) before the first. */
    double[][][] sequence(double[][][] x, double[][] h, double[][] c, double[][] wx, double[][] wh, double[] b);

    /** The gradient of the cell state before, (N, H), from those of the next hidden and cell state, (N, H). */
    double[][] cellGradient(double[][] dHidden, double[][] dNext, double[][] gates, double[][] c);

    /** The gradient of the gates, (N, 4H). */
    double[][] gateGradient(double[][] dHidden, double[][] dNext, double[][] gates, double[][] c);
}
