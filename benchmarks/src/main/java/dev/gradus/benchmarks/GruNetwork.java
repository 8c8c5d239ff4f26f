package dev.gradus.benchmarks;

import dev.gradus.layers.Gru;
import dev.gradus.layers.Layer;
import dev.gradus.random.Rng;
import dev.gradus.tensor.Tensor;

/** Two layers of GRU in both directions, (T, N, 128) → (T, N, 256). */
final class GruNetwork extends Layer {
    private static final int SIZE = 128;

    private final Gru gru;

    GruNetwork(Rng rng) {
        gru = child("gru", Gru.of(SIZE, SIZE).numLayers(2).bidirectional(true).build(rng.split("gru")));
    }

    @Override
    public Tensor forward(Tensor x) {
        return gru.forward(x).output();
    }
}
