package dev.gradus.examples.exercises;

import dev.gradus.examples.exercises.tasks.SoftmaxTask;

/**
 * Exercise 1: a linear softmax classifier, its loss and its gradient by hand.
 *
 * <p>There are N pictures of D values, and C classes. A picture is a row of {@code x}, (N, D); a class's template is a
 * row of {@code w}, (C, D), and it has a number in {@code b}, (C). {@code y[i]}, from 0 to C − 1, is the true class of
 * picture i. Plain loops are fine.
 *
 * <p>Read first: "A linear classifier" in {@code docs/ladder.md}. Ask the judge after each method: {@code ./gradus
 * exercise 1}.
 */
public final class SoftmaxClassifier implements SoftmaxTask {
    /**
     * How well each picture fits each template: {@code s[i][c] = Σ_d x[i][d] · w[c][d] + b[c]}.
     *
     * @param x (N, D)
     * @param w (C, D)
     * @param b (C)
     * @return (N, C)
     */
    @Override
    public double[][] scores(double[][] x, double[][] w, double[] b) {
        throw new UnsupportedOperationException("exercise 1: scores");
    }

    /**
     * Each row of scores as probabilities: {@code p[i][c] = exp(s[i][c]) / Σ_k exp(s[i][k])}. A score of 1000 must not
     * overflow: the result is the same if the row's largest score is subtracted from all of the row first.
     *
     * @param scores (N, C); leave them as they are
     * @return (N, C), each row with the sum 1
     */
    @Override
    public double[][] probabilities(double[][] scores) {
        throw new UnsupportedOperationException("exercise 1: probabilities");
    }

    /**
     * {@code L = (1/N) Σ_i −ln p[i][y[i]] + λ Σ_c Σ_d w[c][d]²}: the mean over the pictures, and a regulariser that
     * keeps weights small. The biases are not regularised.
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
        throw new UnsupportedOperationException("exercise 1: loss");
    }

    /**
     * {@code ∂L/∂w}. First find {@code ∂L/∂s}, (N, C): on paper, how does −ln p[i][y[i]] change with s[i][c], for c =
     * y[i] and for the others? Then the chain rule takes it through the scores. Do not forget the regulariser.
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
        throw new UnsupportedOperationException("exercise 1: weightGradient");
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
        throw new UnsupportedOperationException("exercise 1: biasGradient");
    }
}
