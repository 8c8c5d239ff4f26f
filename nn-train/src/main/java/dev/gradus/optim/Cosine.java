package dev.gradus.optim;

/** Half a cosine. */
final class Cosine {
    private Cosine() {}

    /** From one value to another as t goes from 0 to 1; constant outside. */
    static double between(double from, double to, double t) {
        double limited = Math.max(0, Math.min(1, t));
        return to + (from - to) * (1 + Math.cos(Math.PI * limited)) / 2;
    }
}
