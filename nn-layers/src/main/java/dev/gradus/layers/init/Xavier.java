package dev.gradus.layers.init;

import dev.gradus.random.Rng;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;

/**
 * A compromise between the variance of activations and that of gradients: standard deviation
 * {@code gain · √(2 / (fan in + fan out))}, as a normal distribution or as a uniform one on ±√3 standard deviations.
 * Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural networks", AISTATS 2010.
 */
public final class Xavier implements Initializer {
    private final boolean uniform;
    private final double gain;

    private Xavier(boolean uniform, double gain) {
        this.uniform = uniform;
        this.gain = gain;
    }

    /**
     * Uniform, of gain 1.
     *
     * @return the initializer
     */
    public static Xavier uniform() {
        return new Xavier(true, Gain.linear());
    }

    /**
     * Normal, of gain 1.
     *
     * @return the initializer
     */
    public static Xavier normal() {
        return new Xavier(false, Gain.linear());
    }

    /**
     * For another nonlinearity.
     *
     * @param newGain see {@link Gain}
     * @return a changed copy
     */
    public Xavier gain(double newGain) {
        return new Xavier(uniform, newGain);
    }

    @Override
    public Tensor draw(Shape shape, Rng rng) {
        Fan fan = Fan.of("xavier", shape);
        double std = gain * Math.sqrt(2.0 / (fan.in() + fan.out()));
        return (uniform ? Initializer.uniform(Math.sqrt(3) * std) : Initializer.normal(std)).draw(shape, rng);
    }
}
