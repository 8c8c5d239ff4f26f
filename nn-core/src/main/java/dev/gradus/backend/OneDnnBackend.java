package dev.gradus.backend;

import static org.bytedeco.dnnl.global.dnnl.*;

import dev.gradus.memory.HostStorage;
import dev.gradus.memory.Storage;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Layout;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.Loader;

/**
 * The default on CPUs: FLOAT32 by oneDNN's kernels on channels-last images, small or simple loops in plain Java, and
 * everything else (FLOAT64, whole numbers, rare cases) by the readable {@link ReferenceBackend}. BFLOAT16 runs on
 * oneDNN's kernels too where the processor has instructions for it; else it is widened, computed in FLOAT32 and rounded.
 */
public final class OneDnnBackend implements Backend {
    /** Up to this many elements a Java loop ends before a native kernel's threads have been woken. */
    private static final int SMALL = 4096;
    /** The same, for loops that the compiler turns into vector instructions. */
    static final int SMALL_ARITHMETIC = 32_768;
    /** Up to this many elements one thread has ended before a second one has done its part. */
    static final int ALONE = 131_072;

    private static final boolean BF16 = Processor.hasBf16();

    private final ReferenceBackend reference = new ReferenceBackend(this);
    private final OneDnnBinary binary = new OneDnnBinary(this);
    private final OneDnnConvolution convolution = new OneDnnConvolution(this);
    private final OneDnnPooling pooling = new OneDnnPooling(this);
    private final OneDnnNorm norm = new OneDnnNorm(this);
    private final OneDnnRowNorm rowNorm = new OneDnnRowNorm(this);
    private final OneDnnMoves moves = new OneDnnMoves(this);

    OneDnnBackend() {}

    /**
     * Whether oneDNN's native library can be loaded on this system.
     *
     * @return false where there is no build for it
     */
    public static boolean isAvailable() {
        return OneDnnBackend.class.getResource("/org/bytedeco/dnnl/" + Loader.getPlatform() + "/") != null;
    }

    /**
     * The kernels that oneDNN chose for the primitives of this thread, for diagnosis.
     *
     * @return from what was computed to the name of the kernel
     */
    public static Map<String, String> implementations() {
        return Map.copyOf(OneDnnContext.current().implementations());
    }

    @Override
    public String name() {
        return "onednn";
    }

    // ---- what the kernels share

    Tensor empty(Shape shape, Layout layout) {
        return empty(shape, layout, DType.FLOAT32);
    }

    Tensor empty(Shape shape, Layout layout, DType dtype) {
        return Tensor.wrap(this, HostStorage.allocate(dtype, shape.size()), shape, layout);
    }

    static HostStorage host(Tensor x) {
        return (HostStorage) x.storage();
    }

    private static boolean isFloat(Tensor... tensors) {
        for (Tensor tensor : tensors) {
            if (tensor != null && (tensor.dtype() != DType.FLOAT32 || tensor.size() == 0)) {
                return false;
            }
        }
        return true;
    }

    /** Whether oneDNN's kernels take these: all FLOAT32, or all BFLOAT16 where there are instructions for it. */
    private static boolean isFast(Tensor... tensors) {
        DType dtype = tensors[0].dtype();
        if (dtype != DType.FLOAT32 && !(BF16 && dtype == DType.BFLOAT16)) {
            return false;
        }
        for (Tensor tensor : tensors) {
            if (tensor != null && (tensor.dtype() != dtype || tensor.size() == 0)) {
                return false;
            }
        }
        return true;
    }

    /** The tensor in channels-last order: itself, or a copy that {@link #release} frees. */
    Tensor channelsLast(Tensor x) {
        if (x.layout() == Layout.CHANNELS_LAST || Layout.coincide(x.shape())) {
            return x;
        }
        return moves.copy(x, Layout.CHANNELS_LAST);
    }

    /** Frees what {@link #channelsLast} made. */
    void release(Tensor made, Tensor from) {
        if (made != from) {
            made.free();
        }
    }

    /** y in the layout of x: itself or a copy. */
    Tensor like(Tensor y, Tensor x) {
        if (x.layout() == y.layout() || Layout.coincide(x.shape())) {
            return y;
        }
        return x.layout() == Layout.CHANNELS_LAST ? channelsLast(y) : plain(y);
    }

    // ---- memory

    @Override
    public Storage allocate(DType dtype, long length) {
        return HostStorage.allocate(dtype, length);
    }

    @Override
    public Tensor full(Shape shape, DType dtype, double value) {
        if (dtype != DType.FLOAT32 || shape.size() == 0) {
            return reference.full(shape, dtype, value);
        }
        Tensor out = empty(shape, Layout.PLAIN);
        HostLoops.fill(host(out), (float) value);
        return out;
    }

    @Override
    public void copyInto(Tensor target, Tensor source) {
        if (isFast(target, source)) {
            moves.into(target, source);
        } else {
            reference.copyInto(target, source);
        }
    }

    @Override
    public void addInPlace(Tensor target, Tensor source) {
        if (!isFast(target, source)) {
            reference.addInPlace(target, source);
            return;
        }
        Tensor same = like(source, target);
        OneDnnBinary.add(host(target), host(same), host(target));
        release(same, source);
    }

    @Override
    public Tensor plain(Tensor x) {
        if (x.layout() == Layout.PLAIN) {
            return x.alias();
        }
        if (Layout.coincide(x.shape())) {
            return x.aliasAs(x.shape());
        }
        return moves.canMove(x) ? moves.copy(x, Layout.PLAIN) : reference.plain(x);
    }

    @Override
    public Tensor cast(Tensor x, DType dtype) {
        if (dtype == DType.FLOAT32 && x.dtype() == DType.FLOAT32) {
            return x.alias();
        }
        Tensor out = HostCasts.cast(this, x, dtype);
        return out != null ? out : reference.cast(x, dtype);
    }

    // ---- moving elements

    @Override
    public Tensor permute(Tensor x, int[] order) {
        return moves.canMove(x) ? moves.permute(x, order) : reference.permute(x, order);
    }

    @Override
    public Tensor slice(Tensor x, long[] start, long[] step, Shape shape) {
        return moves.canMove(x) && shape.size() > 0 && isRegular(step, shape, x.shape())
                ? moves.slice(x, start, step, shape)
                : reference.slice(x, start, step, shape);
    }

    @Override
    public Tensor embed(Tensor x, long[] start, long[] step, Shape shape, double value) {
        return isFloat(x) && isRegular(step, x.shape(), shape)
                ? moves.embed(x, start, step, shape, value)
                : reference.embed(x, start, step, shape, value);
    }

    /** What oneDNN can describe: it takes a part to overlap itself where its steps reach over the end of the whole. */
    private static boolean isRegular(long[] step, Shape part, Shape whole) {
        for (int i = 0; i < step.length; i++) {
            if (step[i] < 1 || step[i] * part.dim(i) > whole.dim(i)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public Tensor concat(List<Tensor> parts, int dim) {
        return parts.stream().allMatch(part -> moves.canMove(part))
                ? moves.concat(parts, dim)
                : reference.concat(parts, dim);
    }

    @Override
    public Tensor expand(Tensor x, Shape shape) {
        return isFloat(x) && shape.size() > 0 ? moves.expand(x, shape) : reference.expand(x, shape);
    }

    @Override
    public Tensor gather(Tensor x, int dim, Tensor index) {
        return reference.gather(x, dim, index);
    }

    @Override
    public Tensor scatterAdd(Tensor g, int dim, Tensor index, Shape shape) {
        return reference.scatterAdd(g, dim, index, shape);
    }

    // ---- element by element

    @Override
    public Tensor map(Unary f, Tensor x, double a, double b) {
        if (!isFast(x)) {
            return widened(x) ? viaFloat(x, w -> map(f, w, a, b)) : reference.map(f, x, a, b);
        }
        Tensor y = empty(x.shape(), x.layout(), x.dtype());
        OneDnnEltwise kernel = OneDnnEltwise.of(f, a, b);
        if (kernel == null || x.size() <= (HostLoops.isArithmetic(f) ? SMALL_ARITHMETIC : SMALL)) {
            HostLoops.map(host(x), host(y), HostLoops.body(f, (float) a, (float) b));
        } else {
            Threads.alone(
                    x.size() <= ALONE, () -> kernel.forward(x.size(), x.dtype()).run(host(x), host(y)));
        }
        return y;
    }

    @Override
    public Tensor mapGrad(Unary f, Tensor g, Tensor v, double a, double b) {
        if (!isFast(g, v)) {
            return widened(g)
                    ? viaFloat(g, w -> mapGrad(f, w, cast(v, DType.FLOAT32), a, b))
                    : reference.mapGrad(f, g, v, a, b);
        }
        Tensor same = like(g, v);
        Tensor dx = empty(v.shape(), v.layout(), v.dtype());
        OneDnnEltwise kernel = OneDnnEltwise.of(f, a, b);
        int small = HostLoops.hasArithmeticGradient(f) ? SMALL_ARITHMETIC : SMALL;
        if (v.size() <= small || kernel == null || !kernel.hasBackward()) {
            HostLoops.zip(host(same), host(v), host(dx), HostLoops.gradBody(f, (float) a, (float) b));
        } else {
            Threads.alone(
                    v.size() <= ALONE,
                    () -> kernel.backward(v.size(), v.dtype()).run(host(v), host(same), host(dx)));
        }
        release(same, g);
        return dx;
    }

    @Override
    public Tensor zip(Binary f, Tensor x, Tensor y) {
        if (f.isComparison() || !isFast(x, y)) {
            return widened(x) && !f.isComparison()
                    ? viaFloat(x, w -> zip(f, w, cast(y, DType.FLOAT32)))
                    : reference.zip(f, x, y);
        }
        return binary.zip(f, x, y);
    }

    @Override
    public Tensor where(Tensor condition, Tensor x, Tensor y) {
        return reference.where(condition, x, y);
    }

    // ---- BFLOAT16

    private interface FloatKernel {
        Tensor apply(Tensor widened);
    }

    private static boolean widened(Tensor x) {
        return x.dtype() == DType.BFLOAT16;
    }

    /** Runs a kernel in FLOAT32 and rounds its result. */
    private Tensor viaFloat(Tensor x, FloatKernel kernel) {
        Tensor wide = cast(x, DType.FLOAT32);
        Tensor result = kernel.apply(wide);
        Tensor rounded = cast(result, DType.BFLOAT16);
        wide.free();
        result.free();
        return rounded;
    }

    // ---- reductions and products

    @Override
    public Tensor reduce(Reduction f, Tensor x, boolean[] dims) {
        if (!isFloat(x) || f == Reduction.MAX || f == Reduction.MIN) {
            return reference.reduce(f, x, dims);
        }
        return HostReductions.reduce(this, x, dims, f == Reduction.MEAN);
    }

    @Override
    public Tensor argmax(Tensor x, int dim) {
        return reference.argmax(x, dim);
    }

    @Override
    public Tensor matmul(Tensor a, boolean transposeA, Tensor b, boolean transposeB, Tensor bias) {
        if (!isFast(a, b, bias)) {
            return widened(a)
                    ? viaFloat(
                            a,
                            w -> matmul(
                                    w,
                                    transposeA,
                                    cast(b, DType.FLOAT32),
                                    transposeB,
                                    bias == null ? null : cast(bias, DType.FLOAT32)))
                    : reference.matmul(a, transposeA, b, transposeB, bias);
        }
        return OneDnnMatmul.run(this, a, transposeA, b, transposeB, bias);
    }

    @Override
    public Tensor softmax(Tensor x, int dim, boolean log) {
        return isFloat(x) && x.size() > SMALL
                ? OneDnnSoftmax.forward(this, x, dim, log)
                : reference.softmax(x, dim, log);
    }

    @Override
    public Tensor softmaxGrad(Tensor g, Tensor y, int dim, boolean log) {
        return isFloat(g, y) && y.size() > SMALL
                ? OneDnnSoftmax.backward(this, g, y, dim, log)
                : reference.softmaxGrad(g, y, dim, log);
    }

    // ---- images

    @Override
    public Tensor conv2d(Tensor x, Tensor weight, Tensor bias, Window window) {
        if (isFast(x, weight, bias)) {
            return convolution.forward(x, weight, bias, window);
        }
        return widened(x)
                ? viaFloat(
                        x,
                        w -> conv2d(
                                w,
                                cast(weight, DType.FLOAT32),
                                bias == null ? null : cast(bias, DType.FLOAT32),
                                window))
                : reference.conv2d(x, weight, bias, window);
    }

    @Override
    public PreparedConv2d prepareConv2d(
            Tensor weight, Tensor bias, Window window, Shape input, boolean sum, boolean relu) {
        return isFloat(weight, bias) && input.size() > 0 && input.dim(1) == weight.dim(1)
                ? convolution.prepare(weight, bias, window, input, sum, relu)
                : Backend.super.prepareConv2d(weight, bias, window, input, sum, relu);
    }

    @Override
    public Tensor conv2dInputGrad(Tensor g, Tensor weight, Shape input, Window window) {
        if (isFast(g, weight)) {
            return convolution.inputGrad(g, weight, input, window);
        }
        return widened(g)
                ? viaFloat(g, w -> conv2dInputGrad(w, cast(weight, DType.FLOAT32), input, window))
                : reference.conv2dInputGrad(g, weight, input, window);
    }

    @Override
    public List<Tensor> conv2dWeightGrad(Tensor g, Tensor x, Shape weight, boolean withBias, Window window) {
        if (isFast(g, x)) {
            return convolution.weightGrad(g, x, weight, withBias, window);
        }
        return widened(g)
                ? rounded(conv2dWeightGrad(cast(g, DType.FLOAT32), cast(x, DType.FLOAT32), weight, withBias, window))
                : reference.conv2dWeightGrad(g, x, weight, withBias, window);
    }

    private List<Tensor> rounded(List<Tensor> tensors) {
        return tensors.stream().map(t -> cast(t, DType.BFLOAT16)).toList();
    }

    @Override
    public Pooled maxPool2d(Tensor x, Window window, boolean forGrad) {
        if (isFast(x)) {
            return pooling.max(x, window, forGrad);
        }
        if (widened(x)) {
            Pooled pooled = maxPool2d(cast(x, DType.FLOAT32), window, forGrad);
            return new Pooled(cast(pooled.output(), DType.BFLOAT16), pooled.saved());
        }
        return reference.maxPool2d(x, window, forGrad);
    }

    @Override
    public Tensor maxPool2dGrad(Tensor g, Tensor saved, Shape input, Window window) {
        if (isFast(g)) {
            return pooling.maxGrad(g, saved, input, window);
        }
        return widened(g)
                ? viaFloat(g, w -> maxPool2dGrad(w, saved, input, window))
                : reference.maxPool2dGrad(g, saved, input, window);
    }

    @Override
    public Tensor avgPool2d(Tensor x, Window window, boolean countIncludePad) {
        if (isFast(x)) {
            return pooling.average(x, window, countIncludePad);
        }
        return widened(x)
                ? viaFloat(x, w -> avgPool2d(w, window, countIncludePad))
                : reference.avgPool2d(x, window, countIncludePad);
    }

    @Override
    public Tensor avgPool2dGrad(Tensor g, Shape input, Window window, boolean countIncludePad) {
        if (isFast(g)) {
            return pooling.averageGrad(g, input, window, countIncludePad);
        }
        return widened(g)
                ? viaFloat(g, w -> avgPool2dGrad(w, input, window, countIncludePad))
                : reference.avgPool2dGrad(g, input, window, countIncludePad);
    }

    @Override
    public Normalized normalize(Tensor x, Tensor weight, Tensor bias, double eps, boolean perSample, boolean relu) {
        if (!isFast(x)) {
            return widened(x)
                    ? rounded(normalize(cast(x, DType.FLOAT32), weight, bias, eps, perSample, relu))
                    : reference.normalize(x, weight, bias, eps, perSample, relu);
        }
        Tensor scale = weight == null ? null : cast(weight, DType.FLOAT32);
        Tensor shift = bias == null ? null : cast(bias, DType.FLOAT32);
        return norm.forward(x, scale, shift, eps, perSample, relu);
    }

    private Normalized rounded(Normalized wide) {
        return new Normalized(cast(wide.output(), DType.BFLOAT16), wide.mean(), wide.variance(), wide.saved());
    }

    @Override
    public List<Tensor> normalizeGrad(
            Tensor g, Tensor x, Normalized forward, Tensor weight, double eps, boolean perSample, boolean relu) {
        if (!isFast(g, x)) {
            if (!widened(g)) {
                return reference.normalizeGrad(g, x, forward, weight, eps, perSample, relu);
            }
            List<Tensor> grads = normalizeGrad(
                    cast(g, DType.FLOAT32), cast(x, DType.FLOAT32), forward, weight, eps, perSample, relu);
            return List.of(cast(grads.get(0), DType.BFLOAT16), grads.get(1), grads.get(2));
        }
        Tensor scale = weight == null ? null : cast(weight, DType.FLOAT32);
        List<Tensor> grads = norm.backward(g, x, forward, scale, eps, perSample, relu);
        DType parameters = weight == null ? g.dtype() : weight.dtype();
        return List.of(grads.get(0), cast(grads.get(1), parameters), cast(grads.get(2), parameters));
    }

    @Override
    public Normalized normalizeRows(Tensor x, Tensor weight, Tensor bias, double eps) {
        return isFloat(x, weight, bias)
                ? rowNorm.forward(x, weight, bias, eps)
                : reference.normalizeRows(x, weight, bias, eps);
    }

    @Override
    public List<Tensor> normalizeRowsGrad(Tensor g, Tensor x, Normalized forward, Tensor weight, double eps) {
        return isFloat(g, x, weight)
                ? rowNorm.backward(g, x, forward, weight, eps)
                : reference.normalizeRowsGrad(g, x, forward, weight, eps);
    }

    @Override
    public Tensor resample(Tensor x, long outH, long outW, Interpolation mode, boolean alignCorners) {
        if (!isFast(x)) {
            return widened(x)
                    ? viaFloat(x, w -> resample(w, outH, outW, mode, alignCorners))
                    : reference.resample(x, outH, outW, mode, alignCorners);
        }
        Tensor input = channelsLast(x);
        Tensor y = empty(x.shape().with(2, outH).with(3, outW), Layout.CHANNELS_LAST, x.dtype());
        if (OneDnnResampling.suits(x.shape(), outH, outW, mode, alignCorners)) {
            OneDnnResampling.forward(host(input), host(y), x.shape());
        } else {
            new HostResampling(x.shape(), outH, outW, mode, alignCorners).forward(host(input), host(y), x.dim(0));
        }
        release(input, x);
        return y;
    }

    @Override
    public Tensor resampleGrad(Tensor g, Shape input, Interpolation mode, boolean alignCorners) {
        if (!isFast(g)) {
            return widened(g)
                    ? viaFloat(g, w -> resampleGrad(w, input, mode, alignCorners))
                    : reference.resampleGrad(g, input, mode, alignCorners);
        }
        Tensor output = channelsLast(g);
        Tensor dx = empty(input, Layout.CHANNELS_LAST, g.dtype());
        if (OneDnnResampling.suits(input, g.dim(2), g.dim(3), mode, alignCorners)) {
            OneDnnResampling.backward(host(output), host(dx), input);
        } else {
            new HostResampling(input, g.dim(2), g.dim(3), mode, alignCorners)
                    .backward(host(output), host(dx), g.dim(0));
        }
        release(output, g);
        return dx;
    }

    // ---- sequences

    @Override
    public List<Tensor> recurrent(
            RecurrentCell cell,
            Tensor gates,
            Tensor weight,
            Tensor bias,
            Tensor initial,
            Tensor lengths,
            boolean reverse,
            boolean forGrad) {
        if (!isFloat(gates, weight, bias, initial)) {
            return reference.recurrent(cell, gates, weight, bias, initial, lengths, reverse, forGrad);
        }
        Shape sequence = gates.shape().with(2, initial.dim(2));
        return new OneDnnRecurrence(this, cell, sequence, lengths, reverse)
                .forward(gates, weight, bias, initial, forGrad);
    }

    @Override
    public List<Tensor> recurrentGrad(
            RecurrentCell cell, Tensor g, Tensor weight, List<Tensor> forward, Tensor lengths, boolean reverse) {
        return isFloat(g, weight, forward.get(1))
                ? new OneDnnRecurrence(this, cell, forward.get(1).shape(), lengths, reverse)
                        .backward(g, weight, forward)
                : reference.recurrentGrad(cell, g, weight, forward, lengths, reverse);
    }

    // ---- optimizer updates

    @Override
    public void sgdStep(
            Tensor p, Tensor g, Tensor v, double lr, double momentum, double weightDecay, boolean nesterov) {
        if (!isFloat(p, g, v)) {
            reference.sgdStep(p, g, v, lr, momentum, weightDecay, nesterov);
            return;
        }
        HostUpdates.sgd(
                host(p),
                host(g),
                v == null ? null : host(v),
                (float) lr,
                (float) momentum,
                (float) weightDecay,
                nesterov);
    }

    @Override
    public void adamStep(
            Tensor p,
            Tensor g,
            Tensor m,
            Tensor v,
            long step,
            double lr,
            double beta1,
            double beta2,
            double eps,
            double weightDecay,
            boolean decoupled) {
        if (isFloat(p, g, m, v)) {
            HostUpdates.adam(host(p), host(g), host(m), host(v), step, lr, beta1, beta2, eps, weightDecay, decoupled);
        } else {
            reference.adamStep(p, g, m, v, step, lr, beta1, beta2, eps, weightDecay, decoupled);
        }
    }
}
