package dev.gradus.layers;

import dev.gradus.backend.Window;
import dev.gradus.ops.TransposedConvolutions;
import dev.gradus.random.Rng;
import dev.gradus.tensor.Tensor;

/**
 * One-dimensional transposed convolution, which enlarges: (N, inChannels, L) → (N, outChannels, outL) with
 * {@code outL = (L − 1)·stride − 2·padding + dilation·(kernelSize − 1) + outputPadding + 1}; see
 * {@link TransposedConvolutions#convTranspose1d}.
 *
 * <p>{@code weight} (inChannels, outChannels / groups, kernelSize) and {@code bias} (outChannels,) start uniform on
 * ±1/√fan with fan = outChannels / groups · kernelSize.
 */
public final class ConvTranspose1d extends Convolution {
    /**
     * Makes the layer with stride 1, padding 0, dilation 1, one group and a bias.
     *
     * @param inChannels the channels of the input
     * @param outChannels the channels of the output
     * @param kernelSize the side of the kernel
     * @param rng what the parameters are drawn from
     */
    public ConvTranspose1d(long inChannels, long outChannels, int kernelSize, Rng rng) {
        this(of(inChannels, outChannels, kernelSize), rng);
    }

    private ConvTranspose1d(ConvOptions<ConvTranspose1d> options, Rng rng) {
        super(options, 1, true, rng);
    }

    /**
     * Begins a layer that differs from the defaults.
     *
     * @param inChannels the channels of the input
     * @param outChannels the channels of the output
     * @param kernelSize the side of the kernel
     * @return its options
     */
    public static ConvOptions<ConvTranspose1d> of(long inChannels, long outChannels, int kernelSize) {
        return ConvOptions.of(inChannels, outChannels, kernelSize, ConvTranspose1d::new);
    }

    @Override
    public Tensor forward(Tensor x) {
        Window w = window().plane();
        return TransposedConvolutions.convTranspose1d(
                x, kernel(), offset(), w.strideW(), w.padW(), w.dilationW(), options.outputPadding(), options.groups());
    }
}
