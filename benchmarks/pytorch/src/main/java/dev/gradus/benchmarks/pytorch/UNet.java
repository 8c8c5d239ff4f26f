package dev.gradus.benchmarks.pytorch;

import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.max_pool2d;
import static org.bytedeco.pytorch.global.torch.upsample_bilinear2d;

import org.bytedeco.pytorch.Conv2dImpl;
import org.bytedeco.pytorch.InstanceNorm2dImpl;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * {@code unet}: residual blocks 3→32→64→128→256 with max pool 2 between; bilinear x2 ({@code align_corners=false}),
 * concat (upsampled first, then the skip), blocks 384→128, 192→64, 96→32; 1x1 conv to one logit. State dict:
 * {@code down1} to {@code down4} and {@code up3} to {@code up1} with {@code conv1}, {@code norm1}, {@code conv2},
 * {@code norm2}, {@code skip}; {@code head}.
 */
final class UNet extends Network {
    private final Block down1 = register_module("down1", new Block(3, 32));
    private final Block down2 = register_module("down2", new Block(32, 64));
    private final Block down3 = register_module("down3", new Block(64, 128));
    private final Block down4 = register_module("down4", new Block(128, 256));
    private final Block up3 = register_module("up3", new Block(384, 128));
    private final Block up2 = register_module("up2", new Block(192, 64));
    private final Block up1 = register_module("up1", new Block(96, 32));
    private final Conv2dImpl head = register_module("head", conv(32, 1, 1, 1));

    @Override
    Tensor forward(Tensor x) {
        return local(() -> {
            Tensor x1 = down1.forward(x);
            Tensor x2 = down2.forward(max_pool2d(x1, 2, 2));
            Tensor x3 = down3.forward(max_pool2d(x2, 2, 2));
            return local(() -> head.forward(up1.decode(up2.decode(up3.decode(bottom(x3), x3), x2), x1)));
        });
    }

    private Tensor bottom(Tensor x3) {
        return local(() -> down4.forward(max_pool2d(x3, 2, 2)));
    }

    /** {@code relu(norm2(conv2(relu(norm1(conv1(x))))) + skip(x))}. */
    private static final class Block extends Network {
        private final Conv2dImpl conv1;
        private final InstanceNorm2dImpl norm1;
        private final Conv2dImpl conv2;
        private final InstanceNorm2dImpl norm2;
        private final Conv2dImpl skip;

        Block(long in, long out) {
            conv1 = register_module("conv1", conv(in, out, 3, 1));
            norm1 = register_module("norm1", instanceNorm(out));
            conv2 = register_module("conv2", conv(out, out, 3, 1));
            norm2 = register_module("norm2", instanceNorm(out));
            skip = register_module("skip", conv(in, out, 1, 1));
        }

        @Override
        Tensor forward(Tensor x) {
            return local(() -> {
                Tensor y = local(() -> norm1.forward(conv1.forward(x)));
                y.relu_();
                Tensor z = local(() -> norm2.forward(conv2.forward(y)));
                z.add_(skip.forward(x));
                z.relu_();
                return z;
            });
        }

        /** This block on {@code x}, enlarged to the size of {@code encoded}, beside {@code encoded}. */
        Tensor decode(Tensor x, Tensor encoded) {
            return local(() -> {
                long[] size = {encoded.size(2), encoded.size(3)};
                Tensor joined = local(() -> cat(new TensorVector(upsample_bilinear2d(x, size, false), encoded), 1));
                return forward(joined);
            });
        }
    }
}
