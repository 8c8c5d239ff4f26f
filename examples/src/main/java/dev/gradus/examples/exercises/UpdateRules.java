package dev.gradus.examples.exercises;

import dev.gradus.examples.exercises.tasks.UpdateTask;

/**
 * Exercise 6: from a gradient to a step.
 *
 * <p>{@code p} are the parameters, (D), and {@code g} their gradient. Write the new values into p, and into the state,
 * which begins as zeros and is handed to you again at the next step. Leave g as it is. All formulas are of single
 * elements.
 *
 * <p>Ask the judge: {@code ./gradus exercise 6}.
 */
public final class UpdateRules implements UpdateTask {
    /**
     * Against the gradient: {@code p ← p − lr · g}.
     *
     * @param p (D), parameters
     * @param g (D), gradient
     * @param lr the learning rate
     */
    @Override
    public void sgd(double[] p, double[] g, double lr) {
        throw new UnsupportedOperationException("exercise 6: sgd");
    }

    /**
     * As a ball that rolls: {@code v ← µ · v + g}, then {@code p ← p − lr · v}.
     *
     * @param p (D), parameters
     * @param g (D), gradient
     * @param v (D), velocity
     * @param lr the learning rate
     * @param mu µ, how much of the velocity is kept
     */
    @Override
    public void momentum(double[] p, double[] g, double[] v, double lr, double mu) {
        throw new UnsupportedOperationException("exercise 6: momentum");
    }

    /**
     * Each parameter by its own scale: {@code s ← α · s + (1 − α) · g²}, then {@code p ← p − lr · g / (√s + ε)}.
     *
     * @param p (D), parameters
     * @param g (D), gradient
     * @param s (D), the running mean of squares
     * @param lr the learning rate
     * @param alpha α
     * @param eps ε, which keeps from division by zero
     */
    @Override
    public void rmsProp(double[] p, double[] g, double[] s, double lr, double alpha, double eps) {
        throw new UnsupportedOperationException("exercise 6: rmsProp");
    }

    /**
     * Both: {@code m ← β₁ · m + (1 − β₁) · g} and {@code v ← β₂ · v + (1 − β₂) · g²}. Both begin at zero and are too
     * small at first, by the factors {@code 1 − β₁ᵗ} and {@code 1 − β₂ᵗ}; divided by these they are m̂ and v̂, and
     * {@code p ← p − lr · m̂ / (√v̂ + ε)}. The arrays keep m and v themselves.
     *
     * @param p (D), parameters
     * @param g (D), gradient
     * @param m (D), the running mean of gradients
     * @param v (D), the running mean of squares
     * @param t which step this is; the first one is 1
     * @param lr the learning rate
     * @param beta1 β₁
     * @param beta2 β₂
     * @param eps ε
     */
    @Override
    public void adam(
            double[] p, double[] g, double[] m, double[] v, int t, double lr, double beta1, double beta2, double eps) {
        throw new UnsupportedOperationException("exercise 6: adam");
    }
}
