package dev.gradus.vision.models;

import dev.gradus.layers.Conv2d;
import dev.gradus.layers.InstanceNorm2d;
import dev.gradus.layers.Layer;
import dev.gradus.ops.Pooling;
import dev.gradus.ops.Resampling;
import dev.gradus.ops.Shaping;
import dev.gradus.random.Rng;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import dev.gradus.train.Architecture;
import java.util.ArrayList;
import java.util.List;

/**
 * A U-Net of residual blocks for segmentation: (N, inChannels, H, W) → unnormalised scores (N, outChannels, H, W), for
 * any H and W of at least 2^depth. Ronneberger, Fischer and Brox, "U-Net", 2015, arXiv:1505.04597; the residual blocks
 * after He et al., arXiv:1512.03385.
 *
 * <p>With its default configuration: blocks 3→32→64→128→256 with max pooling between; then three times bilinear
 * enlargement to the size of the encoder's features, concatenation (enlarged first, then the encoder's), and blocks
 * 384→128, 192→64, 96→32; at last a 1x1 convolution.
 *
 * <p>State dict: {@code down1} … (from fine to coarse), {@code up3} … {@code up1}, each with {@code conv1},
 * {@code norm1}, {@code conv2}, {@code norm2}, {@code skip}; {@code head}.
 */
public final class UNet extends Layer {
    /** For model files. */
    public static final Architecture<Config, UNet> ARCHITECTURE =
            new Architecture<>("unet", Config.class, config -> new UNet(config, Rng.seed(0)));

    private final Config config;
    private final List<Block> down = new ArrayList<>();
    private final Block[] up;
    private final Conv2d head;

    /**
     * What makes a U-Net; a model file keeps it.
     *
     * @param inChannels the channels of the photos, 3 for RGB
     * @param outChannels one for each class
     * @param width the channels at full resolution; each coarser level has twice as many; 32 by default
     * @param depth the number of resolutions; 4 by default
     */
    public record Config(int inChannels, int outChannels, int width, int depth) {
        /** Checks the numbers. */
        public Config {
            boolean valid = inChannels > 0 && outChannels > 0 && width > 0 && depth > 0 && depth <= 10;
            int d = depth;
            int w = width;
            Shape.require(
                    valid,
                    "unet",
                    () -> "channels and width of at least 1, depth from 1 to 10",
                    () -> inChannels + " and " + outChannels + " channels, width " + w + ", depth " + d);
        }

        /**
         * Width 32 and depth 4.
         *
         * @param inChannels the channels of the photos
         * @param outChannels one for each class
         * @return the configuration
         */
        public static Config of(int inChannels, int outChannels) {
            return new Config(inChannels, outChannels, 32, 4);
        }

        /**
         * Another width.
         *
         * @param newWidth the channels at full resolution
         * @return a changed copy
         */
        public Config width(int newWidth) {
            return new Config(inChannels, outChannels, newWidth, depth);
        }

        /**
         * Another depth.
         *
         * @param newDepth the number of resolutions
         * @return a changed copy
         */
        public Config depth(int newDepth) {
            return new Config(inChannels, outChannels, width, newDepth);
        }

        private long channels(int level) {
            return (long) width << level;
        }
    }

    /**
     * Makes a network.
     *
     * @param config its dimensions
     * @param rng what the parameters are drawn from
     */
    public UNet(Config config, Rng rng) {
        this.config = config;
        int last = config.depth - 1;
        for (int level = 0; level <= last; level++) {
            long in = level == 0 ? config.inChannels : config.channels(level - 1);
            String name = "down" + (level + 1);
            down.add(child(name, new Block(in, config.channels(level), rng.split(name))));
        }
        up = new Block[last];
        for (int level = last - 1; level >= 0; level--) {
            long in = config.channels(level + 1) + config.channels(level);
            String name = "up" + (level + 1);
            up[level] = child(name, new Block(in, config.channels(level), rng.split(name)));
        }
        head = child("head", new Conv2d(config.width, config.outChannels, 1, rng.split("head")));
    }

    /**
     * What makes this network.
     *
     * @return the configuration
     */
    public Config config() {
        return config;
    }

    @Override
    public Tensor forward(Tensor x) {
        long least = 1L << config.depth;
        Shape.require(
                x.rank() == 4 && x.dim(1) == config.inChannels && x.dim(2) >= least && x.dim(3) >= least,
                "unet",
                () -> "input (N, " + config.inChannels + ", H, W) with H and W of at least " + least,
                x::shape);
        return scoped(() -> head.apply(features(x, 0)));
    }

    /** The features at a level: what the encoder sees, joined with what the coarser levels found. */
    private Tensor features(Tensor x, int level) {
        Tensor encoded = down.get(level).apply(x);
        if (level == up.length) {
            return encoded;
        }
        Tensor coarse = scoped(() -> features(Pooling.maxPool2d(encoded, 2), level + 1));
        Tensor joined = scoped(() -> {
            Tensor fine = Resampling.upsampleBilinear(coarse, encoded.dim(2), encoded.dim(3), false);
            Tensor both = Shaping.concat(List.of(fine, encoded), 1);
            fine.free(); // its values are in the concatenation; no gradient needs them here
            return both;
        });
        return up[level].apply(joined);
    }

    @Override
    protected String describe() {
        return "UNet(" + config.inChannels + " → " + config.outChannels + ", width " + config.width + ", depth "
                + config.depth + ")";
    }

    /** {@code relu(norm2(conv2(relu(norm1(conv1(x))))) + skip(x))}. */
    private static final class Block extends Layer {
        private final Conv2d conv1;
        private final InstanceNorm2d norm1;
        private final Conv2d conv2;
        private final InstanceNorm2d norm2;
        private final Conv2d skip;

        Block(long in, long out, Rng rng) {
            conv1 = child("conv1", Conv2d.of(in, out, 3).padding(1).build(rng.split("conv1")));
            norm1 = child("norm1", InstanceNorm2d.of(out).affine(true).build());
            conv2 = child("conv2", Conv2d.of(out, out, 3).padding(1).build(rng.split("conv2")));
            norm2 = child("norm2", InstanceNorm2d.of(out).affine(true).build());
            skip = child("skip", new Conv2d(in, out, 1, rng.split("skip")));
        }

        @Override
        public Tensor forward(Tensor x) {
            return scoped(() -> {
                Tensor y = scoped(() -> rectified(conv1.apply(x)));
                Tensor z = scoped(() -> norm2.apply(conv2.apply(y)));
                Tensor shortcut = skip.apply(x);
                Tensor sum = z.add(shortcut);
                // Gradients of a sum need no values, and relu's are had from its output.
                z.free();
                shortcut.free();
                Tensor out = sum.relu();
                sum.free();
                return out;
            });
        }

        private Tensor rectified(Tensor x) {
            return norm1.isObserved() ? norm1.apply(x).relu() : norm1.forward(x, true);
        }
    }
}
