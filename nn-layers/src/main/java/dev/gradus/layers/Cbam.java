package dev.gradus.layers;

import dev.gradus.random.Rng;
import dev.gradus.tensor.Tensor;

/**
 * The convolutional block attention module: {@link ChannelAttention} as {@code channel}, then {@link SpatialAttention}
 * as {@code spatial}; (N, C, H, W) → the same. Woo et al., "CBAM", 2018, arXiv:1807.06521.
 */
public final class Cbam extends Layer {
    private final ChannelAttention channel;
    private final SpatialAttention spatial;

    /**
     * Makes the module with reduction 16 and kernels of 7 x 7.
     *
     * @param channels the channels C, at least 16
     * @param rng what the parameters are drawn from
     */
    public Cbam(long channels, Rng rng) {
        this(channels, 16, 7, rng);
    }

    /**
     * Makes the module.
     *
     * @param channels the channels C
     * @param reduction how many times fewer channels are between
     * @param kernelSize the side of the spatial kernel, odd
     * @param rng what the parameters are drawn from
     */
    public Cbam(long channels, int reduction, int kernelSize, Rng rng) {
        channel = child("channel", new ChannelAttention(channels, reduction, rng.split("channel")));
        spatial = child("spatial", new SpatialAttention(kernelSize, rng.split("spatial")));
    }

    @Override
    public Tensor forward(Tensor x) {
        return spatial.apply(channel.apply(x));
    }
}
