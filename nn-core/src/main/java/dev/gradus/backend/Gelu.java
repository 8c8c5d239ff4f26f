package dev.gradus.backend;

/** What the Gaussian error linear unit is made of. */
final class Gelu {
    /** The factor of x³, fitted by Hendrycks and Gimpel. */
    static final double CUBIC = 0.044715;

    private Gelu() {}

    /** Φ(x), the distribution function of the standard normal. */
    static double distribution(double x) {
        return 0.5 * Erf.complement(-x * Math.sqrt(0.5));
    }

    /** φ(x), its density. */
    static double density(double x) {
        return Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
    }

    /** √(2/π)·(x + 0.044715·x³), whose tanh is close to 2·Φ(x) − 1. */
    static double inner(double x) {
        return Math.sqrt(2 / Math.PI) * (x + CUBIC * x * x * x);
    }

    /** The derivative of {@link #inner}. */
    static double innerDerivative(double x) {
        return Math.sqrt(2 / Math.PI) * (1 + 3 * CUBIC * x * x);
    }
}
