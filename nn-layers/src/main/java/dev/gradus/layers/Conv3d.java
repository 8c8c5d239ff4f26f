package dev.gradus.layers;

import dev.gradus.ops.Convolutions;
import dev.gradus.random.Rng;
import dev.gradus.tensor.Tensor;

/**
 * Three-dimensional cross-correlation: (N, inChannels, D, H, W) → (N, outChannels, outD, outH, outW); see
 * {@link Convolutions#conv3d}.
 *
 * <p>{@code weight} (outChannels, inChannels / groups, kernelD, kernelH, kernelW) and {@code bias} (outChannels,) start
 * uniform on ±1/√fan with fan = inChannels / groups · kernelD · kernelH · kernelW.
 */
public final class Conv3d extends Convolution {
    /**
     * Makes the layer with stride 1, padding 0, dilation 1, one group and a bias.
     *
     * @param inChannels the channels of the input
     * @param outChannels the channels of the output
     * @param kernelSize the side of the kernel
     * @param rng what the parameters are drawn from
     */
    public Conv3d(long inChannels, long outChannels, int kernelSize, Rng rng) {
        this(of(inChannels, outChannels, kernelSize), rng);
    }

    private Conv3d(ConvOptions<Conv3d> options, Rng rng) {
        super(options, 3, false, rng);
    }

    /**
     * Begins a layer that differs from the defaults.
     *
     * @param inChannels the channels of the input
     * @param outChannels the channels of the output
     * @param kernelSize the side of the kernel
     * @return its options
     */
    public static ConvOptions<Conv3d> of(long inChannels, long outChannels, int kernelSize) {
        return ConvOptions.of(inChannels, outChannels, kernelSize, Conv3d::new);
    }

    @Override
    public Tensor forward(Tensor x) {
        return Convolutions.conv3d(padded(x), kernel(), offset(), window(), options.groups());
    }
}
