package dev.gradus.layers;

import dev.gradus.ops.Recurrence;
import dev.gradus.random.Rng;
import dev.gradus.tensor.Tensor;

/**
 * One step {@code tanh(W·x + b + U·h + c)} of a simple recurrence, or with max(·, 0) in tanh's place: see
 * {@link Recurrence#rnnTanh}.
 *
 * <p>{@code weight_ih}, {@code weight_hh}, {@code bias_ih} and {@code bias_hh} start uniform on ±1/√hiddenSize.
 */
public final class RnnCell extends CellModule {
    private final boolean relu;

    /**
     * Makes the cell with biases, and tanh.
     *
     * @param inputSize the size of the input
     * @param hiddenSize the size of the hidden state
     * @param rng what the parameters are drawn from
     */
    public RnnCell(long inputSize, long hiddenSize, Rng rng) {
        this(inputSize, hiddenSize, true, false, rng);
    }

    /**
     * Makes the cell.
     *
     * @param inputSize the size of the input
     * @param hiddenSize the size of the hidden state
     * @param bias whether there are biases
     * @param relu whether max(·, 0) is applied, and not tanh
     * @param rng what the parameters are drawn from
     */
    public RnnCell(long inputSize, long hiddenSize, boolean bias, boolean relu, Rng rng) {
        super(inputSize, hiddenSize, 1, bias, rng);
        this.relu = relu;
    }

    /**
     * Takes a step.
     *
     * @param x (N, inputSize)
     * @param hidden the state before, (N, hiddenSize), or null for 0
     * @return the state after
     */
    public Tensor forward(Tensor x, Tensor hidden) {
        Recurrence.Result result = relu
                ? Recurrence.rnnRelu(step(x), hidden, weights(), null, false)
                : Recurrence.rnnTanh(step(x), hidden, weights(), null, false);
        return result.hidden();
    }

    @Override
    protected String describe() {
        return super.describe() + (relu ? " with relu" : "");
    }
}
