package dev.gradus.layers;

import dev.gradus.ops.TransposedConvolutions;
import dev.gradus.random.Rng;
import dev.gradus.tensor.Tensor;

/**
 * Three-dimensional transposed convolution, which enlarges: (N, inChannels, D, H, W) → (N, outChannels, outD, outH,
 * outW); see {@link TransposedConvolutions#convTranspose3d}.
 *
 * <p>{@code weight} (inChannels, outChannels / groups, kernelD, kernelH, kernelW) and {@code bias} (outChannels,) start
 * uniform on ±1/√fan with fan = outChannels / groups · kernelD · kernelH · kernelW.
 */
public final class ConvTranspose3d extends Convolution {
    /**
     * Makes the layer with stride 1, padding 0, dilation 1, one group and a bias.
     *
     * @param inChannels the channels of the input
     * @param outChannels the channels of the output
     * @param kernelSize the side of the kernel
     * @param rng what the parameters are drawn from
     */
    public ConvTranspose3d(long inChannels, long outChannels, int kernelSize, Rng rng) {
        this(of(inChannels, outChannels, kernelSize), rng);
    }

    private ConvTranspose3d(ConvOptions<ConvTranspose3d> options, Rng rng) {
        super(options, 3, true, rng);
    }

    /**
     * Begins a layer that differs from the defaults.
     *
     * @param inChannels the channels of the input
     * @param outChannels the channels of the output
     * @param kernelSize the side of the kernel
     * @return its options
     */
    public static ConvOptions<ConvTranspose3d> of(long inChannels, long outChannels, int kernelSize) {
        return ConvOptions.of(inChannels, outChannels, kernelSize, ConvTranspose3d::new);
    }

    @Override
    public Tensor forward(Tensor x) {
        return TransposedConvolutions.convTranspose3d(
                x, kernel(), offset(), window(), options.outputPadding(), options.groups());
    }
}
