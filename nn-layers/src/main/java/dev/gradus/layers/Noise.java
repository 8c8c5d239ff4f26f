package dev.gradus.layers;

import dev.gradus.random.Rng;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;

/** A layer that drops with a probability while training, and is the identity in evaluation. */
abstract class Noise extends Layer {
    private final double p;
    private final RandomStream noise;

    Noise(String op, double p, Rng rng) {
        Shape.require(p >= 0 && p <= 1, op, () -> "p from 0 to 1", () -> p);
        this.p = p;
        this.noise = stream("noise", rng.split("noise"));
    }

    abstract Tensor drop(Tensor x, double probability, Rng rng);

    @Override
    public final Tensor forward(Tensor x) {
        return isTraining() ? drop(x, p, noise.rng()) : x;
    }

    @Override
    protected final String describe() {
        return getClass().getSimpleName() + "(p " + p + ")";
    }
}
