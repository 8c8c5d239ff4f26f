package dev.gradus.benchmarks;

import dev.gradus.layers.BatchNorm2d;
import dev.gradus.layers.Conv2d;
import dev.gradus.layers.GlobalAvgPool2d;
import dev.gradus.layers.Layer;
import dev.gradus.layers.Linear;
import dev.gradus.layers.Sequential;
import dev.gradus.random.Rng;
import dev.gradus.tensor.Tensor;

/**
 * The residual network of 18 layers for 32x32 images: a 3x3 stem without pooling, eight basic blocks, global average,
 * linear; convolutions with bias. He, Zhang, Ren and Sun, "Deep residual learning for image recognition", 2015,
 * arXiv:1512.03385.
 */
final class ResNet18 extends Layer {
    private static final int[] CHANNELS = {64, 64, 128, 128, 256, 256, 512, 512};

    private final Conv2d conv1;
    private final BatchNorm2d bn1;
    private final Sequential blocks;
    private final GlobalAvgPool2d pool = new GlobalAvgPool2d();
    private final Linear fc;

    ResNet18(Rng rng) {
        conv1 = child("conv1", Conv2d.of(3, 64, 3).padding(1).build(rng.split("conv1")));
        bn1 = child("bn1", new BatchNorm2d(64));
        Layer[] all = new Layer[CHANNELS.length];
        int in = 64;
        for (int i = 0; i < all.length; i++) {
            all[i] = new Block(in, CHANNELS[i], rng.split("blocks").split(i));
            in = CHANNELS[i];
        }
        blocks = child("blocks", new Sequential(all));
        fc = child("fc", new Linear(512, 10, rng.split("fc")));
    }

    @Override
    public Tensor forward(Tensor x) {
        return scoped(() -> {
            Tensor stem = scoped(() -> bn1.forward(conv1.forward(x), true));
            return fc.forward(pool.forward(blocks.forward(stem)).flatten(1));
        });
    }

    /** {@code relu(bn2(conv2(relu(bn1(conv1(x))))) + shortcut)}, the shortcut convolved where the shape changes. */
    private static final class Block extends Layer {
        private final Conv2d conv1;
        private final BatchNorm2d bn1;
        private final Conv2d conv2;
        private final BatchNorm2d bn2;
        private final Conv2d downsampleConv;
        private final BatchNorm2d downsampleBn;

        Block(int in, int out, Rng rng) {
            int stride = in == out ? 1 : 2;
            conv1 = child(
                    "conv1", Conv2d.of(in, out, 3).stride(stride).padding(1).build(rng.split("conv1")));
            bn1 = child("bn1", new BatchNorm2d(out));
            conv2 = child("conv2", Conv2d.of(out, out, 3).padding(1).build(rng.split("conv2")));
            bn2 = child("bn2", new BatchNorm2d(out));
            if (in == out) {
                downsampleConv = null;
                downsampleBn = null;
            } else {
                Rng own = rng.split("downsample_conv");
                downsampleConv = child(
                        "downsample_conv", Conv2d.of(in, out, 1).stride(stride).build(own));
                downsampleBn = child("downsample_bn", new BatchNorm2d(out));
            }
        }

        @Override
        public Tensor forward(Tensor x) {
            return scoped(() -> {
                Tensor y = scoped(() -> bn1.forward(conv1.forward(x), true));
                Tensor z = scoped(() -> bn2.forward(conv2.forward(y)));
                Tensor sum = z.add(shortcut(x));
                z.free(); // no gradient needs the values of a summand
                Tensor out = sum.relu();
                sum.free(); // nor relu's those of its input
                return out;
            });
        }

        private Tensor shortcut(Tensor x) {
            return downsampleConv == null ? x : downsampleBn.forward(downsampleConv.forward(x));
        }
    }
}
