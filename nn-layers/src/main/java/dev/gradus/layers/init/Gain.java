package dev.gradus.layers.init;

/** By how much weights are scaled up to make good what the nonlinearity after them takes from the variance. */
public final class Gain {
    private Gain() {}

    /**
     * Before nothing.
     *
     * @return 1
     */
    public static double linear() {
        return 1;
    }

    /**
     * Before a sigmoid.
     *
     * @return 1
     */
    public static double sigmoid() {
        return 1;
    }

    /**
     * Before a {@link dev.gradus.layers.Selu}. For networks that are to normalise themselves use {@link #linear} instead,
     * which gives the variance 1 / fan in that the function was made for.
     *
     * @return 3/4
     */
    public static double selu() {
        return 0.75;
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
