package dev.gradus.ops;

import dev.gradus.autograd.GradMode;
import dev.gradus.autograd.Op;
import dev.gradus.autograd.Precision;
import dev.gradus.backend.RecurrentCell;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * Recurrent layers: one direction of one layer over a whole sequence. A sequence of length 1 is a step, what PyTorch
 * calls a cell.
 *
 * <p>Sequences of several lengths come padded to one length T, with their lengths beside them: beyond its length the
 * output of a sample is 0, its final state is that after its last step, and in reverse its first step is its last
 * element, as in PyTorch's packed sequences.
 */
public final class Recurrence {
    private Recurrence() {}

    /**
     * The parameters of a layer: those of its input, W and b, and those of its hidden state, U and c.
     *
     * @param ofInput W, (gates · H, in)
     * @param ofHidden U, (gates · H, H)
     * @param inputBias b, (gates · H,), or null
     * @param hiddenBias c, (gates · H,), or null
     */
    public record Weights(Tensor ofInput, Tensor ofHidden, Tensor inputBias, Tensor hiddenBias) {}

    /**
     * What a layer gives.
     *
     * @param output the hidden state after each step, (T, N, H)
     * @param hidden the hidden state after the last step taken, (N, H)
     * @param cell the cell state after it, (N, H); null but for an LSTM
     */
    public record Result(Tensor output, Tensor hidden, Tensor cell) {}

    /**
     * {@code h′ = tanh(W·x + b + U·h + c)} from step to step. Elman, "Finding structure in time", Cognitive Science 14,
     * 1990.
     *
     * @param x (T, N, in)
     * @param hidden (N, H) before the first step, or null for 0
     * @param weights for one gate
     * @param lengths INT64 (N,), each from 1 to T, or null for T
     * @param reverse whether the steps are taken from the last to the first
     * @return output and final state
     */
    public static Result rnnTanh(Tensor x, Tensor hidden, Weights weights, Tensor lengths, boolean reverse) {
        return run("rnnTanh", RecurrentCell.TANH, x, Arrays.asList(hidden), weights, lengths, reverse);
    }

    /**
     * {@code h′ = max(W·x + b + U·h + c, 0)} from step to step.
     *
     * @param x (T, N, in)
     * @param hidden (N, H) before the first step, or null for 0
     * @param weights for one gate
     * @param lengths INT64 (N,), each from 1 to T, or null for T
     * @param reverse whether the steps are taken from the last to the first
     * @return output and final state
     */
    public static Result rnnRelu(Tensor x, Tensor hidden, Weights weights, Tensor lengths, boolean reverse) {
        return run("rnnRelu", RecurrentCell.RELU, x, Arrays.asList(hidden), weights, lengths, reverse);
    }

    /**
     * Long short-term memory: gates i, f, g, o of {@code W·x + b + U·h + c}, then {@code C′ = σ(f)·C + σ(i)·tanh(g)} and
     * {@code h′ = σ(o)·tanh(C′)}. Hochreiter and Schmidhuber, "Long short-term memory", Neural Computation 9, 1997.
     *
     * @param x (T, N, in)
     * @param hidden (N, H) before the first step, or null for 0
     * @param cell C, (N, H) before the first step, or null for 0
     * @param weights for four gates
     * @param lengths INT64 (N,), each from 1 to T, or null for T
     * @param reverse whether the steps are taken from the last to the first
     * @return output and final states
     */
    public static Result lstm(Tensor x, Tensor hidden, Tensor cell, Weights weights, Tensor lengths, boolean reverse) {
        return run("lstm", RecurrentCell.LSTM, x, Arrays.asList(hidden, cell), weights, lengths, reverse);
    }

    /**
     * A gated recurrent unit: r and z are σ of their gates of {@code W·x + b + U·h + c}, {@code n = tanh(W·x + b +
     * r·(U·h + c))} of the third, and {@code h′ = (1 − z)·n + z·h}. Cho et al., "Learning phrase representations using
     * RNN encoder-decoder", 2014, arXiv:1406.1078, with the reset gate after the product, as in PyTorch.
     *
     * @param x (T, N, in)
     * @param hidden (N, H) before the first step, or null for 0
     * @param weights for three gates
     * @param lengths INT64 (N,), each from 1 to T, or null for T
     * @param reverse whether the steps are taken from the last to the first
     * @return output and final state
     */
    public static Result gru(Tensor x, Tensor hidden, Weights weights, Tensor lengths, boolean reverse) {
        return run("gru", RecurrentCell.GRU, x, Arrays.asList(hidden), weights, lengths, reverse);
    }

    private static Result run(
            String op,
            RecurrentCell cell,
            Tensor x,
            List<Tensor> initial,
            Weights weights,
            Tensor lengths,
            boolean reverse) {
        check(op, cell, x, initial, weights, lengths);
        Tensor u = weights.ofHidden;
        // In mixed precision the products of the inputs come out in BFLOAT16; the recurrence is in the weight's type.
        Tensor gates = LinearAlgebra.linear(x, weights.ofInput, weights.inputBias);
        Tensor inputs = gates.dtype() == u.dtype() ? gates : gates.to(u.dtype());
        Tensor first = stacked(initial, x, u);
        List<Tensor> sources = Arrays.asList(inputs, u, weights.hiddenBias, first);
        boolean forGrad = GradMode.isEnabled() && sources.stream().anyMatch(t -> t != null && t.isTracked());
        List<Tensor> forward =
                x.backend().recurrent(cell, inputs, u, weights.hiddenBias, first, lengths, reverse, forGrad);
        Tensor states = Op.of(op, forward.get(0))
                .grads(sources, g -> g.backend().recurrentGrad(cell, g, u, forward, lengths, reverse))
                .saves(forward.stream().skip(1).toArray(Tensor[]::new))
                .build();
        long steps = x.dim(0);
        return new Result(
                states.slice(0, 0, steps),
                states.slice(0, steps, steps + 1).squeeze(0),
                cell.states() == 1
                        ? null
                        : states.slice(0, steps + 1, steps + 2).squeeze(0));
    }

    /** Initial states as (states, N, H), zeros where there are none. */
    private static Tensor stacked(List<Tensor> states, Tensor x, Tensor u) {
        Shape shape = Shape.of(1, x.dim(1), u.dim(1));
        List<Tensor> given = states.stream()
                .map(state -> state == null ? x.backend().full(shape, u.dtype(), 0) : state.unsqueeze(0))
                .toList();
        return given.size() == 1 ? given.get(0) : Shaping.concat(given, 0);
    }

    private static void check(
            String op, RecurrentCell cell, Tensor x, List<Tensor> initial, Weights weights, Tensor lengths) {
        Require.floating(op, x);
        if (!Precision.isBf16()) {
            Require.alike(op, x, weights.ofInput);
        }
        Shape.require(x.rank() == 3 && x.dim(0) > 0, op, () -> "input (T, N, in) with T of at least 1", x::shape);
        Tensor u = weights.ofHidden;
        Shape.require(
                u.rank() == 2 && u.dim(0) == cell.gates() * u.dim(1),
                op,
                () -> "a hidden weight (" + cell.gates() + " · H, H)",
                u::shape);
        Shape.require(
                weights.ofInput.shape().equals(Shape.of(u.dim(0), x.dim(2))),
                op,
                () -> "an input weight " + Shape.of(u.dim(0), x.dim(2)),
                weights.ofInput::shape);
        Require.alike(op, u, weights.ofInput);
        Require.vector(op, "inputBias", weights.inputBias, u.dim(0), u);
        Require.vector(op, "hiddenBias", weights.hiddenBias, u.dim(0), u);
        Shape state = Shape.of(x.dim(1), u.dim(1));
        for (Tensor given : initial) {
            if (given != null) {
                Require.alike(op, u, given);
                Shape.require(given.shape().equals(state), op, () -> "an initial state " + state, given::shape);
            }
        }
        if (lengths != null) {
            Require.dtype(op, "lengths", lengths, DType.INT64);
            Shape.require(
                    lengths.shape().equals(Shape.of(x.dim(1))),
                    op,
                    () -> "lengths " + Shape.of(x.dim(1)),
                    lengths::shape);
            long[] values = lengths.toLongArray();
            Shape.require(
                    Arrays.stream(values).allMatch(length -> length >= 1 && length <= x.dim(0)),
                    op,
                    () -> "lengths from 1 to " + x.dim(0),
                    () -> Arrays.toString(values));
        }
    }
}
