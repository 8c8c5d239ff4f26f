package dev.gradus.benchmarks.deeplearning4j;

import org.nd4j.linalg.activations.Activation;

/**
 * {@code unet}: residual blocks 3→32→64→128→256 with max pool 2 between; bilinear x2, concat (upsampled first, then the
 * skip), blocks 384→128, 192→64, 96→32; 1x1 conv to one logit. State dict: {@code down1} to {@code down4} and
 * {@code up3} to {@code up1} with {@code conv1}, {@code norm1}, {@code conv2}, {@code norm2}, {@code skip};
 * {@code head}.
 */
final class UNet {
    private UNet() {}

    static Network add(Network network) {
        String x1 = block(network, "down1.", "input", 32);
        String x2 = block(network, "down2.", network.maxPool(x1), 64);
        String x3 = block(network, "down3.", network.maxPool(x2), 128);
        String y = block(network, "down4.", network.maxPool(x3), 256);
        y = block(network, "up3.", network.concat(network.upsample(y), x3), 128);
        y = block(network, "up2.", network.concat(network.upsample(y), x2), 64);
        y = block(network, "up1.", network.concat(network.upsample(y), x1), 32);
        return network.segment(network.conv("head", y, 1, 1, 1), 320 * 320);
    }

    /** {@code relu(norm2(conv2(relu(norm1(conv1(x))))) + skip(x))}. */
    private static String block(Network network, String prefix, String x, int out) {
        String y = network.conv(prefix + "conv1", x, out, 3, 1);
        y = network.instanceNorm(prefix + "norm1", y, Activation.RELU);
        y = network.conv(prefix + "conv2", y, out, 3, 1);
        y = network.instanceNorm(prefix + "norm2", y, Activation.IDENTITY);
        return network.relu(network.sum(y, network.conv(prefix + "skip", x, out, 1, 1)));
    }
}
