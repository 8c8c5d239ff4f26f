package dev.gradus.backend;

import static org.bytedeco.dnnl.global.dnnl.*;

import dev.gradus.memory.HostStorage;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Layout;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;

/** Pooling on channels-last FLOAT32 and BFLOAT16. */
final class OneDnnPooling {
    private enum Pass {
        INFERENCE,
        TRAINING,
        BACKWARD
    }

    private record Key(Pass pass, int algorithm, Shape input, Window window, DType dtype) {}

    private final OneDnnBackend backend;

    OneDnnPooling(OneDnnBackend backend) {
        this.backend = backend;
    }

    Backend.Pooled max(Tensor x, Window window, boolean forGrad) {
        if (!forGrad) {
            return new Backend.Pooled(forward(x, window, dnnl_pooling_max), null);
        }
        Key key = new Key(Pass.TRAINING, dnnl_pooling_max, x.shape(), window, x.dtype());
        OneDnnPrimitive pool = primitive(key, DNNL_ARG_SRC, DNNL_ARG_DST, DNNL_ARG_WORKSPACE);
        long bytes = pool.bytes(DNNL_ARG_WORKSPACE);
        Tensor saved = backend.empty(Shape.of(bytes), Layout.PLAIN, DType.UINT8);
        Tensor y = backend.empty(output(key), Layout.CHANNELS_LAST, x.dtype());
        Tensor input = backend.channelsLast(x);
        pool.run(host(input), host(y), host(saved));
        backend.release(input, x);
        return new Backend.Pooled(y, saved);
    }

    Tensor maxGrad(Tensor g, Tensor saved, Shape input, Window window) {
        Key key = new Key(Pass.BACKWARD, dnnl_pooling_max, input, window, g.dtype());
        OneDnnPrimitive pool = primitive(key, DNNL_ARG_DIFF_DST, DNNL_ARG_DIFF_SRC, DNNL_ARG_WORKSPACE);
        Tensor dx = backend.empty(input, Layout.CHANNELS_LAST, g.dtype());
        Tensor output = backend.channelsLast(g);
        pool.run(host(output), host(dx), host(saved));
        backend.release(output, g);
        return dx;
    }

    Tensor average(Tensor x, Window window, boolean countIncludePad) {
        return forward(x, window, algorithm(countIncludePad));
    }

    Tensor averageGrad(Tensor g, Shape input, Window window, boolean countIncludePad) {
        Key key = new Key(Pass.BACKWARD, algorithm(countIncludePad), input, window, g.dtype());
        OneDnnPrimitive pool = primitive(key, DNNL_ARG_DIFF_DST, DNNL_ARG_DIFF_SRC);
        Tensor dx = backend.empty(input, Layout.CHANNELS_LAST, g.dtype());
        Tensor output = backend.channelsLast(g);
        pool.run(host(output), host(dx));
        backend.release(output, g);
        return dx;
    }

    private Tensor forward(Tensor x, Window window, int algorithm) {
        Key key = new Key(Pass.INFERENCE, algorithm, x.shape(), window, x.dtype());
        OneDnnPrimitive pool = primitive(key, DNNL_ARG_SRC, DNNL_ARG_DST);
        Tensor y = backend.empty(output(key), Layout.CHANNELS_LAST, x.dtype());
        Tensor input = backend.channelsLast(x);
        pool.run(host(input), host(y));
        backend.release(input, x);
        return y;
    }

    private static int algorithm(boolean countIncludePad) {
        return countIncludePad ? dnnl_pooling_avg_include_padding : dnnl_pooling_avg_exclude_padding;
    }

    private static HostStorage host(Tensor x) {
        return OneDnnBackend.host(x);
    }

    private static Shape output(Key key) {
        return key.window.output("pool", key.input, key.input.dim(1));
    }

    private static OneDnnPrimitive primitive(Key key, int... roles) {
        return OneDnnContext.current()
                .cached(
                        key,
                        () -> OneDnnPrimitive.make(
                                "pool " + key.pass + " " + key.input,
                                (out, d, attr) -> describe(key, out, d, attr),
                                roles));
    }

    private static int describe(
            Key key, dnnl_primitive_desc out, OneDnnPrimitive.Descriptors d, dnnl_primitive_attr attr) {
        Window w = key.window;
        long[] strides = {w.strideH(), w.strideW()};
        long[] kernel = {w.kernelH(), w.kernelW()};
        long[] dilation = {w.dilationH() - 1, w.dilationW() - 1};
        long[] pad = {w.padH(), w.padW()};
        Shape outShape = output(key);
        // oneDNN wants the lower right padding that makes the output size exact.
        long[] end = {
            (outShape.dim(2) - 1) * w.strideH()
                    + (long) w.dilationH() * (w.kernelH() - 1)
                    + 1
                    - key.input.dim(2)
                    - w.padH(),
            (outShape.dim(3) - 1) * w.strideW()
                    + (long) w.dilationW() * (w.kernelW() - 1)
                    + 1
                    - key.input.dim(3)
                    - w.padW()
        };
        var src = d.of(key.input, Layout.CHANNELS_LAST, key.dtype);
        var dst = d.of(outShape, Layout.CHANNELS_LAST, key.dtype);
        var engine = OneDnnContext.engine();
        if (key.pass != Pass.BACKWARD) {
            int kind = key.pass == Pass.TRAINING ? dnnl_forward_training : dnnl_forward_inference;
            return dnnl_pooling_forward_primitive_desc_create(
                    out, engine, kind, key.algorithm, src, dst, strides, kernel, dilation, pad, end, attr);
        }
        dnnl_primitive_desc hint = new dnnl_primitive_desc();
        int status = dnnl_pooling_forward_primitive_desc_create(
                hint,
                engine,
                dnnl_forward_training,
                key.algorithm,
                src,
                dst,
                strides,
                kernel,
                dilation,
                pad,
                end,
                attr);
        if (status != dnnl_success) {
            return status;
        }
        try {
            return dnnl_pooling_backward_primitive_desc_create(
                    out, engine, key.algorithm, src, dst, strides, kernel, dilation, pad, end, hint, attr);
        } finally {
            dnnl_primitive_desc_destroy(hint);
        }
    }
}
