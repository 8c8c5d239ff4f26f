package dev.gradus.backend;

import dev.gradus.memory.HostStorage;
import dev.gradus.tensor.Layout;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.Arrays;

/**
 * A small tensor that is broadcast to a larger shape, read without being expanded: in the order of the larger one's
 * memory each of its values holds for a run of elements, and after the last value the first one follows again.
 */
final class Repetition implements HostLoops.Source {
    private static final int LARGEST = 1 << 16;
    private static final int[] CHANNELS_LAST = {0, 2, 3, 1};

    private final float[] values;
    private final long run;

    private Repetition(HostStorage storage, int size, long run) {
        this.values = new float[size];
        storage.read(0, values, 0, size);
        this.run = run;
    }

    /**
     * How to read a tensor of 1 to 65,536 values as if it had another shape and layout.
     *
     * @return null if its values are not repeated in this simple order
     */
    static Repetition of(Tensor y, Shape shape, Layout layout) {
        if (y.size() == 0 || y.size() > LARGEST) {
            return null;
        }
        int offset = shape.rank() - y.rank();
        long[] strides = y.layout().strides(y.shape());
        long run = 1;
        long expected = 1;
        for (int i = shape.rank() - 1; i >= 0; i--) {
            int d = layout == Layout.CHANNELS_LAST ? CHANNELS_LAST[i] : i;
            long size = d < offset ? 1 : y.dim(d - offset);
            if (size == 1) {
                if (expected == 1) {
                    run *= shape.dim(d);
                } else if (shape.dim(d) != 1 && expected < y.size()) {
                    return null; // repeated between two of its own dimensions
                }
            } else if (strides[d - offset] != expected) {
                return null;
            } else {
                expected *= size;
            }
        }
        return new Repetition((HostStorage) y.storage(), Math.toIntExact(y.size()), run);
    }

    @Override
    public void read(long from, float[] into, int n) {
        int index = (int) (from / run % values.length);
        int end = (int) Math.min(n, run - from % run);
        for (int at = 0; at < n; end = (int) Math.min(n, at + run)) {
            if (run == 1) {
                end = Math.min(n, at + values.length - index);
                System.arraycopy(values, index, into, at, end - at);
                index = 0;
            } else {
                Arrays.fill(into, at, end, values[index]);
                index = index + 1 == values.length ? 0 : index + 1;
            }
            at = end;
        }
    }
}
