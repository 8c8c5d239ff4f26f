package dev.gradus.layers;

import dev.gradus.ops.Arranging;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;

/** Channels spread over pixels: (N, C·r², H, W) → (N, C, H·r, W·r); see {@link Arranging#pixelShuffle}. */
public final class PixelShuffle extends Layer {
    private final int factor;

    /**
     * Makes the layer.
     *
     * @param factor r, at least 1
     */
    public PixelShuffle(int factor) {
        Shape.require(factor >= 1, "pixelShuffle", () -> "a factor of at least 1", () -> factor);
        this.factor = factor;
    }

    @Override
    public Tensor forward(Tensor x) {
        return Arranging.pixelShuffle(x, factor);
    }

    @Override
    protected String describe() {
        return "PixelShuffle(" + factor + ")";
    }
}
