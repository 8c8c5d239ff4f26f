package dev.gradus.examples.exercises;

import dev.gradus.examples.exercises.tasks.LstmTask;

/**
 * Exercise 12: a long short-term memory, step by step.
 *
 * <p>It reads a sequence of T steps and carries two states from one to the next: c, which it remembers, and h, which it
 * shows. A row of the gates holds four vectors of length H, one behind the other: i, f, g, o. σ is the sigmoid.
 *
 * <p>Source: Hochreiter and Schmidhuber, 1997, DOI 10.1162/neco.1997.9.8.1735, with the forget gate that came later.
 * Ask the judge: {@code ./gradus exercise 12}.
 */
public final class LongShortTermMemory implements LstmTask {
    /**
     * {@code x wxᵀ + h whᵀ + b}: all four at once.
     *
     * @param x (N, D)
     * @param h (N, H)
     * @param wx (4H, D)
     * @param wh (4H, H)
     * @param b (4H)
     * @return (N, 4H): i, f, g, o, before their activations
     */
    @Override
    public double[][] gates(double[][] x, double[][] h, double[][] wx, double[][] wh, double[] b) {
        throw new UnsupportedOperationException("exercise 12: gates");
    }

    /**
     * {@code c' = σ(f) · c + σ(i) · tanh(g)}, element by element: f says what is kept, i what of the new g is let in.
     *
     * @param gates (N, 4H)
     * @param c (N, H), before
     * @return c', (N, H)
     */
    @Override
    public double[][] cell(double[][] gates, double[][] c) {
        throw new UnsupportedOperationException("exercise 12: cell");
    }

    /**
     * {@code h' = σ(o) · tanh(c')}.
     *
     * @param gates (N, 4H)
     * @param next c', (N, H)
     * @return h', (N, H)
     */
    @Override
    public double[][] hidden(double[][] gates, double[][] next) {
        throw new UnsupportedOperationException("exercise 12: hidden");
    }

    /**
     * All steps: each begins with the states that the one before left.
     *
     * @param x (T, N, D)
     * @param h (N, H), before the first step
     * @param c (N, H), before the first step
     * @param wx (4H, D)
     * @param wh (4H, H)
     * @param b (4H)
     * @return (T, N, H), h after each step
     */
    @Override
    public double[][][] sequence(double[][][] x, double[][] h, double[][] c, double[][] wx, double[][] wh, double[] b) {
        throw new UnsupportedOperationException("exercise 12: sequence");
    }

    /**
     * {@code ∂L/∂c} of one step. c' is in the loss twice: by itself, which gives dNext, and through h', which gives
     * {@code dHidden · σ(o) · tanh'(c')}. c is in c' alone.
     *
     * @param dHidden the gradient of h', (N, H)
     * @param dNext the gradient of c' but for the way through h', (N, H)
     * @param gates (N, 4H)
     * @param c (N, H), before the step
     * @return (N, H)
     */
    @Override
    public double[][] cellGradient(double[][] dHidden, double[][] dNext, double[][] gates, double[][] c) {
        throw new UnsupportedOperationException("exercise 12: cellGradient");
    }

    /**
     * The gradient of the gates, before their activations. From here on the step is affine, as in exercise 5.
     *
     * @param dHidden the gradient of h', (N, H)
     * @param dNext the gradient of c' but for the way through h', (N, H)
     * @param gates (N, 4H)
     * @param c (N, H), before the step
     * @return (N, 4H): of i, f, g, o
     */
    @Override
    public double[][] gateGradient(double[][] dHidden, double[][] dNext, double[][] gates, double[][] c) {
        throw new UnsupportedOperationException("exercise 12: gateGradient");
    }
}
