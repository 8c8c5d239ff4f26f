package dev.gradus.layers;

import dev.gradus.backend.PoolWindow;
import dev.gradus.ops.Unpooling;
import dev.gradus.tensor.Tensor;

/**
 * Puts elements back where a {@link MaxPool} of the same window found them, zeros between; see
 * {@link Unpooling#maxUnpool1d}.
 *
 * <pre>{@code
 * MaxPool pool = new MaxPool(2);
 * MaxUnpool unpool = new MaxUnpool(2);
 * Pooling.Maxima maxima = pool.forwardWithIndices(x);
 * Tensor y = unpool.forward(maxima.values(), maxima.indices());
 * }</pre>
 */
public final class MaxUnpool extends Module {
    private final PoolWindow window;

    /**
     * Undoes windows that do not overlap.
     *
     * @param kernelSize the side of the window, and the stride
     */
    public MaxUnpool(int kernelSize) {
        this(PoolWindow.of(kernelSize));
    }

    /**
     * Makes the module.
     *
     * @param window that of the pooling
     */
    public MaxUnpool(PoolWindow window) {
        this.window = window;
    }

    /**
     * Puts elements at their places.
     *
     * @param x (N, C, …)
     * @param indices INT64, of x's shape: the places
     * @param size the extents of the result; none for the default
     * @return (N, C, …)
     */
    public Tensor forward(Tensor x, Tensor indices, long... size) {
        return switch (MaxPool.spatial("maxUnpool", x)) {
            case 1 -> Unpooling.maxUnpool1d(x, indices, window, size);
            case 2 -> Unpooling.maxUnpool2d(x, indices, window, size);
            default -> Unpooling.maxUnpool3d(x, indices, window, size);
        };
    }

    @Override
    protected String describe() {
        return "MaxUnpool(" + window + ")";
    }
}
