package dev.gradus.layers.init;

import dev.gradus.random.Rng;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;

/**
 * The distribution from which a new parameter is drawn.
 *
 * <pre>{@code
 * conv.weight().set(Kaiming.normal().gain(Gain.relu()).draw(conv.weight().shape(), rng.split("conv1")));
 * }</pre>
 */
@FunctionalInterface
public interface Initializer {
    /**
     * Draws a FLOAT32 tensor.
     *
     * @param shape its shape
     * @param rng what is drawn from
     * @return the tensor
     */
    Tensor draw(Shape shape, Rng rng);

    /**
     * One value for all elements; draws nothing.
     *
     * @param value the value
     * @return the initializer
     */
    static Initializer constant(double value) {
        return (shape, rng) -> Tensor.full(shape, DType.FLOAT32, value);
    }

    /**
     * The uniform distribution on [−bound, bound).
     *
     * @param bound above 0; 0 gives zeros
     * @return the initializer
     */
    static Initializer uniform(double bound) {
        return bound == 0 ? constant(0) : (shape, rng) -> Tensor.uniform(rng, -bound, bound, shape.dims());
    }

    /**
     * The normal distribution of mean 0.
     *
     * @param std the standard deviation
     * @return the initializer
     */
    static Initializer normal(double std) {
        return (shape, rng) -> {
            Tensor standard = Tensor.normal(rng, shape.dims());
            Tensor scaled = standard.mul(std);
            standard.free();
            return scaled;
        };
    }
}
