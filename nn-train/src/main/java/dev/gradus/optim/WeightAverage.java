package dev.gradus.optim;

import dev.gradus.layers.Module;
import dev.gradus.layers.Parameter;
import dev.gradus.memory.TensorScope;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The mean of a module's parameters over training steps, which often predicts better than the last of them:
 *
 * <pre>{@code
 * WeightAverage average = WeightAverage.ema(model, 0.999);
 * … optimizer.step(); average.update();
 * try (WeightAverage.Block block = average.inUse()) {
 *     evaluate(model); // with the mean
 * } // the trained parameters are back
 * }</pre>
 *
 * <p>Buffers, such as the running statistics of batch norm, are not averaged: after {@link #swa} let some batches run
 * through the network in training mode with the mean in use.
 */
@SuppressWarnings("try") // scopes act by being open
public final class WeightAverage {
    private static final String UPDATES = "updates";

    private final Map<String, Parameter> parameters;
    private final Map<String, Tensor> means = new LinkedHashMap<>();
    private final double decay;
    private long updates;
    private boolean inUse;

    private WeightAverage(Module module, double decay) {
        this.parameters = module.namedParameters();
        this.decay = decay;
        parameters.forEach(
                (name, parameter) -> means.put(name, parameter.memory().copy().moveTo(null)));
    }

    /**
     * An exponential moving average: {@code mean = d·mean + (1 − d)·p} with
     * {@code d = min(decay, (1 + n) / (10 + n))} in update n, from 0, so that the first values are soon forgotten.
     * Polyak and Juditsky, "Acceleration of stochastic approximation by averaging", 1992, DOI 10.1137/0330046.
     *
     * @param module whose parameters are averaged
     * @param decay 0.999 by custom
     * @return the average, equal to the present parameters
     */
    public static WeightAverage ema(Module module, double decay) {
        Shape.require(decay >= 0 && decay < 1, "ema", () -> "a decay from 0 to below 1", () -> decay);
        return new WeightAverage(module, decay);
    }

    /**
     * The plain mean of all updates, to be called once an epoch towards the end of a training with a rate that stays
     * high. Izmailov et al., "Averaging weights leads to wider optima", 2018, arXiv:1803.05407.
     *
     * @param module whose parameters are averaged
     * @return the average, of nothing yet
     */
    public static WeightAverage swa(Module module) {
        return new WeightAverage(module, Double.NaN);
    }

    /** Takes the present parameters into the mean. */
    public void update() {
        if (inUse) {
            throw new IllegalStateException("weight average: expected an update outside inUse(), got one inside");
        }
        double n = updates++;
        double kept = Double.isNaN(decay) ? n / (n + 1) : Math.min(decay, (1 + n) / (10 + n));
        try (TensorScope scope = TensorScope.open()) {
            means.forEach((name, mean) -> {
                Tensor p = parameters.get(name).memory();
                mean.backend().copyInto(mean, mean.mul(kept).add(p.detach().mul(1 - kept)));
            });
        }
    }

    /**
     * Puts the mean into the module until the block is closed.
     *
     * @return the block
     */
    public Block inUse() {
        if (inUse) {
            throw new IllegalStateException("weight average: expected it not to be in use, got a second inUse()");
        }
        swap();
        inUse = true;
        return new Block(this);
    }

    /** While it is open, the module's parameters are the mean. */
    public static final class Block implements AutoCloseable {
        private final WeightAverage average;

        private Block(WeightAverage average) {
            this.average = average;
        }

        /** Brings the trained parameters back. */
        @Override
        public void close() {
            if (average.inUse) {
                average.swap();
                average.inUse = false;
            }
        }
    }

    private void swap() {
        try (TensorScope scope = TensorScope.open()) {
            means.forEach((name, mean) -> {
                Parameter parameter = parameters.get(name);
                Tensor trained = parameter.memory().copy();
                mean.backend().copyInto(parameter.memory(), mean);
                mean.backend().copyInto(mean, trained);
                parameter.changed();
            });
        }
    }

    /**
     * What is needed to go on.
     *
     * @return copies of the means by the parameters' names, and {@code updates}; owned by the current scope
     */
    public Map<String, Tensor> stateDict() {
        Map<String, Tensor> dict = new LinkedHashMap<>();
        means.forEach((name, mean) -> dict.put(name, mean.copy()));
        dict.put(UPDATES, Tensor.of(new long[] {updates}, Shape.of()));
        return dict;
    }

    /**
     * Goes on from a state.
     *
     * @param dict what {@link #stateDict} gave for the same module
     * @throws IllegalArgumentException if an entry is missing or of another shape or type; nothing has been changed
     */
    public void loadStateDict(Map<String, Tensor> dict) {
        means.forEach((name, mean) -> require(dict, name, mean.dtype(), mean.shape()));
        require(dict, UPDATES, DType.INT64, Shape.of());
        means.forEach((name, mean) -> mean.backend().copyInto(mean, dict.get(name)));
        updates = dict.get(UPDATES).toLongArray()[0];
    }

    private static void require(Map<String, Tensor> dict, String name, DType dtype, Shape shape) {
        Tensor given = dict.get(name);
        Shape.require(
                given != null && given.dtype() == dtype && given.shape().equals(shape),
                "weight average",
                () -> name + " " + dtype + " " + shape,
                () -> given == null ? "nothing" : given.dtype() + " " + given.shape());
    }

    /** Gives the memory of the means back. The average cannot be used any more. */
    public void free() {
        means.values().forEach(mean -> mean.free("the average was freed"));
    }
}
