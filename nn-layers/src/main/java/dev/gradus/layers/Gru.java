package dev.gradus.layers;

import dev.gradus.ops.Recurrence;
import dev.gradus.random.Rng;
import dev.gradus.tensor.Tensor;

/**
 * Layers of gated recurrent units: see {@link Recurrence#gru}. Cho et al., 2014, arXiv:1406.1078.
 *
 * <p>For layer k and, as {@code …_reverse}, its other direction there are {@code weight_ih_lk} (3 · hiddenSize, in),
 * {@code weight_hh_lk}, {@code bias_ih_lk} and {@code bias_hh_lk}, the gates in the order r, z, n, all uniform on ±1/√hiddenSize.
 *
 * <pre>{@code
 * Gru encoder = Gru.of(128, 64).numLayers(2).bidirectional(true).build(rng.split("encoder"));
 * Tensor features = encoder.forward(x).output(); // (T, N, 128)
 * }</pre>
 */
public final class Gru extends RecurrentModule {
    /**
     * What the layers give.
     *
     * @param output the last layer's hidden states of all steps, (T, N, directions · hiddenSize), or (N, T, …) where
     *     the batch comes first; beyond a sample's length 0
     * @param hidden the hidden states after the last step of each layer and direction, (layers · directions, N,
     *     hiddenSize)
     */
    public record Output(Tensor output, Tensor hidden) {}

    /**
     * Makes one layer in one direction, with bias, over (T, N, inputSize).
     *
     * @param inputSize the size of each input
     * @param hiddenSize the size of the hidden state
     * @param rng what the parameters are drawn from
     */
    public Gru(long inputSize, long hiddenSize, Rng rng) {
        this(of(inputSize, hiddenSize), rng);
    }

    private Gru(RecurrentOptions<Gru> options, Rng rng) {
        super(options, 3, rng);
    }

    /**
     * Begins layers that differ from the defaults.
     *
     * @param inputSize the size of each input
     * @param hiddenSize the size of the hidden state
     * @return their options
     */
    public static RecurrentOptions<Gru> of(long inputSize, long hiddenSize) {
        return new RecurrentOptions<>(inputSize, hiddenSize, Gru::new);
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
        return Recurrence.gru(x, hidden, weights, lengths, reverse);
    }
}
