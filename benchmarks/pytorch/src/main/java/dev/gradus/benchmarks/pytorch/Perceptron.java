package dev.gradus.benchmarks.pytorch;

import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.Tensor;

/** {@code softmax}: linear 784 → 10, and {@code mlp}: 784 → 256 → relu → 10. State dict: {@code fc1}, {@code fc2}. */
final class Perceptron extends Network {
    private final LinearImpl fc1;
    private final LinearImpl fc2;

    private Perceptron(LinearImpl fc1, LinearImpl fc2) {
        this.fc1 = register_module("fc1", fc1);
        this.fc2 = fc2 == null ? null : register_module("fc2", fc2);
    }

    static Perceptron softmax() {
        return new Perceptron(new LinearImpl(784, 10), null);
    }

    static Perceptron mlp() {
        return new Perceptron(new LinearImpl(784, 256), new LinearImpl(256, 10));
    }

    @Override
    Tensor forward(Tensor x) {
        Tensor y = fc1.forward(x);
        if (fc2 == null) {
            return y;
        }
        y.relu_();
        return fc2.forward(y);
    }
}
