package dev.gradus.backend;

/**
 * What one step of a recurrent layer computes from x, its input, and h, the hidden state before it. The rows of the
 * weights W (of x) and U (of h) and of the biases b and c are in the order of the gates.
 */
public enum RecurrentCell {
    /** {@code h′ = tanh(W·x + b + U·h + c)}. Elman, "Finding structure in time", Cognitive Science 14, 1990. */
    TANH(1, 1),
    /** {@code h′ = max(W·x + b + U·h + c, 0)}. */
    RELU(1, 1),
    /**
     * Gates i, f, g, o of {@code W·x + b + U·h + c}: {@code C′ = σ(f)·C + σ(i)·tanh(g)}, {@code h′ = σ(o)·tanh(C′)}.
     * Hochreiter and Schmidhuber, "Long short-term memory", Neural Computation 9, 1997.
     */
    LSTM(4, 2),
    /**
     * Gates r and z as σ of {@code W·x + b + U·h + c}, then {@code n = tanh(W·x + b + r·(U·h + c))} and {@code h′ =
     * (1 − z)·n + z·h}. Cho et al., "Learning phrase representations using RNN encoder-decoder", 2014,
     * arXiv:1406.1078, with the reset gate after the product.
     */
    GRU(3, 1);

    private final int gates;
    private final int states;

    RecurrentCell(int gates, int states) {
        this.gates = gates;
        this.states = states;
    }

    /**
     * How many values are computed for each hidden unit.
     *
     * @return 1, 3 or 4
     */
    public int gates() {
        return gates;
    }

    /**
     * How many values each hidden unit keeps from step to step.
     *
     * @return 2 where there is a cell state besides the hidden one, else 1
     */
    public int states() {
        return states;
    }

    /** How many values of each hidden unit and step the gradient needs besides the hidden state before it. */
    int kept() {
        return switch (this) {
            case TANH, RELU -> 1;
            case GRU -> 4;
            case LSTM -> 6;
        };
    }
}
