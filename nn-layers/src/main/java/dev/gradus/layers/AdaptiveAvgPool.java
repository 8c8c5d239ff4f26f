package dev.gradus.layers;

import dev.gradus.ops.AdaptivePooling;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.Arrays;

/**
 * The mean under each of as many windows as are asked for: (N, C, …) to a size of one to three dimensions; see
 * {@link AdaptivePooling#adaptiveAvgPool1d}.
 *
 * <pre>{@code
 * AdaptiveAvgPool pool = new AdaptiveAvgPool(7, 7);
 * }</pre>
 */
public final class AdaptiveAvgPool extends Layer {
    private final long[] size;

    /**
     * Makes the layer.
     *
     * @param size the new extents, one to three
     */
    public AdaptiveAvgPool(long... size) {
        Shape.require(
                size.length >= 1 && size.length <= 3,
                "adaptiveAvgPool",
                () -> "a size of one to three numbers",
                () -> Arrays.toString(size));
        this.size = size.clone();
    }

    @Override
    public Tensor forward(Tensor x) {
        return switch (size.length) {
            case 1 -> AdaptivePooling.adaptiveAvgPool1d(x, size[0]);
            case 2 -> AdaptivePooling.adaptiveAvgPool2d(x, size[0], size[1]);
            default -> AdaptivePooling.adaptiveAvgPool3d(x, size[0], size[1], size[2]);
        };
    }

    @Override
    protected String describe() {
        return "AdaptiveAvgPool(" + Shape.of(size) + ")";
    }
}
