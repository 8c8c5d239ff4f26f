package dev.gradus.layers;

import dev.gradus.random.Rng;
import dev.gradus.tensor.Tensor;

/**
 * Scales each channel by what the means of all channels say: {@code x · σ(fc2(relu(fc1(mean over H and W))))}, (N, C, H,
 * W) → the same. Hu, Shen and Sun, "Squeeze-and-excitation networks", 2017, arXiv:1709.01507.
 *
 * <p>{@code fc1} (inputChannels → squeezeChannels) and {@code fc2} (back) are 1 x 1 {@link Conv2d}, as in torchvision.
 */
public final class SqueezeExcitation extends Layer {
    private final long inputChannels;
    private final long squeezeChannels;
    private final Conv2d fc1;
    private final Conv2d fc2;

    /**
     * Makes the layer.
     *
     * @param inputChannels the channels C
     * @param squeezeChannels the channels between; a sixteenth of C by custom
     * @param rng what the parameters are drawn from
     */
    public SqueezeExcitation(long inputChannels, long squeezeChannels, Rng rng) {
        this.inputChannels = inputChannels;
        this.squeezeChannels = squeezeChannels;
        fc1 = child("fc1", new Conv2d(inputChannels, squeezeChannels, 1, rng.split("fc1")));
        fc2 = child("fc2", new Conv2d(squeezeChannels, inputChannels, 1, rng.split("fc2")));
    }

    @Override
    public Tensor forward(Tensor x) {
        return x.mul(fc2.apply(fc1.apply(x.mean(true, 2, 3)).relu()).sigmoid());
    }

    @Override
    protected String describe() {
        return "SqueezeExcitation(" + inputChannels + ", " + squeezeChannels + ")";
    }
}
