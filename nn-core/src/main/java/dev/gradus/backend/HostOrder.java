package dev.gradus.backend;

import dev.gradus.memory.Storage;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Layout;
import dev.gradus.tensor.Tensor;
import java.util.stream.IntStream;

/**
 * The order of elements along a dimension, by a merge sort of their places, which leaves equal elements in their order.
 * Elements are compared as whole numbers: those of a floating tensor by their bits, in an order in which NaN comes last.
 */
final class HostOrder {
    private final long[] keys;
    private final int extent;
    private final int inner;
    private final long[] places;

    private HostOrder(long[] keys, int extent, int inner) {
        this.keys = keys;
        this.extent = extent;
        this.inner = inner;
        this.places = new long[keys.length];
    }

    static Tensor argsort(Backend backend, Tensor x, int dim, boolean descending) {
        long[] keys = keys(x);
        for (int i = 0; descending && i < keys.length; i++) {
            keys[i] = ~keys[i];
        }
        int inner = (int) x.shape().strides()[dim];
        HostOrder order = new HostOrder(keys, x.shape().intDim(dim), inner);
        int lines = keys.length == 0 ? 0 : keys.length / order.extent;
        Parallel.forRanges(lines, Math.max(1, Parallel.GRAIN / 16 / Math.max(1, order.extent)), order::lines);
        Storage storage = backend.allocate(DType.INT64, keys.length);
        storage.write(0, order.places, 0, keys.length);
        return Tensor.wrap(backend, storage, x.shape(), Layout.PLAIN);
    }

    private static long[] keys(Tensor x) {
        if (!x.dtype().isFloating()) {
            return x.toLongArray();
        }
        double[] values = x.toDoubleArray();
        long[] keys = new long[values.length];
        for (int i = 0; i < keys.length; i++) {
            // Adding 0 makes −0 equal to 0; below 0, larger bits are smaller numbers.
            long bits = Double.doubleToLongBits(values[i] + 0.0);
            keys[i] = bits ^ (bits >> 63 & Long.MAX_VALUE);
        }
        return keys;
    }

    private void lines(long from, long to) {
        for (long number = from; number < to; number++) {
            line((int) number);
        }
    }

    private void line(int number) {
        int first = number / inner * inner * extent + number % inner;
        int[] order = IntStream.range(0, extent).toArray();
        int[] merged = new int[extent];
        for (int width = 1; width < extent; width *= 2) {
            for (int from = 0; from < extent; from += 2 * width) {
                merge(first, order, merged, from, Math.min(from + width, extent), Math.min(from + 2 * width, extent));
            }
            int[] done = order;
            order = merged;
            merged = done;
        }
        for (int i = 0; i < extent; i++) {
            places[first + i * inner] = order[i];
        }
    }

    /** Merges what is in order from {@code from} and from {@code middle}. */
    private void merge(int first, int[] order, int[] merged, int from, int middle, int to) {
        int left = from;
        int right = middle;
        for (int i = from; i < to; i++) {
            boolean takesLeft = right == to
                    || (left < middle && keys[first + order[left] * inner] <= keys[first + order[right] * inner]);
            merged[i] = order[takesLeft ? left++ : right++];
        }
    }
}
