package dev.gradus.catalogue;

import static dev.gradus.tensor.Tensor.zeros;

import dev.gradus.ops.Recurrence;
import dev.gradus.ops.Recurrence.Result;
import dev.gradus.ops.Recurrence.Weights;
import dev.gradus.ops.Shaping;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Rows of {@link Recurrence}. Inputs are x, W, U, b, c and the initial states, without the biases or the states where
 * a sample is without; output and final states are judged together, as one flat tensor. PyTorch is given each sample's
 * own steps by themselves, in the order in which they are taken.
 */
final class RecurrenceCases {
    private RecurrenceCases() {}

    /** A layer: its own op and PyTorch's. */
    private record Kind(String signature, int gates, int states, Own own, Twin twin) {}

    @FunctionalInterface
    private interface Own {
        Result apply(Tensor x, IntFunction<Tensor> state, Weights weights, Tensor lengths, boolean reverse);
    }

    @FunctionalInterface
    private interface Twin {
        /** Output and final states (1, N, H), of all steps from the first to the last. */
        List<org.bytedeco.pytorch.Tensor> apply(
                org.bytedeco.pytorch.Tensor x,
                List<org.bytedeco.pytorch.Tensor> states,
                TensorVector weights,
                boolean bias);
    }

    private record Setting(
            int steps,
            int samples,
            int in,
            int hidden,
            boolean bias,
            boolean states,
            boolean reverse,
            List<Long> lengths) {
        Setting(int steps, int samples, int in, int hidden, boolean bias, boolean states, boolean reverse) {
            this(steps, samples, in, hidden, bias, states, reverse, null);
        }

        String label() {
            return steps + "x" + samples + "x" + in + " to " + hidden + (bias ? "" : ", no bias")
                    + (states ? "" : ", from zero") + (reverse ? ", reverse" : "")
                    + (lengths == null ? "" : ", lengths " + lengths);
        }

        Tensor lengthsOrNull() {
            return lengths == null
                    ? null
                    : Tensor.of(lengths.stream().mapToLong(Long::longValue).toArray(), Shape.of(lengths.size()));
        }
    }

    private static final List<Setting> SETTINGS = List.of(
            new Setting(1, 1, 1, 1, true, true, false),
            new Setting(1, 2, 3, 2, true, true, false),
            new Setting(3, 2, 3, 2, true, true, false),
            new Setting(3, 2, 3, 2, true, false, true),
            new Setting(3, 2, 2, 3, false, true, true),
            new Setting(4, 3, 2, 2, true, true, false, List.of(2L, 4L, 1L)),
            new Setting(4, 3, 2, 2, true, true, true, List.of(3L, 1L, 4L)),
            new Setting(3, 19, 17, 16, true, true, true),
            new Setting(5, 33, 4, 17, false, false, false));

    static List<OpCase> rows() {
        return List.of(
                row(new Kind(
                                "rnnTanh(Tensor, Tensor, Weights, Tensor, boolean)",
                                1,
                                1,
                                (x, state, w, lengths, reverse) ->
                                        Recurrence.rnnTanh(x, state.apply(0), w, lengths, reverse),
                                (x, states, w, bias) -> {
                                    var y = torch.rnn_tanh(x, states.get(0), w, bias, 1, 0, false, false, false);
                                    return List.of(y.get0(), y.get1());
                                }))
                        .pytorch("torch.nn.RNN"),
                row(new Kind(
                                "rnnRelu(Tensor, Tensor, Weights, Tensor, boolean)",
                                1,
                                1,
                                (x, state, w, lengths, reverse) ->
                                        Recurrence.rnnRelu(x, state.apply(0), w, lengths, reverse),
                                (x, states, w, bias) -> {
                                    var y = torch.rnn_relu(x, states.get(0), w, bias, 1, 0, false, false, false);
                                    return List.of(y.get0(), y.get1());
                                }))
                        .pytorch("torch.nn.RNN"),
                row(new Kind(
                                "lstm(Tensor, Tensor, Tensor, Weights, Tensor, boolean)",
                                4,
                                2,
                                (x, state, w, lengths, reverse) ->
                                        Recurrence.lstm(x, state.apply(0), state.apply(1), w, lengths, reverse),
                                (x, states, w, bias) -> {
                                    var y = torch.lstm(
                                            x,
                                            new TensorVector(states.get(0), states.get(1)),
                                            w,
                                            bias,
                                            1,
                                            0,
                                            false,
                                            false,
                                            false);
                                    return List.of(y.get0(), y.get1(), y.get2());
                                }))
                        .pytorch("torch.nn.LSTM"),
                row(new Kind(
                                "gru(Tensor, Tensor, Weights, Tensor, boolean)",
                                3,
                                1,
                                (x, state, w, lengths, reverse) ->
                                        Recurrence.gru(x, state.apply(0), w, lengths, reverse),
                                (x, states, w, bias) -> {
                                    var y = torch.gru(x, states.get(0), w, bias, 1, 0, false, false, false);
                                    return List.of(y.get0(), y.get1());
                                }))
                        .pytorch("torch.nn.GRU"));
    }

    private static OpCase row(Kind kind) {
        OpCase row = OpCase.of(kind.signature);
        for (Setting setting : SETTINGS) {
            row.sample(setting.label(), own(kind, setting), twin(kind, setting), inputs(kind, setting));
        }
        return refusals(row, kind);
    }

    private static Input[] inputs(Kind kind, Setting s) {
        int width = kind.gates * s.hidden;
        List<Input> inputs = new ArrayList<>();
        inputs.add(Input.normal(s.steps, s.samples, s.in));
        inputs.add(Input.uniform(-0.7, 0.7, width, s.in));
        inputs.add(Input.uniform(-0.7, 0.7, width, s.hidden));
        if (s.bias) {
            inputs.add(Input.uniform(-0.5, 0.5, width));
            inputs.add(Input.uniform(-0.5, 0.5, width));
        }
        for (int k = 0; s.states && k < kind.states; k++) {
            inputs.add(Input.normal(s.samples, s.hidden));
        }
        return inputs.toArray(Input[]::new);
    }

    private static Function<Tensor[], Tensor> own(Kind kind, Setting s) {
        return x -> {
            Weights weights = new Weights(x[1], x[2], s.bias ? x[3] : null, s.bias ? x[4] : null);
            IntFunction<Tensor> state = k -> s.states ? x[(s.bias ? 5 : 3) + k] : null;
            Result result = kind.own.apply(x[0], state, weights, s.lengthsOrNull(), s.reverse);
            return Shaping.concat(
                    Stream.of(result.output(), result.hidden(), result.cell())
                            .filter(t -> t != null)
                            .map(t -> t.reshape(-1))
                            .toList(),
                    0);
        };
    }

    private static Function<org.bytedeco.pytorch.Tensor[], org.bytedeco.pytorch.Tensor> twin(Kind kind, Setting s) {
        return t -> {
            TensorVector weights = s.bias ? new TensorVector(t[1], t[2], t[3], t[4]) : new TensorVector(t[1], t[2]);
            List<TensorVector> parts = new ArrayList<>();
            for (int k = 0; k <= kind.states; k++) {
                parts.add(new TensorVector());
            }
            for (int n = 0; n < s.samples; n++) {
                long length = s.lengths == null ? s.steps : s.lengths.get(n);
                var x = part(t[0], 0, 0, length);
                x = part(x, 1, n, n + 1);
                List<org.bytedeco.pytorch.Tensor> states = new ArrayList<>();
                for (int k = 0; k < kind.states; k++) {
                    states.add(
                            s.states
                                    ? part(t[(s.bias ? 5 : 3) + k], 0, n, n + 1).unsqueeze(0)
                                    : torch.zeros(new long[] {1, 1, s.hidden}).to(t[0].scalar_type()));
                }
                var found = kind.twin.apply(s.reverse ? x.flip(0) : x, states, weights, s.bias);
                var output = s.reverse ? found.get(0).flip(0) : found.get(0);
                var rest =
                        torch.zeros(new long[] {s.steps - length, 1, s.hidden}).to(t[0].scalar_type());
                parts.get(0).push_back(torch.cat(new TensorVector(output, rest), 0));
                for (int k = 1; k <= kind.states; k++) {
                    parts.get(k).push_back(found.get(k));
                }
            }
            TensorVector flat = new TensorVector();
            parts.forEach(part -> flat.push_back(torch.cat(part, 1).reshape(-1)));
            return torch.cat(flat, 0);
        };
    }

    private static org.bytedeco.pytorch.Tensor part(org.bytedeco.pytorch.Tensor x, int dim, long from, long to) {
        return x.slice(dim, new LongOptional(from), new LongOptional(to), 1);
    }

    /** Of (4, 2, 3) to 2 units. */
    private static OpCase refusals(OpCase row, Kind kind) {
        int width = 2 * kind.gates;
        return row.bad(
                        "expected input (T, N, in) with T of at least 1, got (2, 3)",
                        call(kind, zeros(2, 3), null, null))
                .bad("with T of at least 1, got (0, 2, 3)", call(kind, zeros(0, 2, 3), null, null))
                .bad("expected an input weight (" + width + ", 4), got", call(kind, zeros(4, 2, 4), null, null))
                .bad("expected an initial state (2, 2), got (3, 2)", call(kind, zeros(4, 2, 3), zeros(3, 2), null))
                .bad("expected lengths of type INT64, got FLOAT32", call(kind, zeros(4, 2, 3), null, zeros(2)))
                .bad(
                        "expected lengths from 1 to 4, got [5, 1]",
                        call(kind, zeros(4, 2, 3), null, Tensor.of(new long[] {5, 1}, Shape.of(2))))
                .bad(
                        "expected lengths from 1 to 4, got [2, 0]",
                        call(kind, zeros(4, 2, 3), null, Tensor.of(new long[] {2, 0}, Shape.of(2))))
                .bad(
                        "expected lengths (2,), got (1,)",
                        call(kind, zeros(4, 2, 3), null, Tensor.of(new long[] {2}, Shape.of(1))))
                .bad(
                        "expected a hidden weight (" + kind.gates + " · H, H)",
                        () -> kind.own
                                .apply(
                                        zeros(4, 2, 3),
                                        k -> null,
                                        new Weights(zeros(width, 3), zeros(width, 5), null, null),
                                        null,
                                        false)
                                .output())
                .bad(
                        "expected hiddenBias (" + width + ",), got (1,)",
                        () -> kind.own
                                .apply(
                                        zeros(4, 2, 3),
                                        k -> null,
                                        new Weights(zeros(width, 3), zeros(width, 2), zeros(width), zeros(1)),
                                        null,
                                        false)
                                .output());
    }

    private static Supplier<Tensor> call(Kind kind, Tensor x, Tensor state, Tensor lengths) {
        int width = 2 * kind.gates;
        Weights weights = new Weights(zeros(width, 3), zeros(width, 2), zeros(width), zeros(width));
        return () -> kind.own.apply(x, k -> state, weights, lengths, false).output();
    }
}
