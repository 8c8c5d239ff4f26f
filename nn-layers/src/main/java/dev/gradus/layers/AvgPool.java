package dev.gradus.layers;

import dev.gradus.backend.PoolWindow;
import dev.gradus.ops.Pooling;
import dev.gradus.tensor.Tensor;

/**
 * The mean under each window of (N, C, L), (N, C, H, W) or (N, C, D, H, W), with all options of {@link PoolWindow}; see
 * {@link Pooling#avgPool1d}.
 *
 * <pre>{@code
 * AvgPool pool = new AvgPool(PoolWindow.of(3).stride(2).padding(1).countIncludePad(false));
 * }</pre>
 */
public final class AvgPool extends Layer {
    private final PoolWindow window;

    /**
     * Makes the layer with windows that do not overlap, and no padding.
     *
     * @param kernelSize the side of the window, and the stride
     */
    public AvgPool(int kernelSize) {
        this(PoolWindow.of(kernelSize));
    }

    /**
     * Makes the layer.
     *
     * @param window the geometry, dilation 1
     */
    public AvgPool(PoolWindow window) {
        this.window = window;
    }

    @Override
    public Tensor forward(Tensor x) {
        return switch (MaxPool.spatial("avgPool", x)) {
            case 1 -> Pooling.avgPool1d(x, window);
            case 2 -> Pooling.avgPool2d(x, window);
            default -> Pooling.avgPool3d(x, window);
        };
    }

    @Override
    protected String describe() {
        return "AvgPool(" + window + ")";
    }
}
