package dev.gradus.layers;

import dev.gradus.random.Rng;
import dev.gradus.tensor.Shape;
import java.util.function.BiFunction;

/**
 * What makes a recurrent layer: one layer with bias in one direction over (T, N, inputSize), but where it differs.
 *
 * @param <L> the kind of layer
 */
public final class RecurrentOptions<L> {
    final long inputSize;
    final long hiddenSize;
    final int numLayers;
    final boolean bias;
    final boolean batchFirst;
    final double dropout;
    final boolean bidirectional;
    private final BiFunction<RecurrentOptions<L>, Rng, L> maker;

    RecurrentOptions(long inputSize, long hiddenSize, BiFunction<RecurrentOptions<L>, Rng, L> maker) {
        this(inputSize, hiddenSize, 1, true, false, 0, false, maker);
    }

    private RecurrentOptions(
            long inputSize,
            long hiddenSize,
            int numLayers,
            boolean bias,
            boolean batchFirst,
            double dropout,
            boolean bidirectional,
            BiFunction<RecurrentOptions<L>, Rng, L> maker) {
        Shape.require(
                inputSize > 0 && hiddenSize > 0 && numLayers > 0,
                "recurrent layer",
                () -> "inputSize, hiddenSize and numLayers of at least 1",
                () -> inputSize + ", " + hiddenSize + " and " + numLayers);
        Shape.require(dropout >= 0 && dropout <= 1, "recurrent layer", () -> "dropout from 0 to 1", () -> dropout);
        this.inputSize = inputSize;
        this.hiddenSize = hiddenSize;
        this.numLayers = numLayers;
        this.bias = bias;
        this.batchFirst = batchFirst;
        this.dropout = dropout;
        this.bidirectional = bidirectional;
        this.maker = maker;
    }

    /**
     * Several layers, each over the outputs of the one before.
     *
     * @param newNumLayers how many; 1 by default
     * @return a changed copy
     */
    public RecurrentOptions<L> numLayers(int newNumLayers) {
        return new RecurrentOptions<>(
                inputSize, hiddenSize, newNumLayers, bias, batchFirst, dropout, bidirectional, maker);
    }

    /**
     * With or without biases.
     *
     * @param newBias whether there are any; true by default
     * @return a changed copy
     */
    public RecurrentOptions<L> bias(boolean newBias) {
        return new RecurrentOptions<>(
                inputSize, hiddenSize, numLayers, newBias, batchFirst, dropout, bidirectional, maker);
    }

    /**
     * The order of dimensions of input and output; states are (layers, N, H) in either.
     *
     * @param newBatchFirst whether they are (N, T, …); else (T, N, …), the default
     * @return a changed copy
     */
    public RecurrentOptions<L> batchFirst(boolean newBatchFirst) {
        return new RecurrentOptions<>(
                inputSize, hiddenSize, numLayers, bias, newBatchFirst, dropout, bidirectional, maker);
    }

    /**
     * Dropout between layers, while training.
     *
     * @param newDropout the probability of dropping an output of any layer but the last; 0 by default
     * @return a changed copy
     */
    public RecurrentOptions<L> dropout(double newDropout) {
        return new RecurrentOptions<>(
                inputSize, hiddenSize, numLayers, bias, batchFirst, newDropout, bidirectional, maker);
    }

    /**
     * One direction or two, whose outputs are joined.
     *
     * @param newBidirectional whether each layer also runs from the last step to the first; false by default
     * @return a changed copy
     */
    public RecurrentOptions<L> bidirectional(boolean newBidirectional) {
        return new RecurrentOptions<>(
                inputSize, hiddenSize, numLayers, bias, batchFirst, dropout, newBidirectional, maker);
    }

    /**
     * Makes the layer.
     *
     * @param rng what the parameters are drawn from, and the noise of dropout
     * @return the layer
     */
    public L build(Rng rng) {
        return maker.apply(this, rng);
    }

    int directions() {
        return bidirectional ? 2 : 1;
    }

    /** {@code (in, out, …)}, what differs from the defaults. */
    String describe() {
        return "(" + inputSize + ", " + hiddenSize
                + (numLayers == 1 ? "" : ", numLayers " + numLayers)
                + (bias ? "" : ", no bias")
                + (batchFirst ? ", batchFirst" : "")
                + (dropout == 0 ? "" : ", dropout " + dropout)
                + (bidirectional ? ", bidirectional)" : ")");
    }
}
