package dev.gradus.layers;

import dev.gradus.ops.Convolutions;
import dev.gradus.random.Rng;
import dev.gradus.tensor.Tensor;

/**
 * Two-dimensional cross-correlation: (N, inChannels, H, W) → (N, outChannels, outH, outW) with
 * {@code outH = ⌊(H + 2·padding − dilation·(kernelSize − 1) − 1) / stride⌋ + 1}; see {@link Convolutions#conv2d}.
 *
 * <p>{@code weight} (outChannels, inChannels / groups, kernelH, kernelW) and {@code bias} (outChannels,) start uniform on
 * ±1/√fan with fan = inChannels / groups · kernelH · kernelW.
 *
 * <pre>{@code
 * Conv2d conv1 = Conv2d.of(3, 16, 3).padding(1).build(rng.split("conv1"));
 * }</pre>
 */
public final class Conv2d extends Convolution {
    /**
     * Makes the layer with stride 1, padding 0, dilation 1, one group and a bias.
     *
     * @param inChannels the channels of the input
     * @param outChannels the channels of the output
     * @param kernelSize the side of the kernel
     * @param rng what the parameters are drawn from
     */
    public Conv2d(long inChannels, long outChannels, int kernelSize, Rng rng) {
        this(of(inChannels, outChannels, kernelSize), rng);
    }

    private Conv2d(ConvOptions<Conv2d> options, Rng rng) {
        super(options, 2, false, rng);
    }

    /**
     * Begins a layer that differs from the defaults.
     *
     * @param inChannels the channels of the input
     * @param outChannels the channels of the output
     * @param kernelSize the side of the kernel
     * @return its options
     */
    public static ConvOptions<Conv2d> of(long inChannels, long outChannels, int kernelSize) {
        return ConvOptions.of(inChannels, outChannels, kernelSize, Conv2d::new);
    }

    @Override
    public Tensor forward(Tensor x) {
        return Convolutions.conv2d(padded(x), kernel(), offset(), window().plane(), options.groups());
    }
}
