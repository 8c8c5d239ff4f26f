package dev.gradus.train;

import dev.gradus.data.Batch;
import dev.gradus.data.DataLoader;
import dev.gradus.data.DatasetException;
import dev.gradus.layers.Layer;
import dev.gradus.layers.losses.Loss;
import dev.gradus.memory.TensorScope;
import dev.gradus.optim.Optimizer;
import dev.gradus.random.Rng;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds a learning rate: trains for some updates with a rate that grows from one to the next by a constant factor, until
 * the loss explodes, and puts everything back as it was. The rate to choose lies where the loss falls. Smith, "Cyclical
 * learning rates for training neural networks", 2015, arXiv:1506.01186; smoothed and ended as in fastai.
 *
 * <pre>{@code
 * LrFinder.Sweep sweep = LrFinder.sweep(model, loss, optimizer, loader);
 * double lr = sweep.suggestion();
 * }</pre>
 */
@SuppressWarnings("try") // scopes act by being open
public final class LrFinder {
    private static final double FIRST = 1e-7;
    private static final double LAST = 10;
    private static final int UPDATES = 100;
    private static final double SMOOTHING = 0.98;
    private static final double EXPLODED = 4;

    private LrFinder() {}

    /**
     * What a sweep brought.
     *
     * @param lrs the rates, rising
     * @param losses the loss at each, a moving average with its beginning corrected; the last may have exploded
     */
    public record Sweep(List<Double> lrs, List<Double> losses) {
        /** Copies the lists. */
        public Sweep {
            lrs = List.copyOf(lrs);
            losses = List.copyOf(losses);
        }

        /**
         * The rate in the middle of the longest fall, which is the longest sequence of losses each below the one before,
         * not necessarily neighbours.
         *
         * @return the rate; as good a peak for {@link dev.gradus.optim.LrSchedule#oneCycle} as for a constant rate
         */
        public double suggestion() {
            int[] lengths = new int[losses.size()];
            int end = 0;
            for (int i = 0; i < lengths.length; i++) {
                lengths[i] = 1;
                for (int j = 0; j < i; j++) {
                    if (losses.get(i) < losses.get(j)) {
                        lengths[i] = Math.max(lengths[i], lengths[j] + 1);
                    }
                }
                end = lengths[i] > lengths[end] ? i : end;
            }
            int start = end - lengths[end] + 1;
            return lrs.get(start + (end - start) / 2);
        }

        /**
         * The rate with the lowest loss, too high to train with.
         *
         * @return the rate
         */
        public double lowest() {
            int best = 0;
            for (int i = 1; i < losses.size(); i++) {
                best = losses.get(i) < losses.get(best) ? i : best;
            }
            return lrs.get(best);
        }
    }

    /**
     * Sweeps from 1e-7 to 10 in 100 updates.
     *
     * @param model the model, which is put back as it was
     * @param loss what is minimised
     * @param optimizer of the model, which is put back, too
     * @param data the training data; begun anew when they are used up
     * @return the sweep
     * @throws DatasetException if a file is damaged
     */
    public static Sweep sweep(Layer model, Loss loss, Optimizer optimizer, DataLoader data) throws DatasetException {
        return sweep(model, loss, optimizer, data, FIRST, LAST, UPDATES);
    }

    /**
     * Sweeps over other rates.
     *
     * @param model the model, which is put back as it was
     * @param loss what is minimised
     * @param optimizer of the model, which is put back, too
     * @param data the training data; begun anew when they are used up
     * @param first the lowest rate, above 0
     * @param last the highest one
     * @param updates how many rates are tried, at least 2
     * @return the sweep
     * @throws DatasetException if a file is damaged
     */
    public static Sweep sweep(
            Layer model, Loss loss, Optimizer optimizer, DataLoader data, double first, double last, int updates)
            throws DatasetException {
        Shape.require(
                first > 0 && last > first && updates >= 2,
                "lr finder",
                () -> "0 < first < last and at least 2 updates",
                () -> first + ", " + last + " and " + updates);
        try (TensorScope scope = TensorScope.open()) {
            Map<String, Tensor> weights = model.stateDict();
            Map<String, Tensor> remembered = optimizer.stateDict();
            Map<String, Rng.State> streams = new LinkedHashMap<>();
            model.namedStreams()
                    .forEach((path, stream) -> streams.put(path, stream.rng().state()));
            try {
                model.train();
                return new Run(model, loss, optimizer).over(data, first, last, updates);
            } finally {
                model.loadStateDict(weights);
                optimizer.loadStateDict(remembered);
                model.namedStreams().forEach((path, stream) -> stream.restore(streams.get(path)));
            }
        }
    }

    private record Run(Layer model, Loss loss, Optimizer optimizer) {
        Sweep over(DataLoader data, double first, double last, int updates) throws DatasetException {
            List<Double> lrs = new ArrayList<>();
            List<Double> losses = new ArrayList<>();
            double mean = 0;
            double best = Double.POSITIVE_INFINITY;
            int epoch = 0;
            DataLoader.Epoch batches = data.epoch(epoch);
            try {
                for (int i = 0; i < updates; i++) {
                    if (!batches.hasNext()) {
                        batches = data.epoch(++epoch);
                    }
                    double lr = first * Math.pow(last / first, i / (updates - 1.0));
                    double value = update(batches, lr);
                    mean = SMOOTHING * mean + (1 - SMOOTHING) * value;
                    double smooth = mean / (1 - Math.pow(SMOOTHING, i + 1.0));
                    if (!Double.isFinite(smooth)) {
                        break;
                    }
                    lrs.add(lr);
                    losses.add(smooth);
                    best = Math.min(best, smooth);
                    if (smooth > EXPLODED * best) {
                        break;
                    }
                }
            } finally {
                batches.close();
            }
            return new Sweep(lrs, losses);
        }

        /** The loss before an update with this rate; NaN is no update. */
        private double update(DataLoader.Epoch batches, double lr) throws DatasetException {
            try (TensorScope scope = TensorScope.open()) {
                Batch batch = batches.next();
                optimizer.setLr(lr);
                optimizer.zeroGrad();
                Tensor value = loss.forward(model.forward(batch.input()), batch.target());
                double number = value.item();
                if (Double.isFinite(number)) {
                    value.backward();
                    optimizer.step();
                }
                return number;
            }
        }
    }
}
