package dev.gradus.examples.exercises;

import dev.gradus.examples.exercises.tasks.SvmTask;

/**
 * Exercise 2: a linear classifier again, with the hinge loss of a support-vector machine.
 *
 * <p>N pictures of D values in {@code x}, (N, D), with the true classes {@code y}, (N); C templates in {@code w}, (C,
 * D), and biases {@code b}, (C). The scores are those of exercise 1: write them here once more, or make a {@link
 * SoftmaxClassifier} and ask it.
 *
 * <p>Ask the judge: {@code ./gradus exercise 2}.
 */
public final class SvmClassifier implements SvmTask {
    /**
     * The true class shall win by 1 against each other class. By how much it does not:
     * {@code m[i][j] = max(0, s[i][j] − s[i][y[i]] + 1)} for {@code j ≠ y[i]}, and 0 for the true class itself.
     *
     * @param scores (N, C); leave them as they are
     * @param y (N), classes
     * @return (N, C)
     */
    @Override
    public double[][] margins(double[][] scores, int[] y) {
        throw new UnsupportedOperationException("exercise 2: margins");
    }

    /**
     * {@code L = (1/N) Σ_i Σ_j m[i][j] + λ Σ_c Σ_d w[c][d]²}.
     *
     * @param x (N, D)
     * @param y (N), classes
     * @param w (C, D)
     * @param b (C)
     * @param lambda λ
     * @return L
     */
    @Override
    public double loss(double[][] x, int[] y, double[][] w, double[] b, double lambda) {
        throw new UnsupportedOperationException("exercise 2: loss");
    }

    /**
     * {@code ∂L/∂w}. A score s[i][j] counts in as many margins as are above 0 and contain it: how many are those for a
     * wrong class, how many for the true one, and with which sign?
     *
     * @param x (N, D)
     * @param y (N), classes
     * @param w (C, D)
     * @param b (C)
     * @param lambda λ
     * @return (C, D)
     */
    @Override
    public double[][] weightGradient(double[][] x, int[] y, double[][] w, double[] b, double lambda) {
        throw new UnsupportedOperationException("exercise 2: weightGradient");
    }

    /**
     * {@code ∂L/∂b}.
     *
     * @param x (N, D)
     * @param y (N), classes
     * @param w (C, D)
     * @param b (C)
     * @param lambda λ
     * @return (C)
     */
    @Override
    public double[] biasGradient(double[][] x, int[] y, double[][] w, double[] b, double lambda) {
        throw new UnsupportedOperationException("exercise 2: biasGradient");
    }
}
