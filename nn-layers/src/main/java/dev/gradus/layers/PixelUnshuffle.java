package dev.gradus.layers;

import dev.gradus.ops.Arranging;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;

/** Pixels gathered into channels: (N, C, H·r, W·r) → (N, C·r², H, W); see {@link Arranging#pixelUnshuffle}. */
public final class PixelUnshuffle extends Layer {
    private final int factor;

    /**
     * Makes the layer.
     *
     * @param factor r, at least 1
     */
    public PixelUnshuffle(int factor) {
        Shape.require(factor >= 1, "pixelUnshuffle", () -> "a factor of at least 1", () -> factor);
        this.factor = factor;
    }

    @Override
    public Tensor forward(Tensor x) {
        return Arranging.pixelUnshuffle(x, factor);
    }

    @Override
    protected String describe() {
        return "PixelUnshuffle(" + factor + ")";
    }
}
