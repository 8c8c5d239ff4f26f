package dev.gradus.layers;

import dev.gradus.random.Rng;
import dev.gradus.tensor.Tensor;

/** What the blocks of residual networks have in common. */
final class ResidualBlocks {
    private ResidualBlocks() {}

    static Conv2d conv1x1(long inChannels, long outChannels, int stride, Rng rng) {
        return Conv2d.of(inChannels, outChannels, 1).stride(stride).bias(false).build(rng);
    }

    static Conv2d conv3x3(long inChannels, long outChannels, int stride, Rng rng) {
        return Conv2d.of(inChannels, outChannels, 3)
                .stride(stride)
                .padding(1)
                .bias(false)
                .build(rng);
    }

    static Layer downsample(long inChannels, long outChannels, int stride, Rng rng) {
        Rng own = rng.split("downsample").split(0);
        return new Sequential(conv1x1(inChannels, outChannels, stride, own), new BatchNorm2d(outChannels));
    }

    /** relu(body + shortcut of x), with the shortcut null for x itself. */
    static Tensor joined(Tensor body, Layer downsample, Relu relu, Tensor x) {
        Tensor sum = body.add(downsample == null ? x : downsample.apply(x));
        Tensor out = relu.apply(sum);
        if (!relu.isObserved()) {
            sum.free(); // relu's gradient needs the values of its output alone
        }
        return out;
    }
}
