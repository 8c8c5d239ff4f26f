package dev.gradus.layers.init;

import dev.gradus.random.Rng;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;

/**
 * The normal distribution of mean 0 within two bounds: what falls outside is drawn again. The bounds are values, not
 * multiples of the standard deviation, as PyTorch's.
 */
public final class TruncatedNormal implements Initializer {
    /** With bounds so many standard deviations apart, most normal numbers would be refused. */
    private static final double NARROW = 2;

    private final double std;
    private final double min;
    private final double max;

    private TruncatedNormal(double std, double min, double max) {
        this.std = std;
        this.min = min;
        this.max = max;
    }

    /**
     * Within −2 and 2.
     *
     * @param std the standard deviation before the bounds, above 0
     * @return the initializer
     */
    public static TruncatedNormal of(double std) {
        return of(std, -2, 2);
    }

    /**
     * Within given bounds.
     *
     * @param std the standard deviation before the bounds, above 0
     * @param min the lower bound, 0 at most
     * @param max the upper bound, 0 at least and above min
     * @return the initializer
     */
    public static TruncatedNormal of(double std, double min, double max) {
        Shape.require(std > 0, "truncatedNormal", () -> "std above 0", () -> std);
        Shape.require(
                min <= 0 && max >= 0 && min < max,
                "truncatedNormal",
                () -> "bounds on both sides of 0",
                () -> min + " and " + max);
        return new TruncatedNormal(std, min, max);
    }

    @Override
    public Tensor draw(Shape shape, Rng rng) {
        float[] values = new float[Math.toIntExact(shape.size())];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (max - min < NARROW * std ? byUniform(rng) : byNormal(rng));
        }
        return Tensor.of(values, shape);
    }

    private double byNormal(Rng rng) {
        double value;
        do {
            value = std * rng.nextGaussian();
        } while (value < min || value > max);
        return value;
    }

    /** A uniform number, accepted with the probability that the density there has to the largest. */
    private double byUniform(Rng rng) {
        double value;
        do {
            value = rng.nextDouble(min, max);
        } while (rng.nextDouble() > Math.exp(-0.5 * value * value / (std * std)));
        return value;
    }
}
