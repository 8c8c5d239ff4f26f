package dev.gradus.examples;

import dev.gradus.train.Callback;
import dev.gradus.train.Trainer;

/** Notes when the last update was made, and ends a training on {@link Interruption} or after a time limit. */
public final class UpdateClock {
    private final double limit;
    private volatile double last;
    private boolean timedOut;

    /** A clock without a limit. */
    public UpdateClock() {
        this(Double.POSITIVE_INFINITY);
    }

    /** @param limit seconds from the start of the process after which the training ends */
    public UpdateClock(double limit) {
        this.limit = limit;
    }

    /** The callback that watches {@code trainer}. */
    public Callback stopping(Trainer trainer) {
        return new Callback() {
            @Override
            public void onBatch(Progress progress) {
                last = RunMetrics.secondsSinceStart();
                timedOut = last >= limit;
                if (timedOut || Interruption.isRequested()) {
                    trainer.stop();
                }
            }
        };
    }

    /** The wall time from the start of the process to the last update; 0 before the first. */
    public double secondsAtLastUpdate() {
        return last;
    }

    /** Whether the limit ended the training. */
    public boolean timedOut() {
        return timedOut;
    }
}
