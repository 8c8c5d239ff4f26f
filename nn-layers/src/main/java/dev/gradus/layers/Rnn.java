package dev.gradus.layers;

import dev.gradus.ops.Recurrence;
import dev.gradus.random.Rng;
import dev.gradus.tensor.Tensor;

/**
 * Layers of the simple recurrence {@code h′ = tanh(W·x + b + U·h + c)}, or with max(·, 0) in tanh's place: see
 * {@link Recurrence#rnnTanh}.
 *
 * <p>For layer k and, as {@code …_reverse}, its other direction there are {@code weight_ih_lk},
 * {@code weight_hh_lk}, {@code bias_ih_lk} and {@code bias_hh_lk}, all uniform on ±1/√hiddenSize.
 *
 * <pre>{@code
 * Rnn encoder = Rnn.of(128, 64).numLayers(2).bidirectional(true).build(rng.split("encoder"));
 * Tensor features = encoder.forward(x).output(); // (T, N, 128)
 * }</pre>
 */
public final class Rnn extends RecurrentModule {
    /**
     * What the layers give.
     *
     * @param output the last layer's hidden states of all steps, (T, N, directions · hiddenSize), or (N, T, …) where
     *     the batch comes first; beyond a sample's length 0
     * @param hidden the hidden states after the last step of each layer and direction, (layers · directions, N,
     *     hiddenSize)
     */
    public record Output(Tensor output, Tensor hidden) {}

    private final boolean relu;

    /**
     * Makes one layer in one direction, with bias, over (T, N, inputSize).
     *
     * @param inputSize the size of each input
     * @param hiddenSize the size of the hidden state
     * @param rng what the parameters are drawn from
     */
    public Rnn(long inputSize, long hiddenSize, Rng rng) {
        this(of(inputSize, hiddenSize), rng, false);
    }

    private Rnn(RecurrentOptions<Rnn> options, Rng rng, boolean relu) {
        super(options, 1, rng);
        this.relu = relu;
    }

    /**
     * Begins layers that differ from the defaults.
     *
     * @param inputSize the size of each input
     * @param hiddenSize the size of the hidden state
     * @return their options
     */
    public static RecurrentOptions<Rnn> of(long inputSize, long hiddenSize) {
        return new RecurrentOptions<>(inputSize, hiddenSize, (options, rng) -> new Rnn(options, rng, false));
    }

    /**
     * Begins layers with max(·, 0) in tanh's place.
     *
     * @param inputSize the size of each input
     * @param hiddenSize the size of the hidden state
     * @return their options
     */
    public static RecurrentOptions<Rnn> relu(long inputSize, long hiddenSize) {
        return new RecurrentOptions<>(inputSize, hiddenSize, (options, rng) -> new Rnn(options, rng, true));
    }

    /**
     * Runs over sequences of one length, from states of 0.
     *
     * @param x (T, N, inputSize), or (N, T, inputSize) where the batch comes first
     * @return output and final states
     */
    public Output forward(Tensor x) {
        return forward(x, null, null);
    }

    /**
     * Runs over padded sequences from given states.
     *
     * @param x (T, N, inputSize), or (N, T, inputSize) where the batch comes first
     * @param hidden the states before, (layers · directions, N, hiddenSize), or null for 0
     * @param lengths how many steps each sample has, INT64 (N,), or null for T: beyond, the output is 0 and states stay
     * @return output and final states
     */
    public Output forward(Tensor x, Tensor hidden, Tensor lengths) {
        Stack stack = runAll(x, hidden, null, lengths);
        return new Output(stack.output(), stack.hidden());
    }

    @Override
    Recurrence.Result run(
            Tensor x, Tensor hidden, Tensor cell, Recurrence.Weights weights, Tensor lengths, boolean reverse) {
        return relu
                ? Recurrence.rnnRelu(x, hidden, weights, lengths, reverse)
                : Recurrence.rnnTanh(x, hidden, weights, lengths, reverse);
    }

    @Override
    protected String describe() {
        return super.describe() + (relu ? " with relu" : "");
    }
}
