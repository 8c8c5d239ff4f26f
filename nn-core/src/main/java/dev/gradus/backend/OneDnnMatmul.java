package dev.gradus.backend;

import static org.bytedeco.dnnl.global.dnnl.*;

import dev.gradus.tensor.DType;
import dev.gradus.tensor.Layout;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;

/** Matrix products of FLOAT32 and BFLOAT16; a transposed operand is a matter of strides. */
final class OneDnnMatmul {
    private record Key(Shape a, boolean transposeA, Shape b, boolean transposeB, boolean bias, DType dtype) {}

    /** Up to this many products one thread has ended before a second one has done its part. */
    private static final long SMALL = 1 << 22;

    private OneDnnMatmul() {}

    static Tensor run(OneDnnBackend backend, Tensor a, boolean transposeA, Tensor b, boolean transposeB, Tensor bias) {
        Key key = new Key(a.shape(), transposeA, b.shape(), transposeB, bias != null, a.dtype());
        Shape shape = output(key);
        boolean small = shape.size() * a.dim(transposeA ? -2 : -1) <= SMALL;
        Tensor left = backend.plain(a);
        Tensor right = backend.plain(b);
        Tensor out = backend.empty(shape, Layout.PLAIN, a.dtype());
        Threads.alone(small, () -> {
            if (bias == null) {
                primitive(key, DNNL_ARG_SRC, DNNL_ARG_WEIGHTS, DNNL_ARG_DST)
                        .run(OneDnnBackend.host(left), OneDnnBackend.host(right), OneDnnBackend.host(out));
            } else {
                primitive(key, DNNL_ARG_SRC, DNNL_ARG_WEIGHTS, DNNL_ARG_DST, DNNL_ARG_BIAS)
                        .run(
                                OneDnnBackend.host(left),
                                OneDnnBackend.host(right),
                                OneDnnBackend.host(out),
                                OneDnnBackend.host(bias));
            }
        });
        left.free();
        right.free();
        return out;
    }

    private static Shape output(Key key) {
        Shape batch = Shape.broadcast(
                "matmul", key.a.without(-1).without(-1), key.b.without(-1).without(-1));
        long m = key.a.dim(key.transposeA ? -1 : -2);
        long n = key.b.dim(key.transposeB ? -2 : -1);
        return batch.insert(-1, m).insert(-1, n);
    }

    private static OneDnnPrimitive primitive(Key key, int... roles) {
        return OneDnnContext.current()
                .cached(
                        key,
                        () -> OneDnnPrimitive.make(
                                "matmul " + key.a + " " + key.b,
                                (out, d, attr) -> {
                                    Shape shape = output(key);
                                    int rank = shape.rank();
                                    return dnnl_matmul_primitive_desc_create(
                                            out,
                                            OneDnnContext.engine(),
                                            operand(d, key.a, key.transposeA, rank, key.dtype),
                                            operand(d, key.b, key.transposeB, rank, key.dtype),
                                            key.bias ? d.of(bias(shape), Layout.PLAIN, key.dtype) : null,
                                            d.of(shape, Layout.PLAIN, key.dtype),
                                            attr);
                                },
                                roles));
    }

    private static Shape bias(Shape out) {
        long[] dims = out.dims();
        for (int i = 0; i < dims.length - 1; i++) {
            dims[i] = 1;
        }
        return Shape.of(dims);
    }

    private static org.bytedeco.dnnl.dnnl_memory_desc operand(
            OneDnnPrimitive.Descriptors d, Shape shape, boolean transposed, int rank, DType dtype) {
        Shape padded = shape;
        while (padded.rank() < rank) {
            padded = padded.insert(0, 1);
        }
        long[] dims = padded.dims();
        long[] strides = padded.strides();
        if (transposed) {
            swapLast(dims);
            swapLast(strides);
        }
        return d.strided(dims, strides, OneDnnPrimitive.type(dtype));
    }

    private static void swapLast(long[] values) {
        int last = values.length - 1;
        long value = values[last];
        values[last] = values[last - 1];
        values[last - 1] = value;
    }
}
