package dev.gradus.backend;

import static org.bytedeco.dnnl.global.dnnl.*;

import dev.gradus.memory.HostStorage;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Layout;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * Batch and instance norm on channels-last FLOAT32 and BFLOAT16, the parameters and statistics always in FLOAT32. The
 * statistics of FLOAT32 are our own, because oneDNN's are plain sums whose error over a large image shows in the first
 * layers' gradients; instance norm is batch norm over each sample by itself, because oneDNN's group norm has no fast
 * backward kernel.
 */
final class OneDnnNorm {
    private record Key(boolean forward, Shape shape, DType dtype, float eps, boolean relu) {}

    private final OneDnnBackend backend;

    OneDnnNorm(OneDnnBackend backend) {
        this.backend = backend;
    }

    Backend.Normalized forward(Tensor x, Tensor weight, Tensor bias, double eps, boolean perSample, boolean relu) {
        Shape unit = unit(x.shape(), perSample);
        int units = Math.toIntExact(x.size() / unit.size());
        int channels = unit.intDim(1);
        OneDnnPrimitive norm = primitive(true, unit, x.dtype(), eps, relu);
        Tensor input = backend.channelsLast(x);
        Shape statistics = perSample ? Shape.of(units, channels) : Shape.of(channels);
        Tensor mean = backend.empty(statistics, Layout.PLAIN);
        Tensor variance = backend.empty(statistics, Layout.PLAIN);
        if (hasOwnStatistics(x.dtype())) {
            statistics(host(input), units, unit.size() / channels, channels, host(mean), host(variance));
        }
        Tensor y = backend.empty(x.shape(), Layout.CHANNELS_LAST, x.dtype());
        Tensor scale = weight == null ? backend.full(Shape.of(channels), DType.FLOAT32, 1) : weight;
        Tensor shift = bias == null ? backend.full(Shape.of(channels), DType.FLOAT32, 0) : bias;
        long maskBytes = relu ? norm.bytes(DNNL_ARG_WORKSPACE) : 0;
        Tensor mask = relu
                ? Tensor.wrap(
                        backend,
                        HostStorage.allocate(DType.UINT8, units * maskBytes),
                        Shape.of(units * maskBytes),
                        Layout.PLAIN)
                : null;
        for (int i = 0; i < units; i++) {
            long[] addresses = {
                at(input, i * unit.size()),
                at(mean, (long) i * channels),
                at(variance, (long) i * channels),
                at(scale, 0),
                at(shift, 0),
                at(y, i * unit.size()),
                relu ? host(mask).address() + i * maskBytes : 0
            };
            norm.runAt(relu ? addresses : Arrays.copyOf(addresses, 6), input, mean, variance, scale, shift, y);
        }
        backend.release(input, x);
        release(scale, weight);
        release(shift, bias);
        return new Backend.Normalized(y, mean, variance, mask);
    }

    List<Tensor> backward(
            Tensor g,
            Tensor x,
            Backend.Normalized forward,
            Tensor weight,
            double eps,
            boolean perSample,
            boolean relu) {
        Shape unit = unit(x.shape(), perSample);
        int units = Math.toIntExact(x.size() / unit.size());
        int channels = unit.intDim(1);
        OneDnnPrimitive norm = primitive(false, unit, x.dtype(), eps, relu);
        Tensor input = backend.channelsLast(x);
        Tensor output = backend.channelsLast(g);
        Tensor dx = backend.empty(x.shape(), Layout.CHANNELS_LAST, x.dtype());
        Tensor scale = weight == null ? backend.full(Shape.of(channels), DType.FLOAT32, 1) : weight;
        Tensor dScale = backend.empty(Shape.of(units, channels), Layout.PLAIN);
        Tensor dShift = backend.empty(Shape.of(units, channels), Layout.PLAIN);
        long maskBytes = relu ? norm.bytes(DNNL_ARG_WORKSPACE) : 0;
        for (int i = 0; i < units; i++) {
            long[] addresses = {
                at(input, i * unit.size()),
                at(forward.mean(), (long) i * channels),
                at(forward.variance(), (long) i * channels),
                at(scale, 0),
                at(output, i * unit.size()),
                at(dx, i * unit.size()),
                at(dScale, (long) i * channels),
                at(dShift, (long) i * channels),
                relu ? host(forward.saved()).address() + i * maskBytes : 0
            };
            norm.runAt(
                    relu ? addresses : Arrays.copyOf(addresses, 8), input, forward, scale, output, dx, dScale, dShift);
        }
        backend.release(input, x);
        backend.release(output, g);
        release(scale, weight);
        return List.of(dx, perChannel(dScale), perChannel(dShift));
    }

    /** The sum over the samples. */
    private Tensor perChannel(Tensor perUnit) {
        Tensor sum = backend.reduce(Reduction.SUM, perUnit, new boolean[] {true, false});
        Tensor vector = sum.aliasAs(Shape.of(perUnit.dim(1)));
        sum.free();
        perUnit.free();
        return vector;
    }

    private static void release(Tensor used, Tensor given) {
        if (used != given) {
            used.free();
        }
    }

    private static HostStorage host(Tensor x) {
        return (HostStorage) x.storage();
    }

    private static long at(Tensor x, long element) {
        return host(x).address() + element * x.dtype().bytes();
    }

    /** Next to the rounding of BFLOAT16 oneDNN's plain sums are exact. */
    private static boolean hasOwnStatistics(DType dtype) {
        return dtype == DType.FLOAT32;
    }

    private static Shape unit(Shape shape, boolean perSample) {
        return perSample ? shape.with(0, 1) : shape;
    }

    private OneDnnPrimitive primitive(boolean forward, Shape unit, DType dtype, double eps, boolean relu) {
        return OneDnnContext.current()
                .cached(
                        new Key(forward, unit, dtype, (float) eps, relu),
                        () -> forward ? forward(unit, dtype, eps, relu) : backward(unit, dtype, eps, relu));
    }

    private static OneDnnPrimitive forward(Shape unit, DType dtype, double eps, boolean relu) {
        int flags = dnnl_use_scale
                | dnnl_use_shift
                | (hasOwnStatistics(dtype) ? dnnl_use_global_stats : 0)
                | (relu ? dnnl_fuse_norm_relu : 0);
        int[] roles = {
            DNNL_ARG_SRC,
            DNNL_ARG_MEAN,
            DNNL_ARG_VARIANCE,
            DNNL_ARG_SCALE,
            DNNL_ARG_SHIFT,
            DNNL_ARG_DST,
            DNNL_ARG_WORKSPACE
        };
        return OneDnnPrimitive.make(
                "norm forward " + unit,
                (out, d, attr) -> dnnl_batch_normalization_forward_primitive_desc_create(
                        out,
                        OneDnnContext.engine(),
                        dnnl_forward_training,
                        d.of(unit, Layout.CHANNELS_LAST, dtype),
                        d.of(unit, Layout.CHANNELS_LAST, dtype),
                        (float) eps,
                        flags,
                        attr),
                relu ? roles : Arrays.copyOf(roles, 6));
    }

    /** Without the flag for given statistics: their dependence on x is part of the gradient. */
    private static OneDnnPrimitive backward(Shape unit, DType dtype, double eps, boolean relu) {
        int flags = dnnl_use_scale | dnnl_use_shift | (relu ? dnnl_fuse_norm_relu : 0);
        int[] roles = {
            DNNL_ARG_SRC,
            DNNL_ARG_MEAN,
            DNNL_ARG_VARIANCE,
            DNNL_ARG_SCALE,
            DNNL_ARG_DIFF_DST,
            DNNL_ARG_DIFF_SRC,
            DNNL_ARG_DIFF_SCALE,
            DNNL_ARG_DIFF_SHIFT,
            DNNL_ARG_WORKSPACE
        };
        return OneDnnPrimitive.make(
                "norm backward " + unit,
                (out, d, attr) -> {
                    var hint = new org.bytedeco.dnnl.dnnl_primitive_desc();
                    var desc = d.of(unit, Layout.CHANNELS_LAST, dtype);
                    int status = dnnl_batch_normalization_forward_primitive_desc_create(
                            hint, OneDnnContext.engine(), dnnl_forward_training, desc, desc, (float) eps, flags, attr);
                    if (status != dnnl_success) {
                        return status;
                    }
                    try {
                        return dnnl_batch_normalization_backward_primitive_desc_create(
                                out,
                                OneDnnContext.engine(),
                                dnnl_backward,
                                desc,
                                desc,
                                desc,
                                (float) eps,
                                flags,
                                hint,
                                attr);
                    } finally {
                        dnnl_primitive_desc_destroy(hint);
                    }
                },
                relu ? roles : Arrays.copyOf(roles, 8));
    }

    /**
     * Mean and biased variance of each channel of channels-last rows. The sums run over x less its first pixel, so that a
     * large mean does not swallow a small variance.
     */
    private static void statistics(
            HostStorage x, int units, long pixels, int channels, HostStorage mean, HostStorage variance) {
        float[] pivot = new float[channels];
        float[] pivots = new float[HostReductions.sideBySide(channels) * channels];
        float[] means = new float[channels];
        float[] variances = new float[channels];
        for (int unit = 0; unit < units; unit++) {
            long start = unit * pixels * channels;
            x.read(start, pivot, 0, channels);
            for (int i = 0; i < pivots.length; i += channels) {
                System.arraycopy(pivot, 0, pivots, i, channels);
            }
            double[] sums = HostReductions.wideRows(
                    x,
                    start,
                    pixels,
                    channels,
                    2 * channels,
                    (row, n, parts) -> accumulate(row, pivots, parts[0], parts[1], n));
            for (int c = 0; c < channels; c++) {
                double m = sums[c] / pixels;
                means[c] = (float) (pivot[c] + m);
                variances[c] = (float) Math.max(0, sums[channels + c] / pixels - m * m);
            }
            mean.write((long) unit * channels, means, 0, channels);
            variance.write((long) unit * channels, variances, 0, channels);
        }
    }

    private static void accumulate(float[] row, float[] pivot, float[] sum, float[] squares, int n) {
        for (int i = 0; i < n; i++) {
            float d = row[i] - pivot[i];
            sum[i] += d;
            squares[i] += d * d;
        }
    }
}
