package dev.gradus.layers.init;

import dev.gradus.random.Rng;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;

/**
 * Keeps the variance of activations (fan in) or gradients (fan out) through the layers: standard deviation
 * {@code gain / √fan}, as a normal distribution or as a uniform one on ±√3 standard deviations. He, Zhang, Ren and Sun,
 * "Delving deep into rectifiers", 2015, arXiv:1502.01852.
 */
public final class Kaiming implements Initializer {
    private final boolean uniform;
    private final boolean fanOut;
    private final double gain;

    private Kaiming(boolean uniform, boolean fanOut, double gain) {
        this.uniform = uniform;
        this.fanOut = fanOut;
        this.gain = gain;
    }

    /**
     * Uniform, by fan in, for relu.
     *
     * @return the initializer
     */
    public static Kaiming uniform() {
        return new Kaiming(true, false, Gain.relu());
    }

    /**
     * Normal, by fan in, for relu.
     *
     * @return the initializer
     */
    public static Kaiming normal() {
        return new Kaiming(false, false, Gain.relu());
    }

    /**
     * Keeps the variance of gradients rather than activations.
     *
     * @return a changed copy
     */
    public Kaiming fanOut() {
        return new Kaiming(uniform, true, gain);
    }

    /**
     * For another nonlinearity than relu.
     *
     * @param newGain see {@link Gain}
     * @return a changed copy
     */
    public Kaiming gain(double newGain) {
        return new Kaiming(uniform, fanOut, newGain);
    }

    @Override
    public Tensor draw(Shape shape, Rng rng) {
        Fan fan = Fan.of("kaiming", shape);
        double std = gain / Math.sqrt((double) (fanOut ? fan.out() : fan.in()));
        return (uniform ? Initializer.uniform(Math.sqrt(3) * std) : Initializer.normal(std)).draw(shape, rng);
    }
}
