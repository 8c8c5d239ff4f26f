package dev.gradus.layers;

import dev.gradus.backend.Window;
import dev.gradus.ops.Convolutions;
import dev.gradus.random.Rng;
import dev.gradus.tensor.Tensor;

/**
 * One-dimensional cross-correlation: (N, inChannels, L) → (N, outChannels, outL) with
 * {@code outL = ⌊(L + 2·padding − dilation·(kernelSize − 1) − 1) / stride⌋ + 1}; see {@link Convolutions#conv1d}.
 *
 * <p>{@code weight} (outChannels, inChannels / groups, kernelSize) and {@code bias} (outChannels,) start uniform on
 * ±1/√fan with fan = inChannels / groups · kernelSize.
 */
public final class Conv1d extends Convolution {
    /**
     * Makes the layer with stride 1, padding 0, dilation 1, one group and a bias.
     *
     * @param inChannels the channels of the input
     * @param outChannels the channels of the output
     * @param kernelSize the side of the kernel
     * @param rng what the parameters are drawn from
     */
    public Conv1d(long inChannels, long outChannels, int kernelSize, Rng rng) {
        this(of(inChannels, outChannels, kernelSize), rng);
    }

    private Conv1d(ConvOptions<Conv1d> options, Rng rng) {
        super(options, 1, false, rng);
    }

    /**
     * Begins a layer that differs from the defaults.
     *
     * @param inChannels the channels of the input
     * @param outChannels the channels of the output
     * @param kernelSize the side of the kernel
     * @return its options
     */
    public static ConvOptions<Conv1d> of(long inChannels, long outChannels, int kernelSize) {
        return ConvOptions.of(inChannels, outChannels, kernelSize, Conv1d::new);
    }

    @Override
    public Tensor forward(Tensor x) {
        Window w = window().plane();
        return Convolutions.conv1d(
                padded(x), kernel(), offset(), w.strideW(), w.padW(), w.dilationW(), options.groups());
    }
}
