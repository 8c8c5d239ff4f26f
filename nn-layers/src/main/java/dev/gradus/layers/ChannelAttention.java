package dev.gradus.layers;

import dev.gradus.random.Rng;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;

/**
 * Scales each channel by what the means and the maxima of all channels say: {@code x · σ(f(mean) + f(max))}, both over H
 * and W, with {@code f = fc2(relu(fc1(·)))}; (N, C, H, W) → the same. The first half of {@link Cbam}.
 *
 * <p>{@code fc1} (channels → channels / reduction) and {@code fc2} (back) are 1 x 1 {@link Conv2d} without bias.
 */
public final class ChannelAttention extends Layer {
    private final long channels;
    private final int reduction;
    private final Conv2d fc1;
    private final Conv2d fc2;

    /**
     * Makes the layer.
     *
     * @param channels the channels C
     * @param reduction how many times fewer channels are between; 16 by custom
     * @param rng what the parameters are drawn from
     */
    public ChannelAttention(long channels, int reduction, Rng rng) {
        Shape.require(
                reduction > 0 && channels >= reduction,
                "channelAttention",
                () -> "at least as many channels as the reduction",
                () -> channels + " channels and reduction " + reduction);
        this.channels = channels;
        this.reduction = reduction;
        long between = channels / reduction;
        fc1 = child("fc1", Conv2d.of(channels, between, 1).bias(false).build(rng.split("fc1")));
        fc2 = child("fc2", Conv2d.of(between, channels, 1).bias(false).build(rng.split("fc2")));
    }

    @Override
    public Tensor forward(Tensor x) {
        return x.mul(score(x.mean(true, 2, 3)).add(score(x.max(true, 2, 3))).sigmoid());
    }

    private Tensor score(Tensor pooled) {
        return fc2.apply(fc1.apply(pooled).relu());
    }

    @Override
    protected String describe() {
        return "ChannelAttention(" + channels + ", reduction " + reduction + ")";
    }
}
