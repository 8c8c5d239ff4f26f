package dev.gradus.layers.init;

/** By how much weights are scaled up to make good what the nonlinearity after them takes from the variance. */
public final class Gain {
    private Gain() {}

    /**
     * Before nothing, or a sigmoid.
     *
     * @return 1
     */
    public static double linear() {
        return 1;
    }

    /**
     * Before a relu.
     *
     * @return √2
     */
    public static double relu() {
        return Math.sqrt(2);
    }

    /**
     * Before a leaky relu.
     *
     * @param negativeSlope its slope below 0
     * @return √(2 / (1 + negativeSlope²))
     */
    public static double leakyRelu(double negativeSlope) {
        return Math.sqrt(2 / (1 + negativeSlope * negativeSlope));
    }

    /**
     * Before a hyperbolic tangent.
     *
     * @return 5/3
     */
    public static double tanh() {
        return 5.0 / 3;
    }
}
