package dev.gradus.backend;

import dev.gradus.memory.HostStorage;
import dev.gradus.tensor.Layout;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.Arrays;

/**
 * Sums of FLOAT32 over any dimensions, one group of neighbouring dimensions at a time, in parts of a few thousand
 * elements that are added in double precision.
 */
final class HostReductions {
    private static final int LANES = 64;
    private static final int[] NHWC = {0, 2, 3, 1};

    private HostReductions() {}

    static Tensor reduce(OneDnnBackend backend, Tensor x, boolean[] dims, boolean mean) {
        Shape kept = x.shape().reduced(dims);
        int rank = x.rank();
        int[] order = x.layout() == Layout.CHANNELS_LAST ? NHWC : null;
        long[] extents = new long[rank];
        boolean[] reduced = new boolean[rank];
        for (int i = 0; i < rank; i++) {
            extents[i] = x.dim(order == null ? i : order[i]);
            reduced[i] = dims[order == null ? i : order[i]];
        }
        HostStorage current = OneDnnBackend.host(x);
        current.retain();
        long inner = 1;
        for (int i = rank - 1; i >= 0; i--) {
            if (!reduced[i] || extents[i] == 1) {
                inner *= extents[i];
                continue;
            }
            long group = extents[i];
            while (i > 0 && (reduced[i - 1] || extents[i - 1] == 1)) {
                group *= extents[--i];
            }
            HostStorage next = HostStorage.allocate(x.dtype(), current.length() / group);
            sum(current, next, group, inner);
            current.release();
            current = next;
        }
        Tensor out = Tensor.wrap(backend, current, kept, x.layout());
        if (!mean) {
            return out;
        }
        Tensor scaled = backend.map(Unary.AFFINE, out, (double) kept.size() / x.size(), 0);
        out.free();
        return scaled;
    }

    /** x is (outer, group, inner); the middle is summed. */
    private static void sum(HostStorage x, HostStorage out, long group, long inner) {
        if (inner == 1) {
            sumRuns(x, out, group);
        } else {
            sumRows(x, out, group, Math.toIntExact(inner));
        }
    }

    private static void sumRuns(HostStorage x, HostStorage out, long group) {
        float[] chunk = new float[HostLoops.CHUNK];
        float[] one = new float[1];
        for (long i = 0; i < out.length(); i++) {
            double sum = 0;
            for (long at = 0; at < group; at += chunk.length) {
                int n = (int) Math.min(chunk.length, group - at);
                x.read(i * group + at, chunk, 0, n);
                sum += sum(chunk, n);
            }
            one[0] = (float) sum;
            out.write(i, one, 0, 1);
        }
    }

    private static double sum(float[] values, int n) {
        double sum = 0;
        int i = 0;
        if (n >= 4 * LANES) {
            float[] lanes = new float[LANES];
            for (; i + LANES <= n; i += LANES) {
                for (int k = 0; k < LANES; k++) {
                    lanes[k] += values[i + k];
                }
            }
            for (float lane : lanes) {
                sum += lane;
            }
        }
        for (; i < n; i++) {
            sum += values[i];
        }
        return sum;
    }

    private static void sumRows(HostStorage x, HostStorage out, long group, int inner) {
        int rows = Math.max(1, HostLoops.CHUNK / inner);
        float[] chunk = new float[rows * inner];
        float[] part = new float[inner];
        double[] sum = new double[inner];
        for (long i = 0; i < out.length() / inner; i++) {
            Arrays.fill(sum, 0);
            for (long row = 0; row < group; row += rows) {
                int count = (int) Math.min(rows, group - row);
                x.read((i * group + row) * inner, chunk, 0, count * inner);
                Arrays.fill(part, 0);
                for (int r = 0; r < count; r++) {
                    addRow(chunk, r * inner, part);
                }
                for (int k = 0; k < inner; k++) {
                    sum[k] += part[k];
                }
            }
            for (int k = 0; k < inner; k++) {
                part[k] = (float) sum[k];
            }
            out.write(i * inner, part, 0, inner);
        }
    }

    private static void addRow(float[] chunk, int from, float[] sum) {
        for (int k = 0; k < sum.length; k++) {
            sum[k] += chunk[from + k];
        }
    }
}
