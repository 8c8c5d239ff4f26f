package dev.gradus.optim;

import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The learning rate as a function of the step. Schedules are composed: {@code LrSchedule.polynomial(0.1, 900, 1)
 * .warmup(100)}, {@code constant(0.1).then(500, exponential(0.1, 0.999))}. One that depends on what the training brings
 * is {@link ReduceOnPlateau}.
 */
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
     * Takes note of how the training goes; after each evaluation. Most schedules do not care.
     *
     * @param validationLoss the loss on the validation data
     */
    default void observe(double validationLoss) {}

    /**
     * What a schedule must remember to go on after an interruption, beside the step.
     *
     * @return tensors by name; empty for a function of the step alone
     */
    default Map<String, Tensor> stateDict() {
        return Map.of();
    }

    /**
     * Goes on from a state.
     *
     * @param dict what {@link #stateDict} gave
     */
    default void loadStateDict(Map<String, Tensor> dict) {}

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

    /**
     * Falls by a factor at regular steps: {@code first · gamma^⌊step / every⌋}.
     *
     * @param first the rate at the beginning
     * @param every how many steps a rate holds
     * @param gamma the factor, 0.1 by custom
     * @return the schedule
     */
    static LrSchedule step(double first, long every, double gamma) {
        Shape.require(every > 0, "step", () -> "every of at least 1", () -> every);
        return step -> first * Math.pow(gamma, (double) Math.floorDiv(step, every));
    }

    /**
     * Falls by a factor at given steps.
     *
     * @param first the rate at the beginning
     * @param gamma the factor
     * @param milestones the steps, in order
     * @return the schedule
     */
    static LrSchedule multiStep(double first, double gamma, long... milestones) {
        long[] at = milestones.clone();
        for (int i = 1; i < at.length; i++) {
            Shape.require(at[i - 1] < at[i], "multiStep", () -> "milestones in order", () -> Arrays.toString(at));
        }
        return step -> first
                * Math.pow(
                        gamma, (double) Arrays.stream(at).filter(m -> m <= step).count());
    }

    /**
     * Falls by a factor at each step: {@code first · gamma^step}.
     *
     * @param first the rate at the beginning
     * @param gamma the factor
     * @return the schedule
     */
    static LrSchedule exponential(double first, double gamma) {
        return step -> first * Math.pow(gamma, (double) step);
    }

    /**
     * Falls to 0: {@code first · (1 − step / total)^power}.
     *
     * @param first the rate at the beginning
     * @param total all steps; afterwards the rate is 0
     * @param power 1 for a straight line; 0.9 in DeepLab
     * @return the schedule
     */
    static LrSchedule polynomial(double first, long total, double power) {
        Shape.require(total > 0, "polynomial", () -> "total of at least 1", () -> total);
        return step -> first * Math.pow(1 - (double) Math.min(step, total) / (double) total, power);
    }

    /**
     * Half cosines from peak to least, each {@code factor} times as long as the one before. Loshchilov and Hutter,
     * "SGDR", 2016, arXiv:1608.03983.
     *
     * @param peak the rate at each restart
     * @param least the rate before each restart
     * @param length the steps of the first one
     * @param factor 1 for equal lengths, 2 by custom
     * @return the schedule
     */
    static LrSchedule cosineRestarts(double peak, double least, long length, int factor) {
        Shape.require(
                length > 0 && factor > 0,
                "cosineRestarts",
                () -> "length and factor of at least 1",
                () -> length + " and " + factor);
        return step -> {
            long start = 0;
            long period = length;
            while (step - start >= period) {
                start += period;
                period *= factor;
            }
            return Cosine.between(peak, least, (double) (step - start) / (double) period);
        };
    }

    /**
     * Rises in a straight line from least to peak and falls back, over and over. Smith, "Cyclical learning rates", 2015,
     * arXiv:1506.01186.
     *
     * @param least the lowest rate, the first one
     * @param peak the highest rate
     * @param up steps of the rise
     * @param down steps of the fall
     * @return the schedule
     */
    static LrSchedule cyclic(double least, double peak, long up, long down) {
        Shape.require(up > 0 && down > 0, "cyclic", () -> "up and down of at least 1", () -> up + " and " + down);
        return step -> {
            long at = step % (up + down);
            double height = at < up ? (double) at / (double) up : 1 - (double) (at - up) / (double) down;
            return least + (peak - least) * height;
        };
    }

    /**
     * This schedule after a rise in a straight line, from {@code 1 / (steps + 1)} of its first rate.
     *
     * @param steps of the rise
     * @return the schedule
     */
    default LrSchedule warmup(long steps) {
        Shape.require(steps >= 0, "warmup", () -> "steps of at least 0", () -> steps);
        LrSchedule rise = step -> lr(0) * ((double) step + 1) / ((double) steps + 1);
        return rise.then(steps, this);
    }

    /**
     * This schedule for some steps, then another one from its own beginning.
     *
     * @param steps how long this one holds
     * @param next what follows
     * @return the schedule
     */
    default LrSchedule then(long steps, LrSchedule next) {
        Shape.require(steps >= 0, "then", () -> "steps of at least 0", () -> steps);
        return new ComposedSchedule(List.of(this, next), step -> step < steps ? lr(step) : next.lr(step - steps));
    }

    /**
     * This schedule times a factor.
     *
     * @param factor what the rates are multiplied by
     * @return the schedule
     */
    default LrSchedule times(double factor) {
        return new ComposedSchedule(List.of(this), step -> factor * lr(step));
    }
}
