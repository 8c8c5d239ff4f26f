package dev.gradus.layers;

import dev.gradus.ops.Recurrence;
import dev.gradus.random.Rng;
import dev.gradus.tensor.Tensor;

/**
 * One step of a gated recurrent unit, the gates in the order r, z, n: see {@link Recurrence#gru}.
 *
 * <p>{@code weight_ih}, {@code weight_hh}, {@code bias_ih} and {@code bias_hh} start uniform on ±1/√hiddenSize.
 */
public final class GruCell extends CellModule {
    /**
     * Makes the cell with biases.
     *
     * @param inputSize the size of the input
     * @param hiddenSize the size of the hidden state
     * @param rng what the parameters are drawn from
     */
    public GruCell(long inputSize, long hiddenSize, Rng rng) {
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
    public GruCell(long inputSize, long hiddenSize, boolean bias, Rng rng) {
        super(inputSize, hiddenSize, 3, bias, rng);
    }

    /**
     * Takes a step.
     *
     * @param x (N, inputSize)
     * @param hidden the state before, (N, hiddenSize), or null for 0
     * @return the state after
     */
    public Tensor forward(Tensor x, Tensor hidden) {
        return Recurrence.gru(step(x), hidden, weights(), null, false).hidden();
    }
}
