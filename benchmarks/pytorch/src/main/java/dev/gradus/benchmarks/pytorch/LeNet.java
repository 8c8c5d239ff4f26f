package dev.gradus.benchmarks.pytorch;

import static org.bytedeco.pytorch.global.torch.max_pool2d;

import org.bytedeco.pytorch.Conv2dImpl;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.Tensor;

/**
 * {@code lenet}: conv 5x5 1→16, relu, max pool 2, conv 5x5 16→32, relu, max pool 2, linear 1568→128, relu,
 * linear 128→10. State dict: {@code conv1}, {@code conv2}, {@code fc1}, {@code fc2}.
 */
final class LeNet extends Network {
    private final Conv2dImpl conv1 = register_module("conv1", conv(1, 16, 5, 1));
    private final Conv2dImpl conv2 = register_module("conv2", conv(16, 32, 5, 1));
    private final LinearImpl fc1 = register_module("fc1", new LinearImpl(32 * 7 * 7, 128));
    private final LinearImpl fc2 = register_module("fc2", new LinearImpl(128, 10));

    @Override
    Tensor forward(Tensor x) {
        Tensor features = local(() -> stage(conv2, stage(conv1, x)));
        Tensor hidden = fc1.forward(features.flatten(1, 3));
        hidden.relu_();
        return fc2.forward(hidden);
    }

    private static Tensor stage(Conv2dImpl conv, Tensor x) {
        Tensor y = conv.forward(x);
        y.relu_();
        return max_pool2d(y, 2, 2);
    }
}
