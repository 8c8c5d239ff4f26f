package dev.gradus.backend;

import dev.gradus.memory.Storage;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Layout;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/** Pooling over heap arrays, plane by plane; a plane is what one channel of one sample holds, up to three dimensions. */
final class HostPooling {
    private final Backend backend;
    private final List<PoolAxis> axes;
    private final PoolAxis depth;
    private final PoolAxis rows;
    private final PoolAxis columns;
    private final int inputs;
    private final int outputs;

    HostPooling(Backend backend, List<PoolAxis> axes) {
        this.backend = backend;
        this.axes = axes;
        int missing = 3 - axes.size();
        depth = missing > 0 ? PoolAxis.single() : axes.get(0);
        rows = missing > 1 ? PoolAxis.single() : axes.get(1 - missing);
        columns = axes.get(2 - missing);
        inputs = depth.size * rows.size * columns.size;
        outputs = depth.outputs() * rows.outputs() * columns.outputs();
    }

    List<Tensor> max(Tensor x) {
        Tensor values = empty(backend, x.dtype(), pooled(x.shape()));
        Tensor places = empty(backend, DType.INT64, values.shape());
        Tensor plain = backend.plain(x);
        forEachPlane(x.shape(), inputs, plane -> {
            double[] in = read(plain, plane, inputs);
            long[] winners = new long[outputs];
            double[] largest = new double[outputs];
            for (int o = 0; o < outputs; o++) {
                int winner = winner(in, o);
                winners[o] = winner;
                largest[o] = winner < 0 ? Double.NEGATIVE_INFINITY : in[winner];
            }
            write(largest, values, plane);
            places.storage().write((long) plane * outputs, winners, 0, outputs);
        });
        plain.free();
        return List.of(values, places);
    }

    /** The first largest element under a window, or the last NaN, as PyTorch has it. */
    private int winner(double[] in, int o) {
        int best = -1;
        int d = depthOf(o);
        int r = rowOf(o);
        int c = columnOf(o);
        for (int i = 0; i < depth.count[d]; i++) {
            for (int j = 0; j < rows.count[r]; j++) {
                int at = line(d, i, r, j) + columns.first[c];
                for (int k = 0; k < columns.count[c]; k++, at += columns.step) {
                    if (best < 0 || in[at] > in[best] || Double.isNaN(in[at])) {
                        best = at;
                    }
                }
            }
        }
        return best;
    }

    Tensor mean(Tensor x) {
        Tensor means = empty(backend, x.dtype(), pooled(x.shape()));
        Tensor plain = backend.plain(x);
        forEachPlane(x.shape(), inputs, plane -> {
            double[] in = read(plain, plane, inputs);
            double[] out = new double[outputs];
            for (int o = 0; o < outputs; o++) {
                out[o] = sum(in, o) / divisor(o);
            }
            write(out, means, plane);
        });
        plain.free();
        return means;
    }

    private double sum(double[] in, int o) {
        double sum = 0;
        int d = depthOf(o);
        int r = rowOf(o);
        int c = columnOf(o);
        for (int i = 0; i < depth.count[d]; i++) {
            for (int j = 0; j < rows.count[r]; j++) {
                int at = line(d, i, r, j) + columns.first[c];
                for (int k = 0; k < columns.count[c]; k++) {
                    sum += in[at + k * columns.step];
                }
            }
        }
        return sum;
    }

    Tensor meanGrad(Tensor g) {
        Tensor grad = empty(backend, g.dtype(), unpooled(g.shape()));
        Tensor plain = backend.plain(g);
        forEachPlane(g.shape(), inputs, plane -> {
            double[] out = read(plain, plane, outputs);
            double[] in = new double[inputs];
            for (int o = 0; o < outputs; o++) {
                spread(out[o] / divisor(o), o, in);
            }
            write(in, grad, plane);
        });
        plain.free();
        return grad;
    }

    private void spread(double share, int o, double[] in) {
        int d = depthOf(o);
        int r = rowOf(o);
        int c = columnOf(o);
        for (int i = 0; i < depth.count[d]; i++) {
            for (int j = 0; j < rows.count[r]; j++) {
                int at = line(d, i, r, j) + columns.first[c];
                for (int k = 0; k < columns.count[c]; k++) {
                    in[at + k * columns.step] += share;
                }
            }
        }
    }

    static Tensor unpool(Tensor x, Tensor places, Shape shape, boolean sum) {
        int from = elements(x.shape());
        int to = elements(shape);
        Tensor whole = empty(x.backend(), x.dtype(), shape);
        Tensor values = x.backend().plain(x);
        Tensor plain = x.backend().plain(places);
        forEachPlane(shape, Math.max(from, to), plane -> {
            double[] in = read(values, plane, from);
            long[] at = new long[from];
            plain.storage().read((long) plane * from, at, 0, from);
            double[] out = new double[to];
            for (int i = 0; i < from; i++) {
                if (at[i] >= 0) {
                    out[(int) at[i]] = in[i] + (sum ? out[(int) at[i]] : 0);
                }
            }
            write(out, whole, plane);
        });
        values.free();
        plain.free();
        return whole;
    }

    // ---- places

    private int depthOf(int o) {
        return o / (rows.outputs() * columns.outputs());
    }

    private int rowOf(int o) {
        return o / columns.outputs() % rows.outputs();
    }

    private int columnOf(int o) {
        return o % columns.outputs();
    }

    /** Where the line of the i-th plane and j-th row under a window begins. */
    private int line(int d, int i, int r, int j) {
        return ((depth.first[d] + i * depth.step) * rows.size + rows.first[r] + j * rows.step) * columns.size;
    }

    private double divisor(int o) {
        return (double) depth.divisor[depthOf(o)] * rows.divisor[rowOf(o)] * columns.divisor[columnOf(o)];
    }

    private Shape pooled(Shape shape) {
        Shape pooled = shape;
        for (int i = 0; i < axes.size(); i++) {
            pooled = pooled.with(i + 2, axes.get(i).outputs());
        }
        return pooled;
    }

    private Shape unpooled(Shape shape) {
        Shape unpooled = shape;
        for (int i = 0; i < axes.size(); i++) {
            unpooled = unpooled.with(i + 2, axes.get(i).size);
        }
        return unpooled;
    }

    // ---- planes

    /** What is done with one plane. */
    private interface Plane {
        void run(int plane);
    }

    private static void forEachPlane(Shape shape, int elements, Plane body) {
        long grain = Math.max(1, Parallel.GRAIN / Math.max(1, elements));
        Parallel.forRanges(shape.dim(0) * shape.dim(1), grain, (from, to) -> {
            for (long plane = from; plane < to; plane++) {
                body.run((int) plane);
            }
        });
    }

    /** Of one plane. */
    private static int elements(Shape shape) {
        long elements = 1;
        for (int i = 2; i < shape.rank(); i++) {
            elements *= shape.dim(i);
        }
        return Math.toIntExact(elements);
    }

    private static Tensor empty(Backend backend, DType dtype, Shape shape) {
        Storage storage = backend.allocate(dtype, shape.size());
        return Tensor.wrap(backend, storage, shape, Layout.PLAIN);
    }

    private static double[] read(Tensor plain, int plane, int elements) {
        DType dtype = plain.dtype();
        Object raw = Rounding.array(dtype, elements);
        plain.storage().read((long) plane * elements, raw, 0, elements);
        if (raw instanceof double[] doubles) {
            return doubles;
        }
        double[] values = new double[elements];
        if (raw instanceof float[] floats) {
            Arrays.setAll(values, i -> floats[i]);
        } else {
            short[] halves = (short[]) raw;
            Arrays.setAll(values, i -> Float.intBitsToFloat(halves[i] << 16));
        }
        return values;
    }

    private static void write(double[] values, Tensor plain, int plane) {
        plain.storage().write((long) plane * values.length, Rounding.round(values, plain.dtype()), 0, values.length);
    }
}
