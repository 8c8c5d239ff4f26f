package dev.gradus.examples.exercises;

import dev.gradus.examples.exercises.tasks.GradientCheckTask;
import java.util.function.ToDoubleFunction;

/**
 * Exercise 4: the gradient check itself, by which every gradient is judged here, yours too.
 *
 * <p>Ask the judge: {@code ./gradus exercise 4}.
 */
public final class NumericalGradient implements GradientCheckTask {
    /**
     * For each i, {@code (f(x + h eᵢ) − f(x − h eᵢ)) / 2h}: x with only element i moved by h, up and down. Its error
     * falls with h²; that of the difference to one side, {@code (f(x + h eᵢ) − f(x)) / h}, only with h. When you
     * return, x must be what it was.
     *
     * @param f the function, {@code f.applyAsDouble(x)}
     * @param x where, (D)
     * @param h the step
     * @return (D)
     */
    @Override
    public double[] gradient(ToDoubleFunction<double[]> f, double[] x, double h) {
        throw new UnsupportedOperationException("exercise 4: gradient");
    }

    /**
     * {@code max_i |a[i] − b[i]| / max_i max(|a[i]|, |b[i]|)}: the largest difference as a share of the largest value;
     * 0 where both are zero throughout.
     *
     * @param a (D)
     * @param b (D)
     * @return 0 or more
     */
    @Override
    public double relativeError(double[] a, double[] b) {
        throw new UnsupportedOperationException("exercise 4: relativeError");
    }
}
