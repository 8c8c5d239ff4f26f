package dev.gradus.backend;

/**
 * The element-wise functions of one input, with their derivatives. Parameters {@code a} and {@code b} are used where
 * the formula names them.
 */
public enum Unary {
    /** −x. */
    NEG(false),
    /** |x|; the derivative at 0 is 0. */
    ABS(false),
    /** eˣ. */
    EXP(true),
    /** The natural logarithm; −∞ at 0, NaN below. */
    LOG(false),
    /** √x; NaN below 0, the derivative at 0 is ∞. */
    SQRT(true),
    /** x². */
    SQUARE(false),
    /** 1 / x. */
    RECIPROCAL(true),
    /** xᵃ. */
    POW(false),
    /** a·x + b. */
    AFFINE(false),
    /** min(max(x, a), b); the derivative is 1 from a to b, both included. */
    CLAMP(false),
    /** max(x, 0); the derivative at 0 is 0. */
    RELU(true),
    /** x above 0, else a·x. */
    LEAKY_RELU(false),
    /** 1 / (1 + e⁻ˣ). */
    SIGMOID(true),
    /** The hyperbolic tangent. */
    TANH(true),
    /** log(1 + eˣ), computed without overflow. */
    SOFTPLUS(false),
    /** −1, 0 or 1; the derivative is 0. */
    SIGN(false),
    /** The largest whole number that is not above x; the derivative is 0. */
    FLOOR(false);

    private final boolean fromOutput;

    Unary(boolean fromOutput) {
        this.fromOutput = fromOutput;
    }

    /**
     * Which value {@link #derivative} takes: the output where that suffices, so that the input need not be kept.
     *
     * @return true for the output, false for the input
     */
    public boolean derivativeFromOutput() {
        return fromOutput;
    }

    /**
     * The function.
     *
     * @param x its argument
     * @param a the first parameter
     * @param b the second parameter
     * @return its value
     */
    public double apply(double x, double a, double b) {
        return switch (this) {
            case NEG -> -x;
            case ABS -> Math.abs(x);
            case EXP -> Math.exp(x);
            case LOG -> Math.log(x);
            case SQRT -> Math.sqrt(x);
            case SQUARE -> x * x;
            case RECIPROCAL -> 1 / x;
            case POW -> Math.pow(x, a);
            case AFFINE -> a * x + b;
            case CLAMP -> Math.min(Math.max(x, a), b);
            case RELU -> Math.max(x, 0);
            case LEAKY_RELU -> x > 0 ? x : a * x;
            case SIGMOID -> 1 / (1 + Math.exp(-x));
            case TANH -> Math.tanh(x);
            case SOFTPLUS -> Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
            case SIGN -> Math.signum(x);
            case FLOOR -> Math.floor(x);
        };
    }

    /**
     * The derivative.
     *
     * @param v the output if {@link #derivativeFromOutput}, else the input
     * @param a the first parameter
     * @param b the second parameter
     * @return d apply(x) / dx
     */
    public double derivative(double v, double a, double b) {
        return switch (this) {
            case NEG -> -1;
            case ABS -> Math.signum(v);
            case EXP -> v;
            case LOG -> 1 / v;
            case SQRT -> 0.5 / v;
            case SQUARE -> 2 * v;
            case RECIPROCAL -> -v * v;
            case POW -> a == 0 ? 0 : a * Math.pow(v, a - 1);
            case AFFINE -> a;
            case CLAMP -> v >= a && v <= b ? 1 : 0;
            case RELU -> v > 0 ? 1 : 0;
            case LEAKY_RELU -> v > 0 ? 1 : a;
            case SIGMOID -> v * (1 - v);
            case TANH -> 1 - v * v;
            case SOFTPLUS -> 1 / (1 + Math.exp(-v));
            case SIGN, FLOOR -> 0;
        };
    }
}
