package dev.gradus.layers.init;

import dev.gradus.random.Rng;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;

/** The identity matrix, as far as a weight (out, in) that is not square allows. Draws nothing. */
public final class Eye implements Initializer {
    private Eye() {}

    /**
     * The initializer.
     *
     * @return the initializer
     */
    public static Eye matrix() {
        return new Eye();
    }

    @Override
    public Tensor draw(Shape shape, Rng rng) {
        Shape.require(shape.rank() == 2, "eye", () -> "a weight (out, in)", () -> shape);
        float[] values = new float[Math.toIntExact(shape.size())];
        int columns = shape.intDim(1);
        for (int d = 0; d < Math.min(shape.intDim(0), columns); d++) {
            values[d * columns + d] = 1;
        }
        return Tensor.of(values, shape);
    }
}
