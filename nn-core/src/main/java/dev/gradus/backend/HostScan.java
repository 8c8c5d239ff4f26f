package dev.gradus.backend;

import dev.gradus.memory.Storage;
import dev.gradus.tensor.Layout;
import dev.gradus.tensor.Tensor;

/** Linear recurrences over heap arrays: y of a place is its factor times y of the place before, plus its term. */
final class HostScan {
    private HostScan() {}

    static Tensor scan(Backend backend, Tensor factor, Tensor term, double initial, int dim, boolean reverse) {
        Tensor like = factor == null ? term : factor;
        double[] a = factor == null ? null : factor.toDoubleArray();
        double[] b = term == null ? null : term.toDoubleArray();
        double[] y = new double[(int) like.size()];
        int extent = like.shape().intDim(dim);
        int inner = (int) like.shape().strides()[dim];
        for (int begin = 0; begin < y.length; begin += extent * inner) {
            for (int step = 0; step < extent; step++) {
                int row = begin + (reverse ? extent - 1 - step : step) * inner;
                int before = reverse ? row + inner : row - inner;
                for (int i = 0; i < inner; i++) {
                    double previous = step == 0 ? initial : y[before + i];
                    y[row + i] = (a == null ? previous : a[row + i] * previous) + (b == null ? 0 : b[row + i]);
                }
            }
        }
        Storage storage = backend.allocate(like.dtype(), y.length);
        storage.write(0, Rounding.round(y, like.dtype()), 0, y.length);
        return Tensor.wrap(backend, storage, like.shape(), Layout.PLAIN);
    }
}
