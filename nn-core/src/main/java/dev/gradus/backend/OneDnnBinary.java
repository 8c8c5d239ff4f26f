package dev.gradus.backend;

import static org.bytedeco.dnnl.global.dnnl.*;

import dev.gradus.memory.HostStorage;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;

/** Arithmetic of two tensors in FLOAT32 or BFLOAT16: small ones in Java loops, the others by oneDNN. */
final class OneDnnBinary {
    private final OneDnnBackend backend;

    OneDnnBinary(OneDnnBackend backend) {
        this.backend = backend;
    }

    static void add(HostStorage x, HostStorage y, HostStorage out) {
        if (x.length() <= OneDnnBackend.SMALL_ARITHMETIC) {
            HostLoops.zip(x, y, out, HostLoops.body(Binary.ADD));
        } else {
            binary(dnnl_binary_add, x.length(), x.dtype()).run(x, y, out);
        }
    }

    Tensor zip(Binary f, Tensor x, Tensor y) {
        if (!x.shape().equals(y.shape())) {
            return broadcast(f, x, y);
        }
        Tensor same = backend.like(y, x);
        Tensor out = backend.empty(x.shape(), x.layout(), x.dtype());
        int algorithm = algorithm(f);
        if (x.size() <= OneDnnBackend.SMALL_ARITHMETIC || algorithm == 0) {
            HostLoops.zip(OneDnnBackend.host(x), OneDnnBackend.host(same), OneDnnBackend.host(out), HostLoops.body(f));
        } else {
            Threads.alone(
                    x.size() <= OneDnnBackend.ALONE,
                    () -> binary(algorithm, x.size(), x.dtype())
                            .run(OneDnnBackend.host(x), OneDnnBackend.host(same), OneDnnBackend.host(out)));
        }
        backend.release(same, y);
        return out;
    }

    private Tensor broadcast(Binary f, Tensor x, Tensor y) {
        Shape shape = Shape.broadcast(f.name(), x.shape(), y.shape());
        if (shape.size() == 0) {
            return backend.full(shape, x.dtype(), 0);
        }
        if (x.shape().equals(shape) && y.size() == 1 && algorithm(f) != 0) {
            float value = (float) y.item();
            Tensor out = backend.empty(shape, x.layout(), x.dtype());
            HostLoops.map(OneDnnBackend.host(x), OneDnnBackend.host(out), HostLoops.withScalar(f, value));
            return out;
        }
        if (x.shape().equals(shape)) {
            Repetition repeated = Repetition.of(y, shape, x.layout());
            if (repeated != null) {
                Tensor out = backend.empty(shape, x.layout(), x.dtype());
                HostStorage whole = OneDnnBackend.host(x);
                HostLoops.zip(
                        (at, a, n) -> whole.read(at, a, 0, n), repeated, OneDnnBackend.host(out), HostLoops.body(f));
                return out;
            }
        }
        Tensor fullX = x.shape().equals(shape) ? x : backend.expand(x, shape);
        Tensor fullY = y.shape().equals(shape) ? y : backend.expand(y, shape);
        Tensor out = zip(f, fullX, fullY);
        backend.release(fullX, x);
        backend.release(fullY, y);
        return out;
    }

    private static int algorithm(Binary f) {
        return switch (f) {
            case ADD -> dnnl_binary_add;
            case SUB -> dnnl_binary_sub;
            case MUL -> dnnl_binary_mul;
            case DIV -> dnnl_binary_div;
            default -> 0;
        };
    }

    private static OneDnnPrimitive binary(int algorithm, long size, DType dtype) {
        record Key(int algorithm, long size, DType dtype) {}
        return OneDnnContext.current()
                .cached(
                        new Key(algorithm, size, dtype),
                        () -> OneDnnPrimitive.make(
                                "binary " + algorithm,
                                (out, d, attr) -> dnnl_binary_primitive_desc_create(
                                        out,
                                        OneDnnContext.engine(),
                                        algorithm,
                                        d.vector(size, dtype),
                                        d.vector(size, dtype),
                                        d.vector(size, dtype),
                                        attr),
                                DNNL_ARG_SRC_0,
                                DNNL_ARG_SRC_1,
                                DNNL_ARG_DST));
    }
}
