package dev.gradus.examples.exercises;

import dev.gradus.examples.exercises.tasks.RegularizationTask;

/**
 * Exercise 10: two things that keep a network from learning its pictures by heart.
 *
 * <p>Ask the judge: {@code ./gradus exercise 10}.
 */
public final class Regularization implements RegularizationTask {
    /**
     * Inverted dropout: a value is dropped, that is 0, where {@code u[i][d] < p}; the others are divided by {@code 1 −
     * p}, so that the sum is the same in the mean.
     *
     * @param x (N, D); leave it as it is
     * @param u (N, D), uniform draws from 0 to 1
     * @param p the probability of being dropped, below 1
     * @return (N, D)
     */
    @Override
    public double[][] dropout(double[][] x, double[][] u, double p) {
        throw new UnsupportedOperationException("exercise 10: dropout");
    }

    /**
     * {@code ∂L/∂x} in training.
     *
     * @param dOut (N, D)
     * @param u (N, D), the draws of forward
     * @param p the probability of being dropped
     * @return (N, D)
     */
    @Override
    public double[][] dropoutGradient(double[][] dOut, double[][] u, double p) {
        throw new UnsupportedOperationException("exercise 10: dropoutGradient");
    }

    /**
     * In evaluation nothing is drawn. What must be done to x so that its mean is that of training?
     *
     * @param x (N, D)
     * @param p the probability of being dropped
     * @return (N, D)
     */
    @Override
    public double[][] dropoutInEvaluation(double[][] x, double p) {
        throw new UnsupportedOperationException("exercise 10: dropoutInEvaluation");
    }

    /**
     * The network shall not be certain: the wanted probabilities are {@code t[i][c] = s/C}, and {@code 1 − s} more for
     * c = y[i]. {@code L = −(1/N) Σ_i Σ_c t[i][c] · ln p[i][c]}, p being the softmax of the scores. Compute ln p
     * without a logarithm of p itself, {@code ln p[i][c] = z[i][c] − ln Σ_k exp(z[i][k])} with z the scores less their
     * row's largest: then a p that is 0 to the computer does no harm.
     *
     * @param scores (N, C); leave them as they are
     * @param y (N), classes
     * @param smoothing s, from 0 to 1
     * @return L
     */
    @Override
    public double crossEntropy(double[][] scores, int[] y, double smoothing) {
        throw new UnsupportedOperationException("exercise 10: crossEntropy");
    }

    /**
     * {@code ∂L/∂scores}: as in exercise 1, with t in place of the true class's 1.
     *
     * @param scores (N, C)
     * @param y (N), classes
     * @param smoothing s, from 0 to 1
     * @return (N, C)
     */
    @Override
    public double[][] crossEntropyGradient(double[][] scores, int[] y, double smoothing) {
        throw new UnsupportedOperationException("exercise 10: crossEntropyGradient");
    }
}
