package dev.gradus.backend;

import static org.bytedeco.dnnl.global.dnnl.*;

import dev.gradus.tensor.Layout;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;

/** Softmax and its logarithm in FLOAT32. */
final class OneDnnSoftmax {
    private record Key(boolean forward, Shape shape, Layout layout, int dim, boolean log) {}

    private OneDnnSoftmax() {}

    static Tensor forward(OneDnnBackend backend, Tensor x, int dim, boolean log) {
        Tensor y = backend.empty(x.shape(), x.layout());
        primitive(new Key(true, x.shape(), x.layout(), dim, log), DNNL_ARG_SRC, DNNL_ARG_DST)
                .run(OneDnnBackend.host(x), OneDnnBackend.host(y));
        return y;
    }

    static Tensor backward(OneDnnBackend backend, Tensor g, Tensor y, int dim, boolean log) {
        Tensor same = y.layout() == Layout.PLAIN ? backend.plain(g) : backend.channelsLast(g);
        Tensor dx = backend.empty(y.shape(), y.layout());
        primitive(new Key(false, y.shape(), y.layout(), dim, log), DNNL_ARG_DST, DNNL_ARG_DIFF_DST, DNNL_ARG_DIFF_SRC)
                .run(OneDnnBackend.host(y), OneDnnBackend.host(same), OneDnnBackend.host(dx));
        backend.release(same, g);
        return dx;
    }

    private static OneDnnPrimitive primitive(Key key, int... roles) {
        int algorithm = key.log ? dnnl_softmax_log : dnnl_softmax_accurate;
        return OneDnnContext.current()
                .cached(
                        key,
                        () -> OneDnnPrimitive.make(
                                "softmax " + key.shape,
                                (out, d, attr) -> {
                                    var desc = d.of(key.shape, key.layout);
                                    var engine = OneDnnContext.engine();
                                    if (key.forward) {
                                        return dnnl_softmax_forward_primitive_desc_create(
                                                out,
                                                engine,
                                                dnnl_forward_training,
                                                algorithm,
                                                desc,
                                                desc,
                                                key.dim,
                                                attr);
                                    }
                                    var hint = new org.bytedeco.dnnl.dnnl_primitive_desc();
                                    int status = dnnl_softmax_forward_primitive_desc_create(
                                            hint, engine, dnnl_forward_training, algorithm, desc, desc, key.dim, attr);
                                    if (status != dnnl_success) {
                                        return status;
                                    }
                                    try {
                                        return dnnl_softmax_backward_primitive_desc_create(
                                                out, engine, algorithm, desc, desc, desc, key.dim, hint, attr);
                                    } finally {
                                        dnnl_primitive_desc_destroy(hint);
                                    }
                                },
                                roles));
    }
}
