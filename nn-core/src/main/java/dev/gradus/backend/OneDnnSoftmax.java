package dev.gradus.backend;

import static org.bytedeco.dnnl.global.dnnl.*;

import dev.gradus.tensor.DType;
import dev.gradus.tensor.Layout;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;

/** Softmax and its logarithm in FLOAT32. */
final class OneDnnSoftmax {
    private record Key(Shape shape, Layout layout, int dim, boolean log) {}

    private OneDnnSoftmax() {}

    static Tensor forward(OneDnnBackend backend, Tensor x, int dim, boolean log) {
        Tensor y = backend.empty(x.shape(), x.layout());
        primitive(new Key(x.shape(), x.layout(), dim, log)).run(OneDnnBackend.host(x), OneDnnBackend.host(y));
        return y;
    }

    /** By the formula: on AVX2 oneDNN has only its reference kernel for this. */
    static Tensor backward(OneDnnBackend backend, Tensor g, Tensor y, int dim, boolean log) {
        boolean[] dims = new boolean[y.rank()];
        dims[dim] = true;
        Tensor probabilities = log ? backend.map(Unary.EXP, y, 0, 0) : y.alias();
        Tensor weighted = log ? g.alias() : backend.zip(Binary.MUL, g, y);
        Tensor sum = backend.reduce(Reduction.SUM, weighted, dims);
        Tensor dx;
        if (log) {
            Tensor shared = backend.zip(Binary.MUL, probabilities, sum);
            dx = backend.zip(Binary.SUB, g, shared);
            shared.free();
        } else {
            Tensor centred = backend.zip(Binary.SUB, g, sum);
            dx = backend.zip(Binary.MUL, y, centred);
            centred.free();
        }
        probabilities.free();
        weighted.free();
        sum.free();
        return dx;
    }

    private static OneDnnPrimitive primitive(Key key) {
        return OneDnnContext.current()
                .cached(
                        key,
                        () -> OneDnnPrimitive.make(
                                "softmax " + key.shape,
                                (out, d, attr) -> dnnl_softmax_forward_primitive_desc_create(
                                        out,
                                        OneDnnContext.engine(),
                                        dnnl_forward_training,
                                        key.log ? dnnl_softmax_log : dnnl_softmax_accurate,
                                        d.of(key.shape, key.layout, DType.FLOAT32),
                                        d.of(key.shape, key.layout, DType.FLOAT32),
                                        key.dim,
                                        attr),
                                DNNL_ARG_SRC,
                                DNNL_ARG_DST));
    }
}
