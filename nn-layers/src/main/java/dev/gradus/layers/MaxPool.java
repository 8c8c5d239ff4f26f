package dev.gradus.layers;

import dev.gradus.backend.PoolWindow;
import dev.gradus.ops.Pooling;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;

/**
 * The largest element under each window of (N, C, L), (N, C, H, W) or (N, C, D, H, W), with all options of
 * {@link PoolWindow}; see {@link Pooling#maxPool1d}.
 *
 * <pre>{@code
 * MaxPool pool = new MaxPool(PoolWindow.of(3).stride(2).ceilMode(true));
 * }</pre>
 */
public final class MaxPool extends Layer {
    private final PoolWindow window;

    /**
     * Makes the layer with windows that do not overlap, and no padding.
     *
     * @param kernelSize the side of the window, and the stride
     */
    public MaxPool(int kernelSize) {
        this(PoolWindow.of(kernelSize));
    }

    /**
     * Makes the layer.
     *
     * @param window the geometry
     */
    public MaxPool(PoolWindow window) {
        this.window = window;
    }

    @Override
    public Tensor forward(Tensor x) {
        return switch (spatial("maxPool", x)) {
            case 1 -> Pooling.maxPool1d(x, window);
            case 2 -> Pooling.maxPool2d(x, window);
            default -> Pooling.maxPool3d(x, window);
        };
    }

    /**
     * The same with the places of the elements, as {@link MaxUnpool} takes them.
     *
     * @param x (N, C, …)
     * @return values and indices
     */
    public Pooling.Maxima forwardWithIndices(Tensor x) {
        return switch (spatial("maxPool", x)) {
            case 1 -> Pooling.maxPool1dWithIndices(x, window);
            case 2 -> Pooling.maxPool2dWithIndices(x, window);
            default -> Pooling.maxPool3dWithIndices(x, window);
        };
    }

    /** The number of dimensions after samples and channels. */
    static int spatial(String op, Tensor x) {
        Shape.require(
                x.rank() >= 3 && x.rank() <= 5, op, () -> "input (N, C, L), (N, C, H, W) or (N, C, D, H, W)", x::shape);
        return x.rank() - 2;
    }

    @Override
    protected String describe() {
        return "MaxPool(" + window + ")";
    }
}
