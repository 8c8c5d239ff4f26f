package dev.gradus.train;

import dev.gradus.layers.Module;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Keeps a copy of the model's state after the epoch with the highest score. */
public final class BestState implements Callback {
    private static final String STATE = "state.";
    private static final String METRIC = "metric.";
    private static final String REPORT = "report";

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

    /** The best state so far, and its report. */
    @Override
    public Map<String, Tensor> stateDict() {
        Map<String, Tensor> dict = new LinkedHashMap<>();
        if (state != null) {
            state.forEach((name, tensor) -> dict.put(STATE + name, tensor.copy()));
            EpochReport.Evaluation evaluation = best.evaluation();
            double[] numbers = {
                best.epoch(),
                best.epochs(),
                best.trainLoss(),
                best.seconds(),
                evaluation == null ? 0 : evaluation.loss()
            };
            int known = evaluation == null ? numbers.length - 1 : numbers.length;
            dict.put(REPORT, Tensor.of(Arrays.copyOf(numbers, known), Shape.of(known)));
            if (evaluation != null) {
                evaluation.metrics().forEach((name, value) -> dict.put(METRIC + name, scalar(value)));
            }
        }
        return dict;
    }

    private static Tensor scalar(double value) {
        return Tensor.of(new double[] {value}, Shape.of());
    }

    @Override
    public void loadStateDict(Map<String, Tensor> dict) {
        release();
        best = null;
        if (!dict.containsKey(REPORT)) {
            return;
        }
        state = new LinkedHashMap<>();
        Map<String, Double> metrics = new LinkedHashMap<>();
        dict.forEach((name, tensor) -> {
            if (name.startsWith(STATE)) {
                state.put(name.substring(STATE.length()), tensor.copy().moveTo(null));
            } else if (name.startsWith(METRIC)) {
                metrics.put(name.substring(METRIC.length()), tensor.item());
            }
        });
        double[] numbers = dict.get(REPORT).toDoubleArray();
        EpochReport.Evaluation evaluation =
                numbers.length == 5 ? new EpochReport.Evaluation(numbers[4], metrics) : null;
        best = new EpochReport((int) numbers[0], (int) numbers[1], numbers[2], evaluation, numbers[3]);
    }

    private void release() {
        if (state != null) {
            state.values().forEach(Tensor::free);
            state = null;
        }
    }
}
