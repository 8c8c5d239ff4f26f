package dev.gradus.layers;

import dev.gradus.ops.AdaptivePooling;
import dev.gradus.tensor.Tensor;

/**
 * The largest element of each channel of (N, C, L), (N, C, H, W) or (N, C, D, H, W), the dimensions kept with extent 1;
 * PyTorch's {@code AdaptiveMaxPool2d(1)}.
 */
public final class GlobalMaxPool extends Layer {
    /** Makes the layer. */
    public GlobalMaxPool() {}

    @Override
    public Tensor forward(Tensor x) {
        return switch (MaxPool.spatial("globalMaxPool", x)) {
            case 1 -> AdaptivePooling.globalMaxPool1d(x);
            case 2 -> AdaptivePooling.globalMaxPool2d(x);
            default -> AdaptivePooling.globalMaxPool3d(x);
        };
    }
}
