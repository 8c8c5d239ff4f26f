package dev.gradus.layers;

import dev.gradus.layers.init.Initializer;
import dev.gradus.ops.Recurrence;
import dev.gradus.random.Rng;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.Locale;

/**
 * A step of a recurrence, with parameters {@code weight_ih} (gates · H, in), {@code weight_hh} (gates · H, H),
 * {@code bias_ih} and {@code bias_hh} (gates · H,), all uniform on ±1/√H.
 */
abstract class CellModule extends Module {
    private final long inputSize;
    private final long hiddenSize;
    private final Parameter ofInput;
    private final Parameter ofHidden;
    private final Parameter inputBias;
    private final Parameter hiddenBias;

    CellModule(long inputSize, long hiddenSize, int gates, boolean bias, Rng rng) {
        Shape.require(
                inputSize > 0 && hiddenSize > 0,
                "recurrent cell",
                () -> "inputSize and hiddenSize of at least 1",
                () -> inputSize + " and " + hiddenSize);
        this.inputSize = inputSize;
        this.hiddenSize = hiddenSize;
        Initializer uniform = Initializer.uniform(1 / Math.sqrt((double) hiddenSize));
        long width = gates * hiddenSize;
        ofInput = parameter("weight_ih", Shape.of(width, inputSize), uniform, rng);
        ofHidden = parameter("weight_hh", Shape.of(width, hiddenSize), uniform, rng);
        inputBias = bias ? parameter("bias_ih", Shape.of(width), uniform, rng) : null;
        hiddenBias = bias ? parameter("bias_hh", Shape.of(width), uniform, rng) : null;
    }

    final Recurrence.Weights weights() {
        return new Recurrence.Weights(
                ofInput.value(),
                ofHidden.value(),
                inputBias == null ? null : inputBias.value(),
                hiddenBias == null ? null : hiddenBias.value());
    }

    /** The input as a sequence of one step. */
    final Tensor step(Tensor x) {
        Shape.require(
                x.rank() == 2 && x.dim(1) == inputSize,
                getClass().getSimpleName().toLowerCase(Locale.ROOT),
                () -> "input (N, " + inputSize + ")",
                x::shape);
        return x.unsqueeze(0);
    }

    @Override
    protected String describe() {
        return getClass().getSimpleName() + "(" + inputSize + ", " + hiddenSize
                + (inputBias == null ? ", no bias)" : ")");
    }
}
