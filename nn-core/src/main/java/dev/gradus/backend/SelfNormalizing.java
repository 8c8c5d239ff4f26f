package dev.gradus.backend;

/**
 * The constants of the function that leaves mean 0 and variance 1 as they are, for independent inputs. Klambauer,
 * Unterthiner, Mayr and Hochreiter, "Self-normalizing neural networks", 2017, arXiv:1706.02515.
 */
@SuppressWarnings("FloatingPointLiteralPrecision") // the constants stand as published
public final class SelfNormalizing {
    /** The factor λ. */
    public static final double LAMBDA = 1.0507009873554804934193349852946;
    /** The factor α below 0. */
    public static final double ALPHA = 1.6732632423543772848170429916717;

    private SelfNormalizing() {}
}
