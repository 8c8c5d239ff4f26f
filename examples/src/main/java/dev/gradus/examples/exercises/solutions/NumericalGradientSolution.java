package dev.gradus.examples.exercises.solutions;

import dev.gradus.examples.exercises.tasks.GradientCheckTask;
import java.util.function.ToDoubleFunction;

/** Exercise 4. */
public final class NumericalGradientSolution implements GradientCheckTask {
    @Override
    public double[] gradient(ToDoubleFunction<double[]> f, double[] x, double h) {
        double[] gradient = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            double before = x[i];
            x[i] = before + h;
            double up = f.applyAsDouble(x);
            x[i] = before - h;
            double down = f.applyAsDouble(x);
            x[i] = before;
            gradient[i] = (up - down) / (2 * h);
        }
        return gradient;
    }

    @Override
    public double relativeError(double[] a, double[] b) {
        double difference = 0;
        double largest = 0;
        for (int i = 0; i < a.length; i++) {
            difference = Math.max(difference, Math.abs(a[i] - b[i]));
            largest = Math.max(largest, Math.max(Math.abs(a[i]), Math.abs(b[i])));
        }
        return largest == 0 ? 0 : difference / largest;
    }
}
