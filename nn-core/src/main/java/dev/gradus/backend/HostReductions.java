package dev.gradus.backend;

import dev.gradus.memory.HostStorage;
import dev.gradus.tensor.Layout;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;

/**
 * Sums of FLOAT32 over any dimensions, one group of neighbouring dimensions at a time, in parts of a few thousand
 * elements that are added in double precision.
 */
final class HostReductions {
    private static final int LANES = 64;
    /** Elements of a long row. */
    private static final int WIDE = 1024;

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
            Parallel.forRanges(
                    out.length(), Math.max(1, Parallel.GRAIN / group), (from, to) -> sumRuns(x, out, group, from, to));
            return;
        }
        for (long i = 0; i < out.length(); i += inner) {
            long first = i;
            Parallel.forRanges(inner, HostLoops.CHUNK, (from, to) -> {
                long start = first * group + from;
                float[] sums = floats(columnSums(x, start, group, inner, (int) (to - from)));
                out.write(first + from, sums, 0, sums.length);
            });
        }
    }

    private static void sumRuns(HostStorage x, HostStorage out, long group, long from, long to) {
        double[] sums = new double[Math.toIntExact(to - from)];
        float[] chunk = new float[(int) Math.min(HostLoops.CHUNK, group)];
        for (int i = 0; i < sums.length; i++) {
            long start = (from + i) * group;
            sums[i] = group <= Parallel.GRAIN ? sum(x, start, start + group, chunk) : sumLongRun(x, start, group);
        }
        out.write(from, floats(sums), 0, sums.length);
    }

    private static double sumLongRun(HostStorage x, long start, long group) {
        return Parallel.sum(
                group,
                Parallel.GRAIN,
                1,
                (from, to, sum) -> sum[0] = sum(x, start + from, start + to, new float[HostLoops.CHUNK]))[0];
    }

    static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    /**
     * The sums of neighbouring columns.
     *
     * @param x the elements
     * @param start the first row's first column
     * @param rows how many rows
     * @param stride from one row to the next
     * @param columns how many columns
     * @return a sum a column
     */
    static double[] columnSums(HostStorage x, long start, long rows, long stride, int columns) {
        if (columns != stride) {
            return Parallel.sum(rows, Math.max(1, Parallel.GRAIN / columns), columns, (from, to, sums) -> {
                float[] row = new float[columns];
                float[] part = new float[columns];
                for (long i = from; i < to; i++) {
                    x.read(start + i * stride, row, 0, columns);
                    add(row, part, columns);
                }
                fold(part, sums);
            });
        }
        return wideRows(x, start, rows, columns, columns, (wide, n, parts) -> add(wide, parts[0], n));
    }

    /** Adds the first n of some values to sums that stand side by side. */
    interface RowSum {
        void add(float[] row, int n, float[][] parts);
    }

    /**
     * Sums over rows that lie one after the other. Several short rows are taken as a long one, over which a loop is fast.
     *
     * @param x the elements
     * @param start the first row's first element
     * @param rows how many rows
     * @param columns elements of a row
     * @param width {@code columns} for each array of sums wanted
     * @param body adds a long row to arrays of sums as long
     * @return the sums, of one array after the other
     */
    static double[] wideRows(HostStorage x, long start, long rows, int columns, int width, RowSum body) {
        int side = sideBySide(columns);
        return Parallel.sum(rows, Math.max(1, Parallel.GRAIN / columns), width, (from, to, sums) -> {
            float[] wide = new float[side * columns];
            float[][] parts = new float[width / columns][wide.length];
            for (long row = from; row < to; row += side) {
                int n = (int) Math.min(side, to - row) * columns;
                x.read(start + row * columns, wide, 0, n);
                body.add(wide, n, parts);
            }
            for (int k = 0; k < parts.length; k++) {
                for (int i = 0; i < wide.length; i++) {
                    sums[k * columns + i % columns] += parts[k][i];
                }
            }
        });
    }

    /** How many short rows make a long one. */
    static int sideBySide(int columns) {
        return Math.max(1, WIDE / columns);
    }

    private static void add(float[] values, float[] sums, int n) {
        for (int i = 0; i < n; i++) {
            sums[i] += values[i];
        }
    }

    private static void fold(float[] part, double[] sums) {
        for (int i = 0; i < part.length; i++) {
            sums[i] += part[i];
        }
    }

    private static double sum(HostStorage x, long from, long to, float[] chunk) {
        double sum = 0;
        for (long at = from; at < to; at += chunk.length) {
            int n = (int) Math.min(chunk.length, to - at);
            x.read(at, chunk, 0, n);
            sum += sum(chunk, n);
        }
        return sum;
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
}
