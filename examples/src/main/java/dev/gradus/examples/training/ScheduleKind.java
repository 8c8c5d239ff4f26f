package dev.gradus.examples.training;

import dev.gradus.optim.LrSchedule;
import dev.gradus.optim.ReduceOnPlateau;
import java.util.Locale;

/** The schedules by their names on the command line, each over a whole training. */
enum ScheduleKind {
    /** Up to the rate in the first 30 %, then down to nothing. */
    ONE_CYCLE,
    CONSTANT,
    /** Half a cosine down to 0. */
    COSINE,
    /** Four cosines, each from the rate to 0. */
    RESTARTS,
    /** A tenth after one and two thirds. */
    STEP,
    /** A hundredth in the end. */
    EXPONENTIAL,
    /** In a straight line down to 0. */
    LINEAR,
    /** From a fifth of the rate up to it in the first 23 %, then in a straight line down to 7 %. */
    TRIANGLE,
    /** Four triangles between a tenth of the rate and the rate. */
    CYCLIC,
    /** A tenth whenever the validation's loss has not fallen for ten epochs. */
    PLATEAU;

    private static final int CYCLES = 4;

    LrSchedule of(double lr, long updates) {
        long total = Math.max(2, updates);
        long cycle = Math.max(2, total / CYCLES);
        return switch (this) {
            case ONE_CYCLE -> LrSchedule.oneCycle(lr, total);
            case CONSTANT -> LrSchedule.constant(lr);
            case COSINE -> LrSchedule.cosine(lr, 0, total);
            case RESTARTS -> LrSchedule.cosineRestarts(lr, 0, cycle, 1);
            case STEP -> LrSchedule.step(lr, Math.max(1, (total + 2) / 3), 0.1);
            case EXPONENTIAL -> LrSchedule.exponential(lr, Math.pow(0.01, 1.0 / total));
            case LINEAR -> LrSchedule.polynomial(lr, total, 1);
            case TRIANGLE -> triangle(lr, total);
            case CYCLIC -> LrSchedule.cyclic(lr / 10, lr, cycle / 2, cycle - cycle / 2);
            case PLATEAU -> ReduceOnPlateau.from(lr);
        };
    }

    private static LrSchedule triangle(double lr, long total) {
        double top = 0.23 * total;
        return step ->
                step < top ? lr * (0.2 + 0.8 * step / top) : lr * (1 - 0.93 * (step - top) / Math.max(1, total - top));
    }

    /** The name on the command line and in files. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
