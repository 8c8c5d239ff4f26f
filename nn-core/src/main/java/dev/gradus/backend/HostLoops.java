package dev.gradus.backend;

import dev.gradus.memory.HostStorage;
import java.util.Arrays;

/**
 * FLOAT32 loops in plain Java. Rows are copied to heap arrays that fit the first-level cache and looped over there,
 * which the compiler turns into vector instructions; over off-heap memory it does not.
 */
final class HostLoops {
    static final int CHUNK = 4096;

    private HostLoops() {}

    /** One function of a chunk. */
    interface Body1 {
        void apply(float[] x, int n);
    }

    /** A function of two chunks; the result replaces the first. */
    interface Body2 {
        void apply(float[] x, float[] y, int n);
    }

    static void map(HostStorage x, HostStorage out, Body1 body) {
        Parallel.forRanges(x.length(), Parallel.GRAIN, (from, to) -> {
            float[] chunk = new float[(int) Math.min(CHUNK, to - from)];
            for (long at = from; at < to; at += CHUNK) {
                int n = (int) Math.min(CHUNK, to - at);
                x.read(at, chunk, 0, n);
                body.apply(chunk, n);
                out.write(at, chunk, 0, n);
            }
        });
    }

    /** What chunks are read from. */
    interface Source {
        void read(long from, float[] into, int n);
    }

    static void zip(HostStorage x, HostStorage y, HostStorage out, Body2 body) {
        zip((at, a, n) -> x.read(at, a, 0, n), (at, b, n) -> y.read(at, b, 0, n), out, body);
    }

    static void zip(Source x, Source y, HostStorage out, Body2 body) {
        Parallel.forRanges(out.length(), Parallel.GRAIN, (from, to) -> {
            float[] a = new float[(int) Math.min(CHUNK, to - from)];
            float[] b = new float[a.length];
            for (long at = from; at < to; at += CHUNK) {
                int n = (int) Math.min(CHUNK, to - at);
                x.read(at, a, n);
                y.read(at, b, n);
                body.apply(a, b, n);
                out.write(at, a, 0, n);
            }
        });
    }

    static void fill(HostStorage out, float value) {
        float[] chunk = new float[(int) Math.min(CHUNK, out.length())];
        Arrays.fill(chunk, value);
        for (long at = 0; at < out.length(); at += CHUNK) {
            out.write(at, chunk, 0, (int) Math.min(CHUNK, out.length() - at));
        }
    }

    /** Whether {@link #body(Unary, float, float)} is a loop that the compiler vectorises. */
    static boolean isArithmetic(Unary f) {
        return switch (f) {
            case NEG, ABS, SQUARE, SQRT, RECIPROCAL, AFFINE, CLAMP, RELU, LEAKY_RELU -> true;
            case HARD_TANH, HARD_SIGMOID, HARD_SWISH, SOFTSIGN, THRESHOLD -> true;
            default -> false;
        };
    }

    /** The same of {@link #gradBody}. */
    static boolean hasArithmeticGradient(Unary f) {
        return switch (f) {
            case NEG, AFFINE, EXP, SQUARE, RELU, LEAKY_RELU, SIGMOID, TANH -> true;
            case HARD_TANH, ELU, SELU, HARD_SIGMOID, HARD_SWISH, SOFTSIGN, THRESHOLD -> true;
            default -> false;
        };
    }

    /** Loops for the functions that are arithmetic, a call an element for the others. */
    static Body1 body(Unary f, float a, float b) {
        return switch (f) {
            case NEG ->
                (x, n) -> {
                    for (int i = 0; i < n; i++) {
                        x[i] = -x[i];
                    }
                };
            case ABS ->
                (x, n) -> {
                    for (int i = 0; i < n; i++) {
                        x[i] = Math.abs(x[i]);
                    }
                };
            case SQUARE ->
                (x, n) -> {
                    for (int i = 0; i < n; i++) {
                        x[i] = x[i] * x[i];
                    }
                };
            case SQRT ->
                (x, n) -> {
                    for (int i = 0; i < n; i++) {
                        x[i] = (float) Math.sqrt(x[i]);
                    }
                };
            case RECIPROCAL ->
                (x, n) -> {
                    for (int i = 0; i < n; i++) {
                        x[i] = 1 / x[i];
                    }
                };
            case AFFINE ->
                (x, n) -> {
                    for (int i = 0; i < n; i++) {
                        x[i] = a * x[i] + b;
                    }
                };
            case CLAMP, HARD_TANH ->
                (x, n) -> {
                    for (int i = 0; i < n; i++) {
                        x[i] = Math.min(Math.max(x[i], a), b);
                    }
                };
            case RELU ->
                (x, n) -> {
                    for (int i = 0; i < n; i++) {
                        x[i] = Math.max(x[i], 0);
                    }
                };
            case LEAKY_RELU ->
                (x, n) -> {
                    for (int i = 0; i < n; i++) {
                        x[i] = x[i] > 0 ? x[i] : a * x[i];
                    }
                };
            case HARD_SIGMOID ->
                (x, n) -> {
                    for (int i = 0; i < n; i++) {
                        x[i] = Math.min(Math.max(x[i] + 3, 0), 6) / 6;
                    }
                };
            case HARD_SWISH ->
                (x, n) -> {
                    for (int i = 0; i < n; i++) {
                        x[i] *= Math.min(Math.max(x[i] + 3, 0), 6) / 6;
                    }
                };
            case ELU -> exponentialBelow0(1, a, b);
            case SELU -> exponentialBelow0(SelfNormalizing.LAMBDA, SelfNormalizing.LAMBDA * SelfNormalizing.ALPHA, 1);
            case SOFTSIGN ->
                (x, n) -> {
                    for (int i = 0; i < n; i++) {
                        x[i] /= 1 + Math.abs(x[i]);
                    }
                };
            case THRESHOLD ->
                (x, n) -> {
                    for (int i = 0; i < n; i++) {
                        x[i] = x[i] <= a ? b : x[i];
                    }
                };
            default ->
                (x, n) -> {
                    for (int i = 0; i < n; i++) {
                        x[i] = (float) f.apply(x[i], a, b);
                    }
                };
        };
    }

    /** g · f′(v), into g. */
    static Body2 gradBody(Unary f, float a, float b) {
        return switch (f) {
            case NEG ->
                (g, v, n) -> {
                    for (int i = 0; i < n; i++) {
                        g[i] = -g[i];
                    }
                };
            case AFFINE ->
                (g, v, n) -> {
                    for (int i = 0; i < n; i++) {
                        g[i] *= a;
                    }
                };
            case EXP ->
                (g, v, n) -> {
                    for (int i = 0; i < n; i++) {
                        g[i] *= v[i];
                    }
                };
            case SQUARE ->
                (g, v, n) -> {
                    for (int i = 0; i < n; i++) {
                        g[i] *= 2 * v[i];
                    }
                };
            case RELU ->
                (g, v, n) -> {
                    for (int i = 0; i < n; i++) {
                        g[i] = v[i] > 0 ? g[i] : 0;
                    }
                };
            case LEAKY_RELU ->
                (g, v, n) -> {
                    for (int i = 0; i < n; i++) {
                        g[i] = v[i] > 0 ? g[i] : a * g[i];
                    }
                };
            case SIGMOID ->
                (g, v, n) -> {
                    for (int i = 0; i < n; i++) {
                        g[i] *= v[i] * (1 - v[i]);
                    }
                };
            case TANH ->
                (g, v, n) -> {
                    for (int i = 0; i < n; i++) {
                        g[i] *= 1 - v[i] * v[i];
                    }
                };
            case HARD_TANH -> within(a, b, 1);
            case HARD_SIGMOID -> within(0, 1, 1f / 6);
            case ELU -> derivativeBelow0(1, b, a);
            case SELU ->
                derivativeBelow0(
                        (float) SelfNormalizing.LAMBDA, 1, (float) (SelfNormalizing.LAMBDA * SelfNormalizing.ALPHA));
            case HARD_SWISH ->
                (g, v, n) -> {
                    for (int i = 0; i < n; i++) {
                        g[i] *= v[i] <= -3 ? 0 : v[i] < 3 ? v[i] / 3 + 0.5f : 1;
                    }
                };
            case SOFTSIGN ->
                (g, v, n) -> {
                    for (int i = 0; i < n; i++) {
                        float d = 1 + Math.abs(v[i]);
                        g[i] /= d * d;
                    }
                };
            case THRESHOLD ->
                (g, v, n) -> {
                    for (int i = 0; i < n; i++) {
                        g[i] = v[i] <= a ? 0 : g[i];
                    }
                };
            default ->
                (g, v, n) -> {
                    for (int i = 0; i < n; i++) {
                        g[i] *= (float) f.derivative(v[i], a, b);
                    }
                };
        };
    }

    /** slope · x above 0, else depth · (e^(rate·x) − 1): in double, the difference is exact enough, and faster than expm1. */
    private static Body1 exponentialBelow0(double slope, double depth, double rate) {
        return (x, n) -> {
            for (int i = 0; i < n; i++) {
                x[i] = (float) (x[i] > 0 ? slope * x[i] : depth * (Math.exp(rate * x[i]) - 1));
            }
        };
    }

    /** slope · g for values between two ends, both excluded; else 0. */
    private static Body2 within(float low, float high, float slope) {
        return (g, v, n) -> {
            for (int i = 0; i < n; i++) {
                g[i] = v[i] > low && v[i] < high ? slope * g[i] : 0;
            }
        };
    }

    /** slope · g for outputs above 0, else rate · (v + depth) · g. */
    private static Body2 derivativeBelow0(float slope, float rate, float depth) {
        return (g, v, n) -> {
            for (int i = 0; i < n; i++) {
                g[i] *= v[i] > 0 ? slope : rate * (v[i] + depth);
            }
        };
    }

    /** The function of pairs, into the first. */
    static Body2 body(Binary f) {
        return switch (f) {
            case ADD ->
                (x, y, n) -> {
                    for (int i = 0; i < n; i++) {
                        x[i] += y[i];
                    }
                };
            case SUB ->
                (x, y, n) -> {
                    for (int i = 0; i < n; i++) {
                        x[i] -= y[i];
                    }
                };
            case MUL ->
                (x, y, n) -> {
                    for (int i = 0; i < n; i++) {
                        x[i] *= y[i];
                    }
                };
            case DIV ->
                (x, y, n) -> {
                    for (int i = 0; i < n; i++) {
                        x[i] /= y[i];
                    }
                };
            default ->
                (x, y, n) -> {
                    for (int i = 0; i < n; i++) {
                        x[i] = (float) f.apply(x[i], y[i]);
                    }
                };
        };
    }

    /** A function whose second argument is one number. */
    static Body1 withScalar(Binary f, float y) {
        return switch (f) {
            case ADD -> body(Unary.AFFINE, 1, y);
            case SUB -> body(Unary.AFFINE, 1, -y);
            case MUL -> body(Unary.AFFINE, y, 0);
            default ->
                (x, n) -> {
                    for (int i = 0; i < n; i++) {
                        x[i] = (float) f.apply(x[i], y);
                    }
                };
        };
    }
}
