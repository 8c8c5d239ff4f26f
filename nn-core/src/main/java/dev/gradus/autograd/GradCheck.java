package dev.gradus.autograd;

import dev.gradus.memory.TensorScope;
import dev.gradus.random.Rng;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * Compares the gradients of an op with central differences, {@code (f(x + h) − f(x − h)) / 2h}, in FLOAT64.
 *
 * <pre>{@code
 * GradCheck.of("square", in -> in.get(0).square()).check(Tensor.normal(rng, 3, 4));
 * }</pre>
 *
 * <p>The output is weighted with random numbers first, never with ones, so that errors cannot cancel. Inputs should lie
 * away from kinks and ties. A FLOAT64 check proves the formula, not the kernel that computes it in FLOAT32.
 */
@SuppressWarnings("try") // scopes and modes act by being open
public final class GradCheck {
    private final String name;
    private final Function<List<Tensor>, Tensor> op;
    private double step = 1e-5;
    private double tolerance = 1e-6;

    private GradCheck(String name, Function<List<Tensor>, Tensor> op) {
        this.name = name;
        this.op = op;
    }

    /**
     * Prepares a check.
     *
     * @param name what is checked, for the message
     * @param op the function; must give the same output for the same inputs
     * @return the check
     */
    public static GradCheck of(String name, Function<List<Tensor>, Tensor> op) {
        return new GradCheck(name, op);
    }

    /**
     * Sets how far a gradient may be off.
     *
     * @param relative the largest |a − b| / max(largest |b|, 1e-6) that passes; 1e-6 unless set
     * @return this
     */
    public GradCheck tolerance(double relative) {
        tolerance = relative;
        return this;
    }

    /**
     * Sets the step of the differences.
     *
     * @param h 1e-5 unless set
     * @return this
     */
    public GradCheck step(double h) {
        step = h;
        return this;
    }

    /**
     * Checks the gradient of every floating input.
     *
     * @param inputs the inputs; floating ones are converted to FLOAT64
     * @return the largest relative error found
     * @throws AssertionError if one is above the tolerance: names the input, the element and both values
     */
    public double check(Tensor... inputs) {
        double worst = 0;
        for (int i = 0; i < inputs.length; i++) {
            if (inputs[i].dtype().isFloating()) {
                worst = Math.max(worst, checkInput(i, inputs));
            }
        }
        return worst;
    }

    private double checkInput(int index, Tensor[] inputs) {
        try (TensorScope scope = TensorScope.open()) {
            List<Tensor> leaves = new ArrayList<>();
            for (Tensor input : inputs) {
                leaves.add(input.dtype().isFloating() ? input.to(DType.FLOAT64).tracked() : input);
            }
            Tensor output = op.apply(leaves);
            if (!output.isTracked()) {
                throw new AssertionError(name + ": expected an output that is tracked, got one without a gradient");
            }
            double[] weights = new double[Math.toIntExact(output.size())];
            Rng.seed(17).split(name).fillUniform(weights, 0, weights.length, -1, 1);
            output.backward(Tensor.of(weights, output.shape()), false);
            Tensor grad = leaves.get(index).grad();
            if (grad == null) {
                throw new AssertionError(name + ": expected a gradient for input " + index + ", got none");
            }
            return compare(index, leaves, weights, grad.toDoubleArray());
        }
    }

    private double compare(int index, List<Tensor> leaves, double[] weights, double[] analytic) {
        Shape shape = leaves.get(index).shape();
        double[] x = leaves.get(index).toDoubleArray();
        double[] numeric = new double[x.length];
        double largest = 1e-6;
        for (int i = 0; i < x.length; i++) {
            double h = step * Math.max(1, Math.abs(x[i]));
            double up = value(index, leaves, weights, moved(x, i, h), shape);
            double down = value(index, leaves, weights, moved(x, i, -h), shape);
            numeric[i] = (up - down) / (2 * h);
            largest = Math.max(largest, Math.abs(numeric[i]));
        }
        double worst = 0;
        for (int i = 0; i < x.length; i++) {
            double error = Math.abs(analytic[i] - numeric[i]) / largest;
            // Written so that NaN fails too.
            if (!(error <= tolerance)) {
                throw new AssertionError(String.format(
                        Locale.ROOT,
                        "%s: expected the gradient of input %d %s at element %d to be %.9g (by differences), got %.9g:"
                                + " a relative error of %.2g, above %.2g",
                        name,
                        index,
                        shape,
                        i,
                        numeric[i],
                        analytic[i],
                        error,
                        tolerance));
            }
            worst = Math.max(worst, error);
        }
        return worst;
    }

    private double value(int index, List<Tensor> leaves, double[] weights, double[] x, Shape shape) {
        try (TensorScope scope = TensorScope.open();
                GradMode mode = GradMode.noGrad()) {
            List<Tensor> inputs = new ArrayList<>(leaves);
            inputs.set(index, Tensor.of(x, shape));
            double[] y = op.apply(inputs).toDoubleArray();
            double sum = 0;
            for (int i = 0; i < y.length; i++) {
                sum += weights[i] * y[i];
            }
            return sum;
        }
    }

    private static double[] moved(double[] x, int i, double by) {
        double[] copy = x.clone();
        copy[i] += by;
        return copy;
    }
}
