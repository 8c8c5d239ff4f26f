package dev.gradus.backend;

import static org.bytedeco.dnnl.global.dnnl.*;

import dev.gradus.tensor.DType;
import dev.gradus.tensor.Layout;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.List;

/** Normalisation of each row of a FLOAT32 matrix by oneDNN's layer norm. */
final class OneDnnRowNorm {
    private record Key(boolean forward, Shape shape, float eps, boolean affine) {
        int flags() {
            return affine ? dnnl_use_scale | dnnl_use_shift : dnnl_normalization_flags_none;
        }
    }

    private final OneDnnBackend backend;

    OneDnnRowNorm(OneDnnBackend backend) {
        this.backend = backend;
    }

    Backend.Normalized forward(Tensor x, Tensor weight, Tensor bias, double eps) {
        Shape rows = Shape.of(x.dim(0));
        Tensor y = backend.empty(x.shape(), Layout.PLAIN);
        Tensor mean = backend.empty(rows, Layout.PLAIN);
        Tensor variance = backend.empty(rows, Layout.PLAIN);
        OneDnnPrimitive norm = primitive(new Key(true, x.shape(), (float) eps, weight != null));
        if (weight == null) {
            run(norm, x, mean, variance, y);
        } else {
            Tensor shift = bias == null ? backend.full(weight.shape(), DType.FLOAT32, 0) : bias;
            run(norm, x, mean, variance, y, weight, shift);
            backend.release(shift, bias);
        }
        return new Backend.Normalized(y, mean, variance, null);
    }

    List<Tensor> backward(Tensor g, Tensor x, Backend.Normalized forward, Tensor weight, double eps) {
        Tensor dx = backend.empty(x.shape(), Layout.PLAIN);
        OneDnnPrimitive norm = primitive(new Key(false, x.shape(), (float) eps, weight != null));
        if (weight == null) {
            run(norm, x, forward.mean(), forward.variance(), g, dx);
            return List.of(dx);
        }
        Tensor dWeight = backend.empty(weight.shape(), Layout.PLAIN);
        Tensor dBias = backend.empty(weight.shape(), Layout.PLAIN);
        run(norm, x, forward.mean(), forward.variance(), g, dx, weight, dWeight, dBias);
        return List.of(dx, dWeight, dBias);
    }

    private static void run(OneDnnPrimitive primitive, Tensor... tensors) {
        long[] addresses = new long[tensors.length];
        for (int i = 0; i < addresses.length; i++) {
            addresses[i] = OneDnnBackend.host(tensors[i]).address();
        }
        primitive.runAt(addresses, (Object[]) tensors);
    }

    private static OneDnnPrimitive primitive(Key key) {
        return OneDnnContext.current().cached(key, () -> key.forward ? forward(key) : backward(key));
    }

    private static OneDnnPrimitive forward(Key key) {
        int[] roles = key.affine
                ? new int[] {
                    DNNL_ARG_SRC, DNNL_ARG_MEAN, DNNL_ARG_VARIANCE, DNNL_ARG_DST, DNNL_ARG_SCALE, DNNL_ARG_SHIFT
                }
                : new int[] {DNNL_ARG_SRC, DNNL_ARG_MEAN, DNNL_ARG_VARIANCE, DNNL_ARG_DST};
        return OneDnnPrimitive.make(
                "row norm forward " + key.shape, (out, d, attr) -> describeForward(out, key, d, attr), roles);
    }

    private static int describeForward(
            org.bytedeco.dnnl.dnnl_primitive_desc out,
            Key key,
            OneDnnPrimitive.Descriptors d,
            org.bytedeco.dnnl.dnnl_primitive_attr attr) {
        return dnnl_layer_normalization_forward_primitive_desc_create(
                out,
                OneDnnContext.engine(),
                dnnl_forward_training,
                d.of(key.shape, Layout.PLAIN, DType.FLOAT32),
                d.of(key.shape, Layout.PLAIN, DType.FLOAT32),
                d.vector(key.shape.dim(0), DType.FLOAT32),
                key.eps,
                key.flags(),
                attr);
    }

    private static OneDnnPrimitive backward(Key key) {
        int[] roles = key.affine
                ? new int[] {
                    DNNL_ARG_SRC,
                    DNNL_ARG_MEAN,
                    DNNL_ARG_VARIANCE,
                    DNNL_ARG_DIFF_DST,
                    DNNL_ARG_DIFF_SRC,
                    DNNL_ARG_SCALE,
                    DNNL_ARG_DIFF_SCALE,
                    DNNL_ARG_DIFF_SHIFT
                }
                : new int[] {DNNL_ARG_SRC, DNNL_ARG_MEAN, DNNL_ARG_VARIANCE, DNNL_ARG_DIFF_DST, DNNL_ARG_DIFF_SRC};
        return OneDnnPrimitive.make(
                "row norm backward " + key.shape,
                (out, d, attr) -> {
                    var hint = new org.bytedeco.dnnl.dnnl_primitive_desc();
                    int status = describeForward(hint, key, d, attr);
                    if (status != dnnl_success) {
                        return status;
                    }
                    try {
                        var matrix = d.of(key.shape, Layout.PLAIN, DType.FLOAT32);
                        return dnnl_layer_normalization_backward_primitive_desc_create(
                                out,
                                OneDnnContext.engine(),
                                key.affine ? dnnl_backward : dnnl_backward_data,
                                matrix,
                                matrix,
                                matrix,
                                d.vector(key.shape.dim(0), DType.FLOAT32),
                                key.eps,
                                key.flags(),
                                hint,
                                attr);
                    } finally {
                        dnnl_primitive_desc_destroy(hint);
                    }
                },
                roles);
    }
}
