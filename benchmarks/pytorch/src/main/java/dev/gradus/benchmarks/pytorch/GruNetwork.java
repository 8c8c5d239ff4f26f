package dev.gradus.benchmarks.pytorch;

import org.bytedeco.pytorch.GRUImpl;
import org.bytedeco.pytorch.GRUOptions;
import org.bytedeco.pytorch.Tensor;

/** {@code gru}: two layers in both directions, (T, N, 128) → (T, N, 256). State dict: {@code gru}. */
final class GruNetwork extends Network {
    private static final long SIZE = 128;

    private final GRUImpl gru = register_module("gru", new GRUImpl(options()));

    private static GRUOptions options() {
        GRUOptions options = new GRUOptions(SIZE, SIZE);
        options.num_layers().put(2);
        options.bidirectional().put(true);
        return options;
    }

    @Override
    Tensor forward(Tensor x) {
        return gru.forward(x).get0();
    }
}
