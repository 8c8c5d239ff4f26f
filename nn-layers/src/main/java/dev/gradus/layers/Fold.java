package dev.gradus.layers;

import dev.gradus.backend.Window;
import dev.gradus.ops.Unfolding;
import dev.gradus.tensor.Tensor;

/** Adds columns to the windows that they are: (N, C·kernelH·kernelW, windows) → (N, C, H, W); see {@link Unfolding#fold}. */
public final class Fold extends Layer {
    private final long height;
    private final long width;
    private final Window window;

    /**
     * Makes the layer.
     *
     * @param height H of the output
     * @param width W of the output
     * @param window the geometry, such as {@code Window.square(3, 1, 1, 1)}
     */
    public Fold(long height, long width, Window window) {
        this.height = height;
        this.width = width;
        this.window = window;
    }

    @Override
    public Tensor forward(Tensor x) {
        return Unfolding.fold(x, height, width, window);
    }

    @Override
    protected String describe() {
        return "Fold(to " + height + " x " + width + ", " + Windows.describe(window, 1) + ")";
    }
}
