package dev.gradus.layers;

import dev.gradus.backend.Window;
import dev.gradus.ops.Unfolding;
import dev.gradus.tensor.Tensor;

/** The windows of a picture as columns: (N, C, H, W) → (N, C·kernelH·kernelW, windows); see {@link Unfolding#unfold}. */
public final class Unfold extends Layer {
    private final Window window;

    /**
     * Makes the layer.
     *
     * @param window the geometry, such as {@code Window.square(3, 1, 1, 1)}
     */
    public Unfold(Window window) {
        this.window = window;
    }

    @Override
    public Tensor forward(Tensor x) {
        return Unfolding.unfold(x, window);
    }

    @Override
    protected String describe() {
        return "Unfold(" + Windows.describe(window, 1) + ")";
    }
}
