package dev.gradus.benchmarks.pytorch;

import static org.bytedeco.pytorch.global.torch.log_softmax;

import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.Tensor;

/** {@code ctc}: log probabilities of 37 labels, (T, N, 37) → (T, N, 37). State dict: {@code fc}. */
final class CtcNetwork extends Network {
    private static final long LABELS = 37;

    private final LinearImpl fc = register_module("fc", new LinearImpl(LABELS, LABELS));

    @Override
    Tensor forward(Tensor x) {
        return log_softmax(fc.forward(x), 2);
    }
}
