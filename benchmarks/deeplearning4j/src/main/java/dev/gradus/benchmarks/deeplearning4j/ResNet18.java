package dev.gradus.benchmarks.deeplearning4j;

/**
 * {@code resnet18} for 32x32 images: a 3x3 stem without pooling, eight basic blocks, global average, linear 512 → 10.
 * State dict: {@code conv1}, {@code bn1}, {@code blocks.0} to {@code blocks.7} with {@code conv1}, {@code bn1},
 * {@code conv2}, {@code bn2} and, where the shape changes, {@code downsample_conv} and {@code downsample_bn};
 * {@code fc}.
 */
final class ResNet18 {
    private static final int[] CHANNELS = {64, 64, 128, 128, 256, 256, 512, 512};

    private ResNet18() {}

    static Network add(Network network) {
        String y = network.relu(network.batchNorm("bn1", network.conv("conv1", "input", 64, 3, 1)));
        int in = 64;
        for (int i = 0; i < CHANNELS.length; i++) {
            y = block(network, "blocks." + i + ".", y, in, CHANNELS[i]);
            in = CHANNELS[i];
        }
        return network.classify("fc", network.globalAverage(y));
    }

    /** {@code relu(bn2(conv2(relu(bn1(conv1(x))))) + shortcut)}, the shortcut convolved where the shape changes. */
    private static String block(Network network, String prefix, String x, int in, int out) {
        int stride = in == out ? 1 : 2;
        String y = network.conv(prefix + "conv1", x, out, 3, stride);
        y = network.relu(network.batchNorm(prefix + "bn1", y));
        y = network.batchNorm(prefix + "bn2", network.conv(prefix + "conv2", y, out, 3, 1));
        String shortcut = in == out
                ? x
                : network.batchNorm(
                        prefix + "downsample_bn", network.conv(prefix + "downsample_conv", x, out, 1, stride));
        return network.relu(network.sum(y, shortcut));
    }
}
