package dev.gradus.layers;

import dev.gradus.ops.TransposedConvolutions;
import dev.gradus.random.Rng;
import dev.gradus.tensor.Tensor;

/**
 * Two-dimensional transposed convolution, which enlarges: (N, inChannels, H, W) → (N, outChannels, outH, outW) with
 * {@code outH = (H − 1)·stride − 2·padding + dilation·(kernelSize − 1) + outputPadding + 1}; see
 * {@link TransposedConvolutions#convTranspose2d}. A U-Net doubles with {@code ConvTranspose2d.of(64, 32, 2).stride(2)}.
 *
 * <p>{@code weight} (inChannels, outChannels / groups, kernelH, kernelW) and {@code bias} (outChannels,) start uniform on
 * ±1/√fan with fan = outChannels / groups · kernelH · kernelW.
 */
public final class ConvTranspose2d extends Convolution {
    /**
     * Makes the layer with stride 1, padding 0, dilation 1, one group and a bias.
     *
     * @param inChannels the channels of the input
     * @param outChannels the channels of the output
     * @param kernelSize the side of the kernel
     * @param rng what the parameters are drawn from
     */
    public ConvTranspose2d(long inChannels, long outChannels, int kernelSize, Rng rng) {
        this(of(inChannels, outChannels, kernelSize), rng);
    }

    private ConvTranspose2d(ConvOptions<ConvTranspose2d> options, Rng rng) {
        super(options, 2, true, rng);
    }

    /**
     * Begins a layer that differs from the defaults.
     *
     * @param inChannels the channels of the input
     * @param outChannels the channels of the output
     * @param kernelSize the side of the kernel
     * @return its options
     */
    public static ConvOptions<ConvTranspose2d> of(long inChannels, long outChannels, int kernelSize) {
        return ConvOptions.of(inChannels, outChannels, kernelSize, ConvTranspose2d::new);
    }

    @Override
    public Tensor forward(Tensor x) {
        return TransposedConvolutions.convTranspose2d(
                x, kernel(), offset(), window().plane(), options.outputPadding(), options.groups());
    }
}
