package dev.gradus.layers;

import dev.gradus.layers.init.Initializer;
import dev.gradus.ops.Recurrence;
import dev.gradus.ops.Regularization;
import dev.gradus.ops.Shaping;
import dev.gradus.random.Rng;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Layers of a recurrence, one above the other, each in one direction or in both. For layer k there are
 * {@code weight_ih_lk} (gates · H, in), {@code weight_hh_lk} (gates · H, H), {@code bias_ih_lk} and {@code bias_hh_lk}
 * (gates · H,), and the same with {@code _reverse}; all start uniform on ±1/√H.
 */
abstract class RecurrentModule extends Module {
    private final RecurrentOptions<?> options;
    private final List<Direction> directions = new ArrayList<>();
    private final RandomStream noise;

    /** The parameters of one direction of one layer. */
    private record Direction(Parameter ofInput, Parameter ofHidden, Parameter inputBias, Parameter hiddenBias) {
        Recurrence.Weights weights() {
            return new Recurrence.Weights(
                    ofInput.value(),
                    ofHidden.value(),
                    inputBias == null ? null : inputBias.value(),
                    hiddenBias == null ? null : hiddenBias.value());
        }
    }

    /** What all layers together give: the output, and the final states (layers · directions, N, H). */
    record Stack(Tensor output, Tensor hidden, Tensor cell) {}

    RecurrentModule(RecurrentOptions<?> options, int gates, Rng rng) {
        this.options = options;
        for (int layer = 0; layer < options.numLayers; layer++) {
            for (String suffix : options.bidirectional ? List.of("", "_reverse") : List.of("")) {
                directions.add(direction(layer, gates * options.hiddenSize, suffix, rng));
            }
        }
        noise = options.dropout > 0 ? stream("noise", rng.split("noise")) : null;
    }

    private Direction direction(int layer, long width, String suffix, Rng rng) {
        Initializer uniform = Initializer.uniform(1 / Math.sqrt((double) options.hiddenSize));
        long in = layer == 0 ? options.inputSize : options.hiddenSize * options.directions();
        String end = "l" + layer + suffix;
        return new Direction(
                parameter("weight_ih_" + end, Shape.of(width, in), uniform, rng),
                parameter("weight_hh_" + end, Shape.of(width, options.hiddenSize), uniform, rng),
                options.bias ? parameter("bias_ih_" + end, Shape.of(width), uniform, rng) : null,
                options.bias ? parameter("bias_hh_" + end, Shape.of(width), uniform, rng) : null);
    }

    /** One direction of one layer. */
    abstract Recurrence.Result run(
            Tensor x, Tensor hidden, Tensor cell, Recurrence.Weights weights, Tensor lengths, boolean reverse);

    /** Runs all layers; states (layers · directions, N, H) and lengths may be null. */
    final Stack runAll(Tensor x, Tensor hidden, Tensor cell, Tensor lengths) {
        Shape.require(
                x.rank() == 3 && x.dim(2) == options.inputSize,
                name(),
                () -> "input " + (options.batchFirst ? "(N, T, " : "(T, N, ") + options.inputSize + ")",
                x::shape);
        Tensor y = options.batchFirst ? x.transpose(0, 1) : x;
        requireStates(hidden, y.dim(1));
        requireStates(cell, y.dim(1));
        List<Tensor> hiddens = new ArrayList<>();
        List<Tensor> cells = new ArrayList<>();
        for (int layer = 0; layer < options.numLayers; layer++) {
            List<Tensor> outputs = new ArrayList<>();
            for (int d = 0; d < options.directions(); d++) {
                int at = hiddens.size();
                Recurrence.Result result = run(
                        y,
                        state(hidden, at),
                        state(cell, at),
                        directions.get(at).weights(),
                        lengths,
                        d == 1);
                outputs.add(result.output());
                hiddens.add(result.hidden());
                cells.add(result.cell());
            }
            y = outputs.size() == 1 ? outputs.get(0) : Shaping.concat(outputs, 2);
            if (noise != null && isTraining() && layer < options.numLayers - 1) {
                y = Regularization.dropout(y, options.dropout, noise.rng());
            }
        }
        return new Stack(
                options.batchFirst ? y.transpose(0, 1) : y,
                Shaping.stack(hiddens, 0),
                cells.get(0) == null ? null : Shaping.stack(cells, 0));
    }

    private void requireStates(Tensor states, long samples) {
        if (states != null) {
            Shape shape = Shape.of(directions.size(), samples, options.hiddenSize);
            Shape.require(states.shape().equals(shape), name(), () -> "initial states " + shape, states::shape);
        }
    }

    private static Tensor state(Tensor states, int at) {
        return states == null ? null : states.slice(0, at, at + 1).squeeze(0);
    }

    private String name() {
        return getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    @Override
    protected String describe() {
        return getClass().getSimpleName() + options.describe();
    }
}
