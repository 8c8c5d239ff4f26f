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
    FLOOR(false),
    /** min(max(x, a), b); unlike that of {@link #CLAMP} the derivative is 0 at a and b. */
    HARD_TANH(false),
    /** x above 0, else a·(eᵇˣ − 1); a is not below 0. */
    ELU(true),
    /** λ·x above 0, else λ·α·(eˣ − 1), with the constants of {@link SelfNormalizing}. */
    SELU(true),
    /** x·Φ(x), Φ the distribution function of the standard normal. */
    GELU(false),
    /** x/2 · (1 + tanh(√(2/π)·(x + 0.044715·x³))), close to {@link #GELU}. */
    GELU_TANH(false),
    /** x / (1 + e⁻ˣ). */
    SILU(false),
    /** x · tanh(log(1 + eˣ)). */
    MISH(false),
    /** min(max(x + 3, 0), 6) / 6; the derivative at −3 and 3 is 0. */
    HARD_SIGMOID(true),
    /** x · min(max(x + 3, 0), 6) / 6; the derivative is 0 at −3 and 1 at 3. */
    HARD_SWISH(false),
    /** −log(1 + e⁻ˣ), computed without overflow. */
    LOG_SIGMOID(false),
    /** x / (1 + |x|). */
    SOFTSIGN(false),
    /** x above a, else b; the derivative at a is 0. */
    THRESHOLD(false),
    /** The sine. */
    SIN(false),
    /** The cosine. */
    COS(false),
    /** The tangent. */
    TAN(true),
    /** The inverse of the sine, −π/2 to π/2; NaN outside −1…1. */
    ASIN(false),
    /** The inverse of the cosine, 0 to π; NaN outside −1…1. */
    ACOS(false),
    /** The inverse of the tangent, −π/2 to π/2. */
    ATAN(false),
    /** (eˣ − e⁻ˣ) / 2. */
    SINH(false),
    /** (eˣ + e⁻ˣ) / 2. */
    COSH(false),
    /** The error function 2/√π · ∫₀ˣ e^(−t²) dt. */
    ERF(false),
    /** log(1 + x), exact near 0. */
    LOG1P(false),
    /** eˣ − 1, exact near 0. */
    EXPM1(true),
    /** The smallest whole number that is not below x; the derivative is 0. */
    CEIL(false),
    /** The nearest whole number, of two the even one; the derivative is 0. */
    ROUND(false),
    /** x without its fraction; the derivative is 0. */
    TRUNC(false);

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
            case HARD_TANH -> Math.min(Math.max(x, a), b);
            case ELU -> x > 0 ? x : a * Math.expm1(b * x);
            case SELU -> SelfNormalizing.LAMBDA * (x > 0 ? x : SelfNormalizing.ALPHA * Math.expm1(x));
            case GELU -> x * Gelu.distribution(x);
            case GELU_TANH -> 0.5 * x * (1 + Math.tanh(Gelu.inner(x)));
            case SILU -> x / (1 + Math.exp(-x));
            case MISH -> x * Math.tanh(SOFTPLUS.apply(x, 0, 0));
            case HARD_SIGMOID -> Math.min(Math.max(x + 3, 0), 6) / 6;
            case HARD_SWISH -> x * Math.min(Math.max(x + 3, 0), 6) / 6;
            case LOG_SIGMOID -> -SOFTPLUS.apply(-x, 0, 0);
            case SOFTSIGN -> x / (1 + Math.abs(x));
            case THRESHOLD -> x <= a ? b : x;
            case SIN -> Math.sin(x);
            case COS -> Math.cos(x);
            case TAN -> Math.tan(x);
            case ASIN -> Math.asin(x);
            case ACOS -> Math.acos(x);
            case ATAN -> Math.atan(x);
            case SINH -> Math.sinh(x);
            case COSH -> Math.cosh(x);
            case ERF -> Erf.of(x);
            case LOG1P -> Math.log1p(x);
            case EXPM1 -> Math.expm1(x);
            case CEIL -> Math.ceil(x);
            case ROUND -> Math.rint(x);
            case TRUNC -> x < 0 ? Math.ceil(x) : Math.floor(x);
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
            case HARD_TANH -> v > a && v < b ? 1 : 0;
            case ELU -> v > 0 ? 1 : b * (v + a);
            case SELU -> v > 0 ? SelfNormalizing.LAMBDA : v + SelfNormalizing.LAMBDA * SelfNormalizing.ALPHA;
            case GELU -> Gelu.distribution(v) + v * Gelu.density(v);
            case GELU_TANH -> tanhGeluDerivative(v);
            case SILU -> siluDerivative(v);
            case MISH -> mishDerivative(v);
            case HARD_SIGMOID -> v > 0 && v < 1 ? 1.0 / 6 : 0;
            case HARD_SWISH -> v <= -3 ? 0 : v < 3 ? v / 3 + 0.5 : 1;
            case LOG_SIGMOID -> 1 / (1 + Math.exp(v));
            case SOFTSIGN -> 1 / ((1 + Math.abs(v)) * (1 + Math.abs(v)));
            case THRESHOLD -> v <= a ? 0 : 1;
            case SIN -> Math.cos(v);
            case COS -> -Math.sin(v);
            case TAN -> 1 + v * v;
            case ASIN -> 1 / Math.sqrt(1 - v * v);
            case ACOS -> -1 / Math.sqrt(1 - v * v);
            case ATAN -> 1 / (1 + v * v);
            case SINH -> Math.cosh(v);
            case COSH -> Math.sinh(v);
            case ERF -> 2 / Math.sqrt(Math.PI) * Math.exp(-v * v);
            case LOG1P -> 1 / (1 + v);
            case EXPM1 -> v + 1;
            case CEIL, ROUND, TRUNC -> 0;
        };
    }

    private static double tanhGeluDerivative(double x) {
        double t = Math.tanh(Gelu.inner(x));
        return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * Gelu.innerDerivative(x);
    }

    private static double siluDerivative(double x) {
        double s = 1 / (1 + Math.exp(-x));
        return s * (1 + x * (1 - s));
    }

    private static double mishDerivative(double x) {
        double t = Math.tanh(SOFTPLUS.apply(x, 0, 0));
        return t + x * (1 - t * t) / (1 + Math.exp(-x));
    }
}
