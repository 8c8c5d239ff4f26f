package dev.gradus.backend;

import static org.bytedeco.dnnl.global.dnnl.*;

import dev.gradus.memory.HostStorage;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Layout;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.List;

/** Copies between strided parts of tensors, all by one primitive: a reorder from strides to strides. */
final class OneDnnMoves {
    private static final int MAX_RANK = 12;

    /** Up to this many elements one thread has moved before a second one has begun. */
    private static final long SMALL = 1 << 16;

    private record Key(LongBuffer dims, LongBuffer from, LongBuffer to, int type) {}

    private final OneDnnBackend backend;

    OneDnnMoves(OneDnnBackend backend) {
        this.backend = backend;
    }

    boolean canMove(Tensor x) {
        return x.size() > 0
                && x.rank() <= MAX_RANK
                && x.dtype() != DType.FLOAT64
                && x.dtype() != DType.INT64
                && (x.dtype() != DType.BFLOAT16 || Processor.hasBf16());
    }

    /** The tensor in another layout. */
    Tensor copy(Tensor x, Layout layout) {
        Tensor out = backend.empty(x.shape(), layout, x.dtype());
        into(out, x);
        return out;
    }

    void into(Tensor target, Tensor source) {
        if (target.layout() == source.layout() && target.dtype().isFloating()) {
            HostLoops.map(OneDnnBackend.host(source), OneDnnBackend.host(target), (values, n) -> {});
            return;
        }
        move(
                source,
                0,
                source.layout().strides(source.shape()),
                target,
                0,
                strides(target),
                target.shape().dims());
    }

    Tensor permute(Tensor x, int[] order) {
        long[] from = strides(x);
        long[] dims = new long[order.length];
        long[] permuted = new long[order.length];
        for (int i = 0; i < order.length; i++) {
            dims[i] = x.dim(order[i]);
            permuted[i] = from[order[i]];
        }
        Tensor out = backend.empty(Shape.of(dims), Layout.PLAIN, x.dtype());
        move(x, 0, permuted, out, 0, strides(out), dims);
        return out;
    }

    Tensor slice(Tensor x, long[] start, long[] step, Shape shape) {
        Tensor out = backend.empty(shape, x.layout(), x.dtype());
        move(x, offset(x, start), stepped(x, step), out, 0, strides(out), shape.dims());
        return out;
    }

    Tensor embed(Tensor x, long[] start, long[] step, Shape shape, double value) {
        Tensor out = backend.empty(shape, x.layout());
        HostLoops.fill(OneDnnBackend.host(out), (float) value);
        move(
                x,
                0,
                strides(x),
                out,
                offset(out, start),
                stepped(out, step),
                x.shape().dims());
        return out;
    }

    Tensor concat(List<Tensor> parts, int dim) {
        Tensor first = parts.get(0);
        long extent = parts.stream().mapToLong(part -> part.dim(dim)).sum();
        Tensor out = backend.empty(first.shape().with(dim, extent), first.layout(), first.dtype());
        long[] strides = strides(out);
        long at = 0;
        for (Tensor part : parts) {
            move(
                    part,
                    0,
                    strides(part),
                    out,
                    at * strides[dim],
                    strides,
                    part.shape().dims());
            at += part.dim(dim);
        }
        return out;
    }

    private static long[] strides(Tensor x) {
        return x.layout().strides(x.shape());
    }

    private static long[] stepped(Tensor x, long[] step) {
        long[] strides = strides(x);
        for (int i = 0; i < strides.length; i++) {
            strides[i] *= step[i];
        }
        return strides;
    }

    private static long offset(Tensor x, long[] start) {
        long[] strides = strides(x);
        long offset = 0;
        for (int i = 0; i < strides.length; i++) {
            offset += start[i] * strides[i];
        }
        return offset;
    }

    private void move(
            Tensor source, long sourceOffset, long[] from, Tensor target, long targetOffset, long[] to, long[] dims) {
        long[] extents = dims.length == 0 ? new long[] {1} : dims;
        long[] fromStrides = dims.length == 0 ? new long[] {1} : from;
        long[] toStrides = dims.length == 0 ? new long[] {1} : to;
        int type = OneDnnPrimitive.type(source.dtype());
        Key key = new Key(LongBuffer.wrap(extents), LongBuffer.wrap(fromStrides), LongBuffer.wrap(toStrides), type);
        int bytes = source.dtype().bytes();
        long[] addresses = {
            OneDnnBackend.host(source).address() + sourceOffset * bytes,
            OneDnnBackend.host(target).address() + targetOffset * bytes
        };
        boolean small = Arrays.stream(extents).reduce(1, (a, b) -> a * b) <= SMALL;
        Threads.alone(small, () -> reorder(key).runAt(addresses, source, target));
    }

    private static OneDnnPrimitive reorder(Key key) {
        return OneDnnContext.current()
                .cached(
                        key,
                        () -> OneDnnPrimitive.make(
                                "move " + key,
                                (out, d, attr) -> dnnl_reorder_primitive_desc_create(
                                        out,
                                        d.strided(key.dims.array(), key.from.array(), key.type),
                                        OneDnnContext.engine(),
                                        d.strided(key.dims.array(), key.to.array(), key.type),
                                        OneDnnContext.engine(),
                                        attr),
                                DNNL_ARG_FROM,
                                DNNL_ARG_TO));
    }

    /** Repeats dimensions of extent 1; the result is row-major. */
    Tensor expand(Tensor x, Shape shape) {
        Tensor plain = backend.plain(x);
        float[] values = new float[Math.toIntExact(x.size())];
        plain.storage().read(0, values, 0, values.length);
        plain.free();
        Tensor out = backend.empty(shape, Layout.PLAIN);
        new Expansion(x.shape(), shape).write(values, OneDnnBackend.host(out));
        return out;
    }

    /** Walks the output row by row; neighbouring dimensions that behave alike are joined into long rows. */
    private static final class Expansion {
        private final long[] extents;
        private final long[] strides;
        private int rank;

        Expansion(Shape from, Shape to) {
            extents = new long[to.rank() + 1];
            strides = new long[to.rank() + 1];
            long[] dense = from.strides();
            int missing = to.rank() - from.rank();
            for (int i = 0; i < to.rank(); i++) {
                boolean repeated = i < missing || from.dim(i - missing) == 1;
                append(to.dim(i), repeated ? 0 : dense[i - missing]);
            }
            if (rank == 0) {
                append(1, 0);
            }
        }

        private void append(long extent, long stride) {
            if (extent == 1 && rank > 0) {
                return;
            }
            int last = rank - 1;
            if (rank > 0 && (extents[last] == 1 || strides[last] == stride * extent)) {
                extents[last] *= extent;
                strides[last] = stride;
            } else {
                extents[rank] = extent;
                strides[rank++] = stride;
            }
        }

        void write(float[] values, HostStorage out) {
            int row = Math.toIntExact(extents[rank - 1]);
            float[] repeated = new float[strides[rank - 1] == 0 ? row : 0];
            long[] index = new long[rank];
            for (long at = 0; at < out.length(); at += row) {
                int from = 0;
                for (int i = 0; i < rank - 1; i++) {
                    from += (int) (index[i] * strides[i]);
                }
                if (repeated.length > 0) {
                    Arrays.fill(repeated, values[from]);
                    out.write(at, repeated, 0, row);
                } else {
                    out.write(at, values, from, row);
                }
                for (int i = rank - 2; i >= 0 && ++index[i] == extents[i]; i--) {
                    index[i] = 0;
                }
            }
        }
    }
}
