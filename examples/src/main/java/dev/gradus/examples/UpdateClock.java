package dev.gradus.examples;

import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import dev.gradus.train.Callback;
import dev.gradus.train.Trainer;
import java.util.Map;

/** Notes when the last update was made, and ends a training on {@link Interruption} or after a time limit. */
public final class UpdateClock {
    private static final String SECONDS = "seconds";

    private final double limit;
    private double before;
    private volatile double last;
    private boolean timedOut;

    /** A clock without a limit. */
    public UpdateClock() {
        this(Double.POSITIVE_INFINITY);
    }

    /** @param limit seconds, as {@link #secondsAtLastUpdate} counts them, after which the training ends */
    public UpdateClock(double limit) {
        this.limit = limit;
    }

    /** The callback that watches {@code trainer}. */
    public Callback stopping(Trainer trainer) {
        return new Callback() {
            @Override
            public void onBatch(Progress progress) {
                last = before + RunMetrics.secondsSinceStart();
                timedOut = last >= limit;
                if (timedOut || Interruption.isRequested()) {
                    trainer.stop();
                }
            }

            @Override
            public Map<String, Tensor> stateDict() {
                return Map.of(SECONDS, Tensor.of(new double[] {last}, Shape.of()));
            }

            /** The time of an earlier process counts, too. */
            @Override
            public void loadStateDict(Map<String, Tensor> dict) {
                before = dict.get(SECONDS).item();
                last = before;
            }
        };
    }

    /**
     * The wall time from the start of the process to the last update; 0 before the first. After an interruption the time
     * up to the checkpoint is added.
     */
    public double secondsAtLastUpdate() {
        return last;
    }

    /** Whether the limit ended the training. */
    public boolean timedOut() {
        return timedOut;
    }
}
