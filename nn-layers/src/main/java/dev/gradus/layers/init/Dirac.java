package dev.gradus.layers.init;

import dev.gradus.random.Rng;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;

/**
 * The convolution that passes its channels on: of a weight (out, in / groups, kernel …), output d of each group is its
 * input d, and 0 where there is none. Draws nothing.
 */
public final class Dirac implements Initializer {
    private final int groups;

    private Dirac(int groups) {
        this.groups = groups;
    }

    /**
     * Of one group.
     *
     * @return the initializer
     */
    public static Dirac identity() {
        return new Dirac(1);
    }

    /**
     * Of another number of groups.
     *
     * @param newGroups a divisor of the outputs
     * @return a changed copy
     */
    public Dirac groups(int newGroups) {
        Shape.require(newGroups > 0, "dirac", () -> "groups of at least 1", () -> newGroups);
        return new Dirac(newGroups);
    }

    @Override
    public Tensor draw(Shape shape, Rng rng) {
        Shape.require(
                shape.rank() >= 3 && shape.dim(0) % groups == 0,
                "dirac",
                () -> "a weight (out, in, kernel …) with outputs in " + groups + " groups",
                () -> shape);
        float[] values = new float[Math.toIntExact(shape.size())];
        int centre = 0;
        int field = 1;
        for (int i = 2; i < shape.rank(); i++) {
            centre = centre * shape.intDim(i) + shape.intDim(i) / 2;
            field *= shape.intDim(i);
        }
        int inputs = shape.intDim(1);
        int outputs = shape.intDim(0) / groups;
        for (int group = 0; group < groups; group++) {
            for (int d = 0; d < Math.min(inputs, outputs); d++) {
                values[((group * outputs + d) * inputs + d) * field + centre] = 1;
            }
        }
        return Tensor.of(values, shape);
    }
}
