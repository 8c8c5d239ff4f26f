package dev.gradus.optim;

import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.Map;

/**
 * Lowers the learning rate when a figure has stopped to fall: after more than {@code patience} observations in a row
 * that are not below {@code best · (1 − threshold)} the rate is multiplied by a factor, down to a least one.
 *
 * <pre>{@code
 * ReduceOnPlateau schedule = ReduceOnPlateau.from(0.1).factor(0.5).patience(3);
 * trainer.schedule(schedule);
 * schedule.observe(validationLoss); // after each epoch; the trainer does it with the validation's loss
 * }</pre>
 */
public final class ReduceOnPlateau implements LrSchedule {
    private final double first;
    private double factor = 0.1;
    private int patience = 10;
    private double threshold = 1e-4;
    private double least;

    private double lr;
    private double best = Double.POSITIVE_INFINITY;
    private int waited;

    private ReduceOnPlateau(double first) {
        Shape.require(first > 0, "reduceOnPlateau", () -> "a first rate above 0", () -> first);
        this.first = first;
        this.lr = first;
    }

    /**
     * Begins with a rate; factor 0.1, patience 10, threshold 1e-4, least rate 0.
     *
     * @param first the rate at the beginning
     * @return the schedule
     */
    public static ReduceOnPlateau from(double first) {
        return new ReduceOnPlateau(first);
    }

    /**
     * Sets by how much the rate falls.
     *
     * @param newFactor above 0, below 1
     * @return this
     */
    public ReduceOnPlateau factor(double newFactor) {
        Shape.require(newFactor > 0 && newFactor < 1, "reduceOnPlateau", () -> "a factor in 0…1", () -> newFactor);
        factor = newFactor;
        return this;
    }

    /**
     * Sets how many observations without progress are borne.
     *
     * @param observations at least 0
     * @return this
     */
    public ReduceOnPlateau patience(int observations) {
        Shape.require(observations >= 0, "reduceOnPlateau", () -> "a patience of at least 0", () -> observations);
        patience = observations;
        return this;
    }

    /**
     * Sets what share of the best figure is progress.
     *
     * @param share at least 0
     * @return this
     */
    public ReduceOnPlateau threshold(double share) {
        Shape.require(share >= 0, "reduceOnPlateau", () -> "a threshold of at least 0", () -> share);
        threshold = share;
        return this;
    }

    /**
     * Sets the least rate.
     *
     * @param rate at least 0
     * @return this
     */
    public ReduceOnPlateau least(double rate) {
        Shape.require(rate >= 0 && rate <= first, "reduceOnPlateau", () -> "a least rate of 0…" + first, () -> rate);
        least = rate;
        return this;
    }

    @Override
    public double lr(long step) {
        return lr;
    }

    /**
     * Takes note of the figure that should fall.
     *
     * @param value such as the validation's loss; NaN is no progress
     */
    @Override
    public void observe(double value) {
        if (value < best * (1 - threshold)) {
            best = value;
            waited = 0;
        } else if (++waited > patience) {
            lr = Math.max(least, lr * factor);
            waited = 0;
        }
    }

    @Override
    public Map<String, Tensor> stateDict() {
        return Map.of("plateau", Tensor.of(new double[] {lr, best, waited}, Shape.of(3)));
    }

    @Override
    public void loadStateDict(Map<String, Tensor> dict) {
        Tensor state = dict.get("plateau");
        Shape.require(
                state != null && state.size() == 3,
                "reduceOnPlateau",
                () -> "a state with plateau (3,)",
                () -> state == null ? dict.keySet() : state.shape());
        double[] values = state.toDoubleArray();
        lr = values[0];
        best = values[1];
        waited = (int) values[2];
    }
}
