package dev.gradus.layers;

import dev.gradus.random.Rng;
import dev.gradus.tensor.Tensor;

/**
 * The block of the small residual networks: {@code relu(bn2(conv2(relu(bn1(conv1(x))))) + shortcut)}, (N, inChannels,
 * H, W) → (N, outChannels, ⌈H / stride⌉, ⌈W / stride⌉), with 3x3 convolutions without bias. The shortcut is the input,
 * or a strided 1x1 convolution and a norm, {@code downsample}, where the shape changes. Its names are torchvision's. He,
 * Zhang, Ren and Sun, "Deep residual learning for image recognition", 2015, arXiv:1512.03385.
 */
public final class BasicBlock extends Layer {
    private final Conv2d conv1;
    private final BatchNorm2d bn1;
    private final Relu relu;
    private final Conv2d conv2;
    private final BatchNorm2d bn2;
    private final Layer downsample;

    /**
     * Makes the block.
     *
     * @param inChannels the channels of the input
     * @param outChannels the channels of the output
     * @param stride of the first convolution
     * @param rng what the parameters are drawn from
     */
    public BasicBlock(long inChannels, long outChannels, int stride, Rng rng) {
        conv1 = child("conv1", ResidualBlocks.conv3x3(inChannels, outChannels, stride, rng.split("conv1")));
        bn1 = child("bn1", new BatchNorm2d(outChannels));
        relu = child("relu", new Relu());
        conv2 = child("conv2", ResidualBlocks.conv3x3(outChannels, outChannels, 1, rng.split("conv2")));
        bn2 = child("bn2", new BatchNorm2d(outChannels));
        downsample = stride == 1 && inChannels == outChannels
                ? null
                : child("downsample", ResidualBlocks.downsample(inChannels, outChannels, stride, rng));
    }

    @Override
    public Tensor forward(Tensor x) {
        return scoped(() -> {
            Tensor y = scoped(() -> FusesRelu.rectified(bn1, relu, conv1.apply(x)));
            Tensor z = scoped(() -> bn2.apply(conv2.apply(y)));
            return ResidualBlocks.joined(z, downsample, relu, x);
        });
    }
}
