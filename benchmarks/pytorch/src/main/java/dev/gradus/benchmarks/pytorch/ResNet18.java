package dev.gradus.benchmarks.pytorch;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.BatchNorm2dImpl;
import org.bytedeco.pytorch.BatchNormOptions;
import org.bytedeco.pytorch.Conv2dImpl;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.Tensor;

/**
 * {@code resnet18} for 32x32 images: a 3x3 stem without pooling, eight basic blocks of 64, 64, 128, 128, 256, 256, 512
 * and 512 channels (the third, fifth and seventh with stride 2), global average, linear 512→10; convolutions with bias.
 * State dict: {@code conv1}, {@code bn1}, {@code blocks.0} to {@code blocks.7} with {@code conv1}, {@code bn1},
 * {@code conv2}, {@code bn2} and, where the shape changes, {@code downsample_conv} and {@code downsample_bn};
 * {@code fc}.
 */
final class ResNet18 extends Network {
    private final Conv2dImpl conv1 = register_module("conv1", conv(3, 64, 3, 1));
    private final BatchNorm2dImpl bn1 = register_module("bn1", new BatchNorm2dImpl(new BatchNormOptions(64)));
    private final List<Block> blocks = new ArrayList<>();
    private final LinearImpl fc = register_module("fc", new LinearImpl(512, 10));

    ResNet18() {
        Blocks list = register_module("blocks", new Blocks());
        long in = 64;
        for (long out : new long[] {64, 64, 128, 128, 256, 256, 512, 512}) {
            blocks.add(list.register_module(Integer.toString(blocks.size()), new Block(in, out)));
            in = out;
        }
    }

    @Override
    Tensor forward(Tensor x) {
        Tensor y = local(() -> {
            Tensor stem = bn1.forward(conv1.forward(x));
            stem.relu_();
            return stem;
        });
        for (Block block : blocks) {
            y = block.forward(y);
        }
        return fc.forward(y.mean(2, 3));
    }

    /** Gives the blocks their prefix in the state dict. */
    private static final class Blocks extends org.bytedeco.pytorch.Module {}

    private static final class Block extends Network {
        private final Conv2dImpl conv1;
        private final BatchNorm2dImpl bn1;
        private final Conv2dImpl conv2;
        private final BatchNorm2dImpl bn2;
        private final Conv2dImpl downsampleConv;
        private final BatchNorm2dImpl downsampleBn;

        Block(long in, long out) {
            long stride = in == out ? 1 : 2;
            conv1 = register_module("conv1", conv(in, out, 3, stride));
            bn1 = register_module("bn1", new BatchNorm2dImpl(new BatchNormOptions(out)));
            conv2 = register_module("conv2", conv(out, out, 3, 1));
            bn2 = register_module("bn2", new BatchNorm2dImpl(new BatchNormOptions(out)));
            downsampleConv = in == out ? null : register_module("downsample_conv", conv(in, out, 1, stride));
            downsampleBn =
                    in == out ? null : register_module("downsample_bn", new BatchNorm2dImpl(new BatchNormOptions(out)));
        }

        @Override
        Tensor forward(Tensor x) {
            return local(() -> {
                Tensor y = bn1.forward(conv1.forward(x));
                y.relu_();
                y = bn2.forward(conv2.forward(y));
                y.add_(downsampleConv == null ? x : downsampleBn.forward(downsampleConv.forward(x)));
                y.relu_();
                return y;
            });
        }
    }
}
