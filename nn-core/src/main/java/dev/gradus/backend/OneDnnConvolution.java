package dev.gradus.backend;

import static org.bytedeco.dnnl.global.dnnl.*;

import dev.gradus.memory.HostStorage;
import dev.gradus.memory.TemporaryStorage;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Layout;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.dnnl_primitive_desc;

/**
 * Convolution on channels-last FLOAT32 and BFLOAT16. Weights lie in plain (O, C, kH, kW) order and are reordered at each
 * call to what the kernel wants: all the weights of a network cost a few milliseconds. A {@linkplain #prepare prepared}
 * convolution keeps them in that format. In several groups they are (groups, O / groups, D, kH, kW) to oneDNN.
 */
final class OneDnnConvolution {
    private enum Pass {
        FORWARD,
        INPUT,
        WEIGHT
    }

    private record Key(
            Pass pass,
            Shape input,
            Shape weight,
            Window window,
            boolean bias,
            DType dtype,
            boolean sum,
            boolean relu,
            OneDnnPrimitive.Format packed) {
        Key(Pass pass, Shape input, Shape weight, Window window, boolean bias, DType dtype) {
            this(pass, input, weight, window, bias, dtype, false, false, null);
        }

        /** With weights in a given format, instead of one that the primitive chooses. */
        Key withWeights(OneDnnPrimitive.Format format) {
            return new Key(pass, input, weight, window, bias, dtype, sum, relu, format);
        }
    }

    private final OneDnnBackend backend;
    private final OneDnnWinograd winograd;
    private final OneDnnUnfolded unfolded;

    /**
     * Without AVX-512 the weight-gradient kernel on channels-last is up to four times slower than on blocked memory, so
     * that reordering both inputs pays; with it, it does not.
     */
    private final boolean blockedWeightGradient = !Processor.hasAvx512();

    OneDnnConvolution(OneDnnBackend backend) {
        this.backend = backend;
        this.winograd = new OneDnnWinograd(backend);
        this.unfolded = new OneDnnUnfolded(backend);
    }

    Tensor forward(Tensor x, Tensor weight, Tensor bias, Window window) {
        if (isFloat32(x) && OneDnnWinograd.suits(x.shape(), weight.shape(), window)) {
            return winograd.forward(x, weight, bias, window);
        }
        Tensor kernel = grouped(weight, x.shape());
        Key key = new Key(Pass.FORWARD, x.shape(), kernel.shape(), window, bias != null, x.dtype());
        OneDnnPrimitive conv = primitive(key);
        Tensor y = backend.empty(output(key), Layout.CHANNELS_LAST, x.dtype());
        Tensor input = backend.channelsLast(x);
        try (TemporaryStorage packed = pack(kernel, conv, DNNL_ARG_WEIGHTS)) {
            if (bias == null) {
                conv.run(host(input), packed.storage(), host(y));
            } else {
                conv.run(host(input), packed.storage(), host(y), host(bias));
            }
        } finally {
            backend.release(kernel, weight);
            backend.release(input, x);
        }
        return y;
    }

    PreparedConv2d prepare(Tensor weight, Tensor bias, Window window, Shape input, boolean sum, boolean relu) {
        return isFloat32(weight) && OneDnnWinograd.suits(input, weight.shape(), window)
                ? winograd.prepare(weight, bias, window, relu)
                : new Prepared(weight, bias, window, input, sum, relu);
    }

    /** Packed weights; the format is part of the key, so that each thread's primitive takes the same one. */
    private final class Prepared implements PreparedConv2d {
        private final Key key;
        private final Tensor packed;
        private final Tensor bias;

        Prepared(Tensor weight, Tensor bias, Window window, Shape input, boolean sum, boolean relu) {
            Key free =
                    new Key(Pass.FORWARD, input, weight.shape(), window, bias != null, weight.dtype(), sum, relu, null);
            OneDnnPrimitive conv = primitive(free);
            this.key = free.withWeights(conv.format(DNNL_ARG_WEIGHTS));
            this.bias = bias == null ? null : bias.alias().moveTo(null);
            try (TemporaryStorage made = pack(weight, conv, DNNL_ARG_WEIGHTS)) {
                HostStorage storage = made.storage();
                storage.retain();
                packed = Tensor.wrap(backend, storage, Shape.of(storage.length()), Layout.PLAIN)
                        .moveTo(null);
            }
        }

        @Override
        public Tensor run(Tensor x, Tensor sum) {
            OneDnnPrimitive conv = primitive(key);
            Tensor y = sum == null
                    ? backend.empty(output(key), Layout.CHANNELS_LAST, key.dtype)
                    : backend.channelsLast(sum);
            Tensor input = backend.channelsLast(x);
            if (bias == null) {
                conv.run(host(input), host(packed), host(y));
            } else {
                conv.run(host(input), host(packed), host(y), host(bias));
            }
            backend.release(input, x);
            if (sum != null) {
                backend.release(sum, y);
            }
            return y;
        }

        @Override
        public void close() {
            packed.free();
            if (bias != null) {
                bias.free();
            }
        }
    }

    Tensor inputGrad(Tensor g, Tensor weight, Shape inputShape, Window window) {
        if (isFloat32(g) && OneDnnWinograd.suits(inputShape, weight.shape(), window)) {
            return winograd.inputGrad(g, weight, inputShape, window);
        }
        Tensor kernel = grouped(weight, inputShape);
        OneDnnPrimitive conv = primitive(new Key(Pass.INPUT, inputShape, kernel.shape(), window, false, g.dtype()));
        Tensor grad = backend.empty(inputShape, Layout.CHANNELS_LAST, g.dtype());
        Tensor output = backend.channelsLast(g);
        try (TemporaryStorage packed = pack(kernel, conv, DNNL_ARG_WEIGHTS)) {
            conv.run(host(output), packed.storage(), host(grad));
        } finally {
            backend.release(kernel, weight);
            backend.release(output, g);
        }
        return grad;
    }

    List<Tensor> weightGrad(Tensor g, Tensor x, Shape weight, boolean withBias, Window window) {
        if (isFloat32(x) && OneDnnWinograd.suits(x.shape(), weight, window)) {
            return winograd.weightGrad(g, x, weight, withBias, window);
        }
        if (OneDnnUnfolded.suits(x.shape(), weight, window, x.dtype())) {
            return unfolded.weightGrad(g, x, weight, withBias, window);
        }
        Shape kernel = grouped(weight, x.shape());
        OneDnnPrimitive conv = primitive(new Key(Pass.WEIGHT, x.shape(), kernel, window, withBias, x.dtype()));
        Tensor grad = backend.empty(weight, Layout.PLAIN, x.dtype());
        List<Tensor> grads = new ArrayList<>(List.of(grad));
        Tensor output = backend.channelsLast(g);
        Tensor input = backend.channelsLast(x);
        try (TemporaryStorage src = pack(input, conv, DNNL_ARG_SRC);
                TemporaryStorage dst = pack(output, conv, DNNL_ARG_DIFF_DST);
                TemporaryStorage diff = TemporaryStorage.ofBytes(conv.bytes(DNNL_ARG_DIFF_WEIGHTS))) {
            if (withBias) {
                Tensor biasGrad = backend.empty(Shape.of(weight.dim(0)), Layout.PLAIN, x.dtype());
                grads.add(biasGrad);
                conv.run(src.storage(), dst.storage(), diff.storage(), host(biasGrad));
            } else {
                conv.run(src.storage(), dst.storage(), diff.storage());
            }
            unpack(conv, diff, grad, kernel);
        } finally {
            backend.release(output, g);
            backend.release(input, x);
        }
        return grads;
    }

    private static boolean isFloat32(Tensor x) {
        return x.dtype() == DType.FLOAT32;
    }

    private static HostStorage host(Tensor x) {
        return (HostStorage) x.storage();
    }

    private static Shape output(Key key) {
        return key.window.output("conv2d", key.input, outputs(key.weight));
    }

    private static long outputs(Shape kernel) {
        return kernel.rank() == 5 ? kernel.dim(0) * kernel.dim(1) : kernel.dim(0);
    }

    /** The weight's shape as oneDNN has it: with a dimension for the groups, if there are several. */
    private static Shape grouped(Shape weight, Shape input) {
        long groups = input.dim(1) / weight.dim(1);
        return groups == 1 ? weight : weight.with(0, weight.dim(0) / groups).insert(0, groups);
    }

    /** The weight in that shape: itself, or an alias. */
    private Tensor grouped(Tensor weight, Shape input) {
        Shape shape = grouped(weight.shape(), input);
        if (shape.equals(weight.shape())) {
            return weight;
        }
        Tensor plain = backend.plain(weight);
        Tensor kernel = plain.aliasAs(shape);
        backend.release(plain, weight);
        return kernel;
    }

    /** The tensor's memory in the format that a primitive wants; the memory itself where that is the same. */
    private TemporaryStorage pack(Tensor x, OneDnnPrimitive wants, int role) {
        record PackKey(OneDnnPrimitive wants, int role, Layout layout) {}
        HostStorage given = host(x); // before anything is taken: it throws if x was freed
        OneDnnPrimitive reorder = OneDnnContext.current()
                .cached(
                        new PackKey(wants, role, x.layout()),
                        () -> OneDnnPrimitive.make(
                                "pack",
                                (out, descriptors, attr) -> dnnl_reorder_primitive_desc_create(
                                        out,
                                        descriptors.of(x.shape(), x.layout(), x.dtype()),
                                        OneDnnContext.engine(),
                                        wants.descriptor(role),
                                        OneDnnContext.engine(),
                                        attr),
                                DNNL_ARG_FROM,
                                DNNL_ARG_TO));
        if (reorder.isIdentity()) {
            return TemporaryStorage.borrowed(given);
        }
        TemporaryStorage packed = TemporaryStorage.ofBytes(wants.bytes(role));
        reorder.run(given, packed.storage());
        return packed;
    }

    private void unpack(OneDnnPrimitive made, TemporaryStorage packed, Tensor plain, Shape shape) {
        record UnpackKey(OneDnnPrimitive made) {}
        OneDnnContext.current()
                .cached(
                        new UnpackKey(made),
                        () -> OneDnnPrimitive.make(
                                "unpack",
                                (out, descriptors, attr) -> dnnl_reorder_primitive_desc_create(
                                        out,
                                        made.descriptor(DNNL_ARG_DIFF_WEIGHTS),
                                        OneDnnContext.engine(),
                                        descriptors.of(shape, Layout.PLAIN, plain.dtype()),
                                        OneDnnContext.engine(),
                                        attr),
                                DNNL_ARG_FROM,
                                DNNL_ARG_TO))
                .run(packed.storage(), host(plain));
    }

    private OneDnnPrimitive primitive(Key key) {
        return OneDnnContext.current().cached(key, () -> switch (key.pass) {
            case FORWARD ->
                key.bias
                        ? make(key, DNNL_ARG_SRC, DNNL_ARG_WEIGHTS, DNNL_ARG_DST, DNNL_ARG_BIAS)
                        : make(key, DNNL_ARG_SRC, DNNL_ARG_WEIGHTS, DNNL_ARG_DST);
            case INPUT -> make(key, DNNL_ARG_DIFF_DST, DNNL_ARG_WEIGHTS, DNNL_ARG_DIFF_SRC);
            case WEIGHT ->
                key.bias
                        ? make(key, DNNL_ARG_SRC, DNNL_ARG_DIFF_DST, DNNL_ARG_DIFF_WEIGHTS, DNNL_ARG_DIFF_BIAS)
                        : make(key, DNNL_ARG_SRC, DNNL_ARG_DIFF_DST, DNNL_ARG_DIFF_WEIGHTS);
        });
    }

    private OneDnnPrimitive make(Key key, int... roles) {
        String what = "conv2d " + key.pass + (key.sum ? " sum" : "") + (key.relu ? " relu " : " ") + key.dtype + " "
                + key.input + " " + key.weight;
        var attributes = OneDnnContext.attributes(key.sum, key.relu);
        return OneDnnPrimitive.make(
                what, (out, descriptors, attr) -> describe(key, out, descriptors, attributes), roles);
    }

    private int describe(
            Key key,
            dnnl_primitive_desc out,
            OneDnnPrimitive.Descriptors d,
            org.bytedeco.dnnl.dnnl_primitive_attr attr) {
        Window w = key.window;
        Shape outShape = output(key);
        long[] strides = {w.strideH(), w.strideW()};
        long[] dilation = {w.dilationH() - 1, w.dilationW() - 1};
        long[] pad = {w.padH(), w.padW()};
        boolean blocked = key.pass == Pass.WEIGHT && blockedWeightGradient;
        var src = blocked ? d.any(key.input, key.dtype) : d.of(key.input, Layout.CHANNELS_LAST, key.dtype);
        var dst = blocked ? d.any(outShape, key.dtype) : d.of(outShape, Layout.CHANNELS_LAST, key.dtype);
        var weight = key.packed == null ? d.any(key.weight, key.dtype) : d.of(key.packed);
        var bias = key.bias ? d.vector(outputs(key.weight), key.dtype) : null;
        var engine = OneDnnContext.engine();
        if (key.pass == Pass.FORWARD) {
            return dnnl_convolution_forward_primitive_desc_create(
                    out,
                    engine,
                    dnnl_forward_training,
                    dnnl_convolution_direct,
                    src,
                    weight,
                    bias,
                    dst,
                    strides,
                    dilation,
                    pad,
                    pad,
                    attr);
        }
        dnnl_primitive_desc hint = new dnnl_primitive_desc();
        int status = dnnl_convolution_forward_primitive_desc_create(
                hint,
                engine,
                dnnl_forward_training,
                dnnl_convolution_direct,
                src,
                weight,
                bias,
                dst,
                strides,
                dilation,
                pad,
                pad,
                attr);
        if (status != dnnl_success) {
            return status;
        }
        try {
            return key.pass == Pass.INPUT
                    ? dnnl_convolution_backward_data_primitive_desc_create(
                            out,
                            engine,
                            dnnl_convolution_direct,
                            src,
                            weight,
                            dst,
                            strides,
                            dilation,
                            pad,
                            pad,
                            hint,
                            attr)
                    : dnnl_convolution_backward_weights_primitive_desc_create(
                            out,
                            engine,
                            dnnl_convolution_direct,
                            src,
                            weight,
                            bias,
                            dst,
                            strides,
                            dilation,
                            pad,
                            pad,
                            hint,
                            attr);
        } finally {
            dnnl_primitive_desc_destroy(hint);
        }
    }
}
