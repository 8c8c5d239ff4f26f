package dev.gradus.layers;

import dev.gradus.random.Rng;
import dev.gradus.tensor.Tensor;

/**
 * The block of the deep residual networks: a 1x1 convolution to {@code width} channels, a 3x3 one with the stride, and a
 * 1x1 one to 4 · width, each without bias and with a norm, a relu after the first two and after the sum with the
 * shortcut: (N, inChannels, H, W) → (N, 4 · width, ⌈H / stride⌉, ⌈W / stride⌉). The shortcut is the input, or a strided
 * 1x1 convolution and a norm, {@code downsample}, where the shape changes. Its names, and the place of the stride, are
 * torchvision's. He, Zhang, Ren and Sun, "Deep residual learning for image recognition", 2015, arXiv:1512.03385.
 */
public final class BottleneckBlock extends Layer {
    /** The channels of the output over those within. */
    public static final int EXPANSION = 4;

    private final Conv2d conv1;
    private final BatchNorm2d bn1;
    private final Relu relu;
    private final Conv2d conv2;
    private final BatchNorm2d bn2;
    private final Conv2d conv3;
    private final BatchNorm2d bn3;
    private final Layer downsample;

    /**
     * Makes the block.
     *
     * @param inChannels the channels of the input
     * @param width the channels within
     * @param stride of the second convolution
     * @param rng what the parameters are drawn from
     */
    public BottleneckBlock(long inChannels, long width, int stride, Rng rng) {
        long outChannels = EXPANSION * width;
        conv1 = child("conv1", ResidualBlocks.conv1x1(inChannels, width, 1, rng.split("conv1")));
        bn1 = child("bn1", new BatchNorm2d(width));
        conv2 = child("conv2", ResidualBlocks.conv3x3(width, width, stride, rng.split("conv2")));
        bn2 = child("bn2", new BatchNorm2d(width));
        conv3 = child("conv3", ResidualBlocks.conv1x1(width, outChannels, 1, rng.split("conv3")));
        bn3 = child("bn3", new BatchNorm2d(outChannels));
        relu = child("relu", new Relu());
        downsample = stride == 1 && inChannels == outChannels
                ? null
                : child("downsample", ResidualBlocks.downsample(inChannels, outChannels, stride, rng));
    }

    @Override
    public Tensor forward(Tensor x) {
        return scoped(() -> {
            Tensor narrow = scoped(() -> FusesRelu.rectified(bn1, relu, conv1.apply(x)));
            Tensor y = scoped(() -> FusesRelu.rectified(bn2, relu, conv2.apply(narrow)));
            Tensor z = scoped(() -> bn3.apply(conv3.apply(y)));
            return ResidualBlocks.joined(z, downsample, relu, x);
        });
    }
}
