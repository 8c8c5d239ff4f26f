package dev.gradus.layers;

import dev.gradus.random.Rng;
import dev.gradus.tensor.Tensor;

/**
 * A convolution in two cheap steps: each channel by itself ({@code depthwise}), then a mixture of the channels at each
 * pixel ({@code pointwise}), for {@code kernelSize² + outChannels} instead of {@code kernelSize² · outChannels}
 * multiplications a channel. (N, inChannels, H, W) → (N, outChannels, outH, outW). Howard et al., "MobileNets", 2017,
 * arXiv:1704.04861 (there with a norm and an activation after each).
 */
public final class DepthwiseSeparableConv2d extends Layer {
    private final Conv2d depthwise;
    private final Conv2d pointwise;

    /**
     * Makes the layer with a bias in both steps.
     *
     * @param inChannels the channels of the input
     * @param outChannels the channels of the output
     * @param kernelSize the side of the depthwise kernel
     * @param stride of the depthwise step
     * @param padding of the depthwise step
     * @param rng what the parameters are drawn from
     */
    public DepthwiseSeparableConv2d(
            long inChannels, long outChannels, int kernelSize, int stride, int padding, Rng rng) {
        depthwise = child(
                "depthwise",
                Conv2d.of(inChannels, inChannels, kernelSize)
                        .stride(stride)
                        .padding(padding)
                        .groups(Math.toIntExact(inChannels))
                        .build(rng.split("depthwise")));
        pointwise = child("pointwise", new Conv2d(inChannels, outChannels, 1, rng.split("pointwise")));
    }

    @Override
    public Tensor forward(Tensor x) {
        return scoped(() -> pointwise.apply(depthwise.apply(x)));
    }
}
