package dev.gradus.layers;

import dev.gradus.ops.Pooling;
import dev.gradus.tensor.Tensor;

/** The mean over all pixels: (N, C, H, W) → (N, C, 1, 1); PyTorch's {@code AdaptiveAvgPool2d(1)}. */
public final class GlobalAvgPool2d extends Layer {
    /** Makes the layer. */
    public GlobalAvgPool2d() {}

    @Override
    public Tensor forward(Tensor x) {
        return Pooling.globalAvgPool2d(x);
    }
}
