package dev.gradus.layers;

import dev.gradus.ops.Shaping;
import dev.gradus.random.Rng;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.List;

/**
 * Scales each pixel by what the maxima and the means over the channels around it say: {@code x · σ(conv([max; mean]))},
 * (N, C, H, W) → the same. The second half of {@link Cbam}.
 *
 * <p>{@code conv} is a {@link Conv2d} 2 → 1 without bias, padded so that the size stays.
 */
public final class SpatialAttention extends Layer {
    private final int kernelSize;
    private final Conv2d conv;

    /**
     * Makes the layer.
     *
     * @param kernelSize the side of the convolution's kernel, odd; 7 by custom
     * @param rng what the parameters are drawn from
     */
    public SpatialAttention(int kernelSize, Rng rng) {
        Shape.require(kernelSize % 2 == 1, "spatialAttention", () -> "an odd kernelSize", () -> kernelSize);
        this.kernelSize = kernelSize;
        conv = child(
                "conv",
                Conv2d.of(2, 1, kernelSize).padding(kernelSize / 2).bias(false).build(rng.split("conv")));
    }

    @Override
    public Tensor forward(Tensor x) {
        Tensor pooled = Shaping.concat(List.of(x.max(true, 1), x.mean(true, 1)), 1);
        return x.mul(conv.apply(pooled).sigmoid());
    }

    @Override
    protected String describe() {
        return "SpatialAttention(kernelSize " + kernelSize + ")";
    }
}
