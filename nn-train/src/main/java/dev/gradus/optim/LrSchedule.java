package dev.gradus.optim;

import dev.gradus.tensor.Shape;

/** The learning rate as a function of the step. */
@FunctionalInterface
public interface LrSchedule {
    /**
     * The rate.
     *
     * @param step how many steps were made before, from 0
     * @return the rate of the next step
     */
    double lr(long step);

    /**
     * Always the same.
     *
     * @param lr the rate
     * @return the schedule
     */
    static LrSchedule constant(double lr) {
        return step -> lr;
    }

    /**
     * Rises in a straight line for the first steps, then falls to 0 along half a cosine:
     * {@code peak · (1 + cos(π·t)) / 2}. Loshchilov and Hutter, "SGDR", 2016, arXiv:1608.03983.
     *
     * @param peak the highest rate, that of step {@code warmup}
     * @param warmup steps of the rise, may be 0
     * @param total all steps; afterwards the rate is 0
     * @return the schedule
     */
    static LrSchedule cosine(double peak, long warmup, long total) {
        Shape.require(
                warmup >= 0 && warmup < total, "cosine", () -> "0 <= warmup < total", () -> warmup + " and " + total);
        return step -> step < warmup
                ? peak * (step + 1.0) / (warmup + 1.0)
                : Cosine.between(peak, 0, (double) (step - warmup) / (double) (total - warmup));
    }

    /**
     * Rises from max/25 to max during the first 30 % of the steps, then falls to max/250,000, along half cosines. Smith
     * and Topin, "Super-convergence", 2017, arXiv:1708.07120, with PyTorch's defaults.
     *
     * @param max the highest rate
     * @param total all steps, at least 2
     * @return the schedule
     */
    static LrSchedule oneCycle(double max, long total) {
        Shape.require(total >= 2, "oneCycle", () -> "total of at least 2", () -> total);
        double first = max / 25;
        double last = first / 1e4;
        double top = 0.3 * (double) total - 1;
        return step -> step <= top
                ? Cosine.between(first, max, step / top)
                : Cosine.between(max, last, ((double) step - top) / ((double) total - 1 - top));
    }
}
