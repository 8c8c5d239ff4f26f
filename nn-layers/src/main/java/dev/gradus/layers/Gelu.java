package dev.gradus.layers;

import dev.gradus.ops.Activations;
import dev.gradus.tensor.Tensor;

/**
 * x · Φ(x), element by element, Φ the distribution function of the standard normal; any shape. See {@link
 * Activations#gelu} and {@link Activations#geluTanh}.
 */
public final class Gelu extends Layer {
    private final boolean tanh;

    /** Makes the exact layer. */
    public Gelu() {
        this(false);
    }

    private Gelu(boolean tanh) {
        this.tanh = tanh;
    }

    /**
     * Makes the layer that approximates Φ by a hyperbolic tangent: PyTorch's {@code approximate='tanh'}.
     *
     * @return the layer
     */
    public static Gelu approximateTanh() {
        return new Gelu(true);
    }

    @Override
    public Tensor forward(Tensor x) {
        return tanh ? Activations.geluTanh(x) : Activations.gelu(x);
    }

    @Override
    protected String describe() {
        return tanh ? "Gelu(approximate tanh)" : "Gelu";
    }
}
