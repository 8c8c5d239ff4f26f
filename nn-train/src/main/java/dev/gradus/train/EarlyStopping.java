package dev.gradus.train;

import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Ends a training when its score has not risen for some epochs. Prechelt, "Early stopping - but when?", 1998, DOI
 * 10.1007/3-540-49430-8_3.
 */
public final class EarlyStopping implements Callback {
    private static final String STATE = "patience";

    private final Trainer trainer;
    private final int patience;
    private final ToDoubleFunction<EpochReport> score;
    private double best = Double.NEGATIVE_INFINITY;
    private int waited;

    /**
     * Waits for a lower validation loss.
     *
     * @param trainer what to stop
     * @param patience how many epochs without progress are borne
     */
    public EarlyStopping(Trainer trainer, int patience) {
        this(trainer, patience, report -> -report.evaluation().loss());
    }

    /**
     * Waits for a higher score.
     *
     * @param trainer what to stop
     * @param patience how many epochs without progress are borne
     * @param score what is to rise; NaN is no progress
     */
    public EarlyStopping(Trainer trainer, int patience, ToDoubleFunction<EpochReport> score) {
        Shape.require(patience >= 0, "early stopping", () -> "a patience of at least 0", () -> patience);
        this.trainer = trainer;
        this.patience = patience;
        this.score = score;
    }

    @Override
    public void onEpoch(EpochReport report) {
        double now = score.applyAsDouble(report);
        if (now > best) {
            best = now;
            waited = 0;
        } else if (++waited > patience) {
            trainer.stop();
        }
    }

    @Override
    public Map<String, Tensor> stateDict() {
        return Map.of(STATE, Tensor.of(new double[] {best, waited}, Shape.of(2)));
    }

    @Override
    public void loadStateDict(Map<String, Tensor> dict) {
        Shape.require(dict.containsKey(STATE), "early stopping", () -> "a state with " + STATE, dict::keySet);
        double[] numbers = dict.get(STATE).toDoubleArray();
        best = numbers[0];
        waited = (int) numbers[1];
    }
}
