package dev.gradus.layers;

import dev.gradus.backend.PoolWindow;
import dev.gradus.ops.Pooling;
import dev.gradus.tensor.Tensor;

/**
 * {@code (Σ xᵖ)^(1/p)} under each window of (N, C, L), (N, C, H, W) or (N, C, D, H, W); see {@link Pooling#lpPool1d}.
 *
 * <pre>{@code
 * LpPool length = new LpPool(2, PoolWindow.of(3).stride(2));
 * }</pre>
 */
public final class LpPool extends Layer {
    private final double p;
    private final PoolWindow window;

    /**
     * Makes the layer.
     *
     * @param p the power, not 0; 2 for L2 pooling
     * @param window the geometry, dilation 1; padding counts
     */
    public LpPool(double p, PoolWindow window) {
        this.p = p;
        this.window = window;
    }

    @Override
    public Tensor forward(Tensor x) {
        return switch (MaxPool.spatial("lpPool", x)) {
            case 1 -> Pooling.lpPool1d(x, p, window);
            case 2 -> Pooling.lpPool2d(x, p, window);
            default -> Pooling.lpPool3d(x, p, window);
        };
    }

    @Override
    protected String describe() {
        return "LpPool(p " + p + ", " + window + ")";
    }
}
