package dev.gradus.examples.exercises.tasks;

import java.util.function.ToDoubleFunction;

/** Exercise 4: gradients by differences. */
public interface GradientCheckTask {
    /** The gradient of f at x by central differences with the step h. */
    double[] gradient(ToDoubleFunction<double[]> f, double[] x, double h);

    /** How far two gradients are apart, relative to the larger of them. */
    double relativeError(double[] a, double[] b);
}
