package dev.gradus.layers;

import dev.gradus.ops.Recurrence;
import dev.gradus.random.Rng;
import dev.gradus.tensor.Tensor;

/**
 * One step of long short-term memory, the gates in the order i, f, g, o: see {@link Recurrence#lstm}.
 *
 * <p>{@code weight_ih}, {@code weight_hh}, {@code bias_ih} and {@code bias_hh} start uniform on ±1/√hiddenSize.
 */
public final class LstmCell extends CellModule {
    /**
     * The states after a step.
     *
     * @param hidden (N, hiddenSize)
     * @param cell (N, hiddenSize)
     */
    public record State(Tensor hidden, Tensor cell) {}

    /**
     * Makes the cell with biases.
     *
     * @param inputSize the size of the input
     * @param hiddenSize the size of the hidden state
     * @param rng what the parameters are drawn from
     */
    public LstmCell(long inputSize, long hiddenSize, Rng rng) {
        this(inputSize, hiddenSize, true, rng);
    }

    /**
     * Makes the cell.
     *
     * @param inputSize the size of the input
     * @param hiddenSize the size of the hidden state
     * @param bias whether there are biases
     * @param rng what the parameters are drawn from
     */
    public LstmCell(long inputSize, long hiddenSize, boolean bias, Rng rng) {
        super(inputSize, hiddenSize, 4, bias, rng);
    }

    /**
     * Takes a step.
     *
     * @param x (N, inputSize)
     * @param state the states before, or null for 0
     * @return the states after
     */
    public State forward(Tensor x, State state) {
        Tensor hidden = state == null ? null : state.hidden;
        Tensor cell = state == null ? null : state.cell;
        Recurrence.Result result = Recurrence.lstm(step(x), hidden, cell, weights(), null, false);
        return new State(result.hidden(), result.cell());
    }
}
