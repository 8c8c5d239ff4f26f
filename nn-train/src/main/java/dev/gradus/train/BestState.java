package dev.gradus.train;

import dev.gradus.layers.Module;
import dev.gradus.tensor.Tensor;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Keeps a copy of the model's state after the epoch with the highest score. */
public final class BestState implements Callback {
    private final Module model;
    private final ToDoubleFunction<EpochReport> score;
    private Map<String, Tensor> state;
    private EpochReport best;

    /**
     * Watches a model.
     *
     * @param model the model
     * @param score what is to be highest; NaN is passed over
     */
    public BestState(Module model, ToDoubleFunction<EpochReport> score) {
        this.model = model;
        this.score = score;
    }

    @Override
    public void onEpoch(EpochReport report) {
        double now = score.applyAsDouble(report);
        if (!Double.isNaN(now) && (best == null || now > score.applyAsDouble(best))) {
            release();
            best = report;
            state = model.stateDict();
            state.values().forEach(tensor -> tensor.moveTo(null));
        }
    }

    /**
     * The epoch with the highest score.
     *
     * @return its report, null before the first
     */
    public EpochReport best() {
        return best;
    }

    /** Puts the kept state back into the model, and lets it go; does nothing if there is none. */
    public void restore() {
        if (state != null) {
            model.loadStateDict(state);
            release();
        }
    }

    private void release() {
        if (state != null) {
            state.values().forEach(Tensor::free);
            state = null;
        }
    }
}
