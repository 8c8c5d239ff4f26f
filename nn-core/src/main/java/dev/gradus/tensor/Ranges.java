package dev.gradus.tensor;

/** Vectors of numbers at equal distances. */
public final class Ranges {
    private Ranges() {}

    /**
     * Numbers from one to another, both included.
     *
     * @param start the first
     * @param end the last
     * @param steps how many, at least 1; one gives the first alone
     * @param dtype their type, see {@link Tensor#to}
     * @return a tensor of shape (steps,)
     */
    public static Tensor linspace(double start, double end, int steps, DType dtype) {
        Shape.require(steps >= 1, "linspace", () -> "at least one step", () -> steps);
        double[] values = new double[steps];
        for (int i = 0; i < steps; i++) {
            // Of both ends, so that the last is exact, as is the middle of −x and x.
            double share = steps == 1 ? 0 : (double) i / (steps - 1);
            values[i] = start * (1 - share) + end * share;
        }
        return converted(values, dtype);
    }

    /**
     * The numbers start, start + step, … below the end, or above it where the step is below 0.
     *
     * @param start the first
     * @param end what is not reached
     * @param step the distance, not 0
     * @param dtype their type, see {@link Tensor#to}
     * @return a vector
     */
    public static Tensor arange(double start, double end, double step, DType dtype) {
        double count = Math.ceil((end - start) / step);
        Shape.require(
                count >= 0 && count <= Integer.MAX_VALUE,
                "arange",
                () -> "a step that leads from start to end",
                () -> start + ", " + end + " by " + step);
        double[] values = new double[(int) count];
        for (int i = 0; i < values.length; i++) {
            values[i] = start + i * step;
        }
        return converted(values, dtype);
    }

    private static Tensor converted(double[] values, DType dtype) {
        return Tensor.of(values, Shape.of(values.length)).to(dtype);
    }
}
