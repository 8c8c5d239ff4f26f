package dev.gradus.backend;

import dev.gradus.memory.Storage;
import dev.gradus.tensor.Layout;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;

/** Sums under taps, over heap arrays. */
final class HostTaps {
    private HostTaps() {}

    static Tensor weigh(Backend backend, Tensor x, int dim, Taps taps) {
        double[] in = x.toDoubleArray();
        Shape shape = x.shape().with(dim, taps.outputs());
        double[] out = new double[Math.toIntExact(shape.size())];
        int inner = 1;
        for (int i = dim + 1; i < x.rank(); i++) {
            inner *= x.shape().intDim(i);
        }
        int width = inner;
        Parallel.forRanges(
                out.length / Math.max(1, width), Math.max(1, Parallel.GRAIN / 4 / Math.max(1, width)), (from, to) -> {
                    for (int row = (int) from; row < to; row++) {
                        int output = row % taps.outputs();
                        int before = row / taps.outputs() * taps.inputs();
                        for (int tap = taps.begin(output); tap < taps.end(output); tap++) {
                            add(in, (before + taps.input(tap)) * width, taps.weight(tap), out, row * width, width);
                        }
                    }
                });
        Storage storage = backend.allocate(x.dtype(), out.length);
        storage.write(0, Rounding.round(out, x.dtype()), 0, out.length);
        return Tensor.wrap(backend, storage, shape, Layout.PLAIN);
    }

    private static void add(double[] in, int from, double weight, double[] out, int to, int count) {
        for (int i = 0; i < count; i++) {
            out[to + i] += weight * in[from + i];
        }
    }
}
