package dev.gradus.backend;

import dev.gradus.memory.HostStorage;
import dev.gradus.memory.Storage;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Layout;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * The kernels in plain Java, to be read: each copies its inputs to the heap as doubles in row-major order, computes,
 * and rounds the result once to its type. It takes every type and layout, gives {@link Layout#PLAIN}, and serves other
 * backends for what they have no fast kernel for. Whole numbers that are only moved stay exact; arithmetic on INT64 is
 * exact up to 2⁵³. Tensors have at most 2³¹ − 1 elements.
 */
public final class ReferenceBackend implements Backend {
    static final ReferenceBackend INSTANCE = new ReferenceBackend();

    private final Backend owner;

    private ReferenceBackend() {
        this.owner = this;
    }

    /**
     * Kernels in the service of another backend.
     *
     * @param owner whose memory results are in, and whose tensors they are
     */
    ReferenceBackend(Backend owner) {
        this.owner = owner;
    }

    @Override
    public String name() {
        return "java";
    }

    // ---- memory

    @Override
    public Storage allocate(DType dtype, long length) {
        return HostStorage.allocate(dtype, length);
    }

    /** A tensor of elements in row-major order, in the array type of the storage. */
    private Tensor tensor(Object elements, DType dtype, Shape shape) {
        Storage storage = owner.allocate(dtype, shape.size());
        storage.write(0, elements, 0, Math.toIntExact(shape.size()));
        return Tensor.wrap(owner, storage, shape, Layout.PLAIN);
    }

    private Tensor rounded(double[] values, DType dtype, Shape shape) {
        return tensor(Rounding.round(values, dtype), dtype, shape);
    }

    private static Object array(DType dtype, Shape shape) {
        return Rounding.array(dtype, Math.toIntExact(shape.size()));
    }

    /** A tensor's elements, for moving. */
    private static StridedArray strided(Tensor x) {
        return StridedArray.of(x.toArray(), x.shape());
    }

    /** A tensor of what a view shows. */
    private Tensor moved(StridedArray view, DType dtype, Shape shape) {
        Object elements = array(dtype, shape);
        view.copyTo(StridedArray.of(elements, shape), shape);
        return tensor(elements, dtype, shape);
    }

    /** Writes elements in row-major order into a tensor, in the order in which its own lie. */
    private static void store(Tensor target, Object elements) {
        Object physical = elements;
        if (target.layout() != Layout.PLAIN) {
            Shape shape = target.shape();
            physical = array(target.dtype(), shape);
            StridedArray.of(elements, shape).copyTo(StridedArray.of(physical, shape, target.layout()), shape);
        }
        target.storage().write(0, physical, 0, Math.toIntExact(target.size()));
    }

    @Override
    public Tensor full(Shape shape, DType dtype, double value) {
        return rounded(filled(shape, value), dtype, shape);
    }

    private static double[] filled(Shape shape, double value) {
        double[] values = new double[Math.toIntExact(shape.size())];
        Arrays.fill(values, value);
        return values;
    }

    @Override
    public void copyInto(Tensor target, Tensor source) {
        store(target, source.toArray());
    }

    @Override
    public void addInPlace(Tensor target, Tensor source) {
        double[] sum = target.toDoubleArray();
        double[] x = source.toDoubleArray();
        for (int i = 0; i < sum.length; i++) {
            sum[i] += x[i];
        }
        store(target, Rounding.round(sum, target.dtype()));
    }

    @Override
    public Tensor plain(Tensor x) {
        if (x.layout() == Layout.PLAIN || Layout.coincide(x.shape())) {
            return x.aliasAs(x.shape());
        }
        Object physical = array(x.dtype(), x.shape());
        x.storage().read(0, physical, 0, Math.toIntExact(x.size()));
        return moved(StridedArray.of(physical, x.shape(), x.layout()), x.dtype(), x.shape());
    }

    @Override
    public Tensor cast(Tensor x, DType dtype) {
        return dtype == x.dtype()
                ? tensor(x.toArray(), dtype, x.shape())
                : rounded(x.toDoubleArray(), dtype, x.shape());
    }

    // ---- moving elements

    @Override
    public Tensor permute(Tensor x, int[] order) {
        return moved(strided(x).permute(order), x.dtype(), permuted(x.shape(), order));
    }

    private static Shape permuted(Shape shape, int[] order) {
        return Shape.of(Arrays.stream(order).mapToLong(shape::dim).toArray());
    }

    @Override
    public Tensor slice(Tensor x, long[] start, long[] step, Shape shape) {
        return moved(strided(x).slice(start, step), x.dtype(), shape);
    }

    @Override
    public Tensor embed(Tensor x, long[] start, long[] step, Shape shape, double value) {
        Object whole = Rounding.round(filled(shape, value), x.dtype());
        strided(x).copyTo(StridedArray.of(whole, shape).slice(start, step), x.shape());
        return tensor(whole, x.dtype(), shape);
    }

    @Override
    public Tensor concat(List<Tensor> parts, int dim) {
        Tensor first = parts.get(0);
        Shape shape = first.shape()
                .with(dim, parts.stream().mapToLong(part -> part.dim(dim)).sum());
        Object whole = array(first.dtype(), shape);
        long[] start = new long[shape.rank()];
        long[] step = new long[shape.rank()];
        Arrays.fill(step, 1);
        for (Tensor part : parts) {
            strided(part).copyTo(StridedArray.of(whole, shape).slice(start, step), part.shape());
            start[dim] += part.dim(dim);
        }
        return tensor(whole, first.dtype(), shape);
    }

    @Override
    public Tensor expand(Tensor x, Shape shape) {
        return moved(strided(x).expand(x.shape(), shape), x.dtype(), shape);
    }

    @Override
    public Tensor gather(Tensor x, int dim, Tensor index) {
        Object from = x.toArray();
        int[] at = positions(x.shape(), dim, index);
        Object to = array(x.dtype(), index.shape());
        for (int k = 0; k < at.length; k++) {
            StridedArray.copyLine(from, at[k], 1, to, k, 1, 1);
        }
        return tensor(to, x.dtype(), index.shape());
    }

    @Override
    public Tensor scatterAdd(Tensor g, int dim, Tensor index, Shape shape) {
        double[] values = g.toDoubleArray();
        int[] at = positions(shape, dim, index);
        double[] sums = filled(shape, 0);
        for (int k = 0; k < at.length; k++) {
            sums[at[k]] += values[k];
        }
        return rounded(sums, g.dtype(), shape);
    }

    /** For each element of the index where in a row-major array of a shape it points. */
    private static int[] positions(Shape shape, int dim, Tensor index) {
        int[] all = new int[Math.toIntExact(shape.size())];
        Arrays.setAll(all, i -> i);
        int[] at = new int[Math.toIntExact(index.size())];
        StridedArray.of(all, shape).freeze(dim).copyTo(StridedArray.of(at, index.shape()), index.shape());
        long[] along = index.toLongArray();
        int stride = (int) shape.strides()[dim];
        for (int k = 0; k < at.length; k++) {
            at[k] += (int) along[k] * stride;
        }
        return at;
    }

    // ---- element by element

    @Override
    public Tensor map(Unary f, Tensor x, double a, double b) {
        double[] values = x.toDoubleArray();
        for (int i = 0; i < values.length; i++) {
            values[i] = f.apply(values[i], a, b);
        }
        return rounded(values, x.dtype(), x.shape());
    }

    @Override
    public Tensor mapGrad(Unary f, Tensor g, Tensor v, double a, double b) {
        double[] values = v.toDoubleArray();
        double[] grad = g.toDoubleArray();
        for (int i = 0; i < grad.length; i++) {
            grad[i] *= f.derivative(values[i], a, b);
        }
        return rounded(grad, g.dtype(), g.shape());
    }

    /** A tensor's values, repeated to a shape. */
    private static double[] broadcast(Tensor x, Shape shape) {
        return (double[]) broadcast(x.toDoubleArray(), x.shape(), DType.FLOAT64, shape);
    }

    private static Object broadcast(Object elements, Shape from, DType dtype, Shape to) {
        if (from.equals(to)) {
            return elements;
        }
        Object repeated = array(dtype, to);
        StridedArray.of(elements, from).expand(from, to).copyTo(StridedArray.of(repeated, to), to);
        return repeated;
    }

    @Override
    public Tensor zip(Binary f, Tensor x, Tensor y) {
        Shape shape = Shape.broadcast("zip", x.shape(), y.shape());
        double[] left = broadcast(x, shape);
        double[] right = broadcast(y, shape);
        double[] out = new double[left.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = f.apply(left[i], right[i]);
        }
        return rounded(out, f.isComparison() ? DType.BOOL : x.dtype(), shape);
    }

    @Override
    public Tensor where(Tensor condition, Tensor x, Tensor y) {
        Shape shape = Shape.broadcast("where", condition.shape(), Shape.broadcast("where", x.shape(), y.shape()));
        byte[] holds = (byte[]) broadcast(condition.toArray(), condition.shape(), DType.BOOL, shape);
        Object yes = broadcast(x.toArray(), x.shape(), x.dtype(), shape);
        Object no = broadcast(y.toArray(), y.shape(), y.dtype(), shape);
        for (int i = 0; i < holds.length; i++) {
            if (holds[i] != 0) {
                StridedArray.copyLine(yes, i, 1, no, i, 1, 1);
            }
        }
        return tensor(no, x.dtype(), shape);
    }

    // ---- reductions and products

    @Override
    public Tensor reduce(Reduction f, Tensor x, boolean[] dims) {
        Shape shape = x.shape().reduced(dims);
        int[] keptFirst = new int[dims.length];
        int at = 0;
        int length = 1;
        for (boolean reduced : new boolean[] {false, true}) {
            for (int i = 0; i < dims.length; i++) {
                if (dims[i] == reduced) {
                    keptFirst[at++] = i;
                    length *= reduced ? x.shape().intDim(i) : 1;
                }
            }
        }
        double[] rows = filled(x.shape(), 0);
        Shape rowShape = permuted(x.shape(), keptFirst);
        StridedArray.of(x.toDoubleArray(), x.shape())
                .permute(keptFirst)
                .copyTo(StridedArray.of(rows, rowShape), rowShape);
        return rounded(ReferenceRows.reduce(f, rows, Math.toIntExact(shape.size()), length), x.dtype(), shape);
    }

    @Override
    public Tensor argmax(Tensor x, int dim) {
        long[] winners =
                ReferenceRows.argmax(x.toDoubleArray(), outer(x, dim), x.shape().intDim(dim), inner(x, dim));
        return tensor(winners, DType.INT64, x.shape().with(dim, 1));
    }

    private static int outer(Tensor x, int dim) {
        return (int) Arrays.stream(x.shape().dims()).limit(dim).reduce(1, (a, b) -> a * b);
    }

    private static int inner(Tensor x, int dim) {
        return (int) Arrays.stream(x.shape().dims()).skip(dim + 1L).reduce(1, (a, b) -> a * b);
    }

    @Override
    public Tensor matmul(Tensor a, boolean transposeA, Tensor b, boolean transposeB, Tensor bias) {
        Shape aShape = transposeA ? swapped(a.shape()) : a.shape();
        Shape bShape = transposeB ? swapped(b.shape()) : b.shape();
        long m = aShape.dim(-2);
        long k = aShape.dim(-1);
        long n = bShape.dim(-1);
        Shape batch = Shape.broadcast(
                "matmul", aShape.without(-1).without(-1), bShape.without(-1).without(-1));
        double[] left = matrices(a, transposeA, aShape, batch.insert(-1, m).insert(-1, k));
        double[] right = matrices(b, transposeB, bShape, batch.insert(-1, k).insert(-1, n));
        double[] add = bias == null ? null : bias.toDoubleArray();
        double[] out = ReferenceRows.matmul(left, right, add, Math.toIntExact(batch.size()), (int) m, (int) k, (int) n);
        return rounded(out, a.dtype(), batch.insert(-1, m).insert(-1, n));
    }

    private static Shape swapped(Shape shape) {
        return permuted(shape, lastTwoSwapped(shape.rank()));
    }

    private static int[] lastTwoSwapped(int rank) {
        int[] order = new int[rank];
        Arrays.setAll(order, i -> i);
        order[rank - 1] = rank - 2;
        order[rank - 2] = rank - 1;
        return order;
    }

    /** The matrices of a tensor, transposed if asked and repeated over the batch. */
    private static double[] matrices(Tensor x, boolean transpose, Shape shape, Shape full) {
        double[] values = x.toDoubleArray();
        if (!transpose && shape.equals(full)) {
            return values;
        }
        StridedArray view = StridedArray.of(values, x.shape());
        double[] out = filled(full, 0);
        (transpose ? view.permute(lastTwoSwapped(x.rank())) : view)
                .expand(shape, full)
                .copyTo(StridedArray.of(out, full), full);
        return out;
    }

    @Override
    public Tensor softmax(Tensor x, int dim, boolean log) {
        double[] y = ReferenceRows.softmax(
                x.toDoubleArray(), outer(x, dim), x.shape().intDim(dim), inner(x, dim), log);
        return rounded(y, x.dtype(), x.shape());
    }

    @Override
    public Tensor softmaxGrad(Tensor g, Tensor y, int dim, boolean log) {
        double[] gx = ReferenceRows.softmaxGrad(
                g.toDoubleArray(), y.toDoubleArray(), outer(y, dim), y.shape().intDim(dim), inner(y, dim), log);
        return rounded(gx, y.dtype(), y.shape());
    }

    // ---- images

    @Override
    public Tensor conv2d(Tensor x, Tensor weight, Tensor bias, Window window) {
        double[] y = new ReferenceConvolution(x.shape(), weight.shape(), window)
                .forward(x.toDoubleArray(), weight.toDoubleArray(), doublesOrNull(bias));
        return rounded(y, x.dtype(), window.output("conv2d", x.shape(), weight.dim(0)));
    }

    private static double[] doublesOrNull(Tensor x) {
        return x == null ? null : x.toDoubleArray();
    }

    @Override
    public Tensor conv2dInputGrad(Tensor g, Tensor weight, Shape input, Window window) {
        double[] gx = new ReferenceConvolution(input, weight.shape(), window)
                .inputGrad(g.toDoubleArray(), weight.toDoubleArray());
        return rounded(gx, g.dtype(), input);
    }

    @Override
    public List<Tensor> conv2dWeightGrad(Tensor g, Tensor x, Shape weight, boolean withBias, Window window) {
        ReferenceConvolution convolution = new ReferenceConvolution(x.shape(), weight, window);
        double[] grad = g.toDoubleArray();
        Tensor gw = rounded(convolution.weightGrad(grad, x.toDoubleArray()), g.dtype(), weight);
        return withBias
                ? List.of(gw, rounded(convolution.biasGrad(grad), g.dtype(), Shape.of(weight.dim(0))))
                : List.of(gw);
    }

    @Override
    public Pooled maxPool2d(Tensor x, Window window, boolean forGrad) {
        ReferencePooling pooling = new ReferencePooling(x.shape(), window);
        double[] values = x.toDoubleArray();
        int[] winners = pooling.argmax(values);
        Shape shape = window.output("maxPool2d", x.shape(), x.dim(1));
        Tensor output = rounded(pooling.max(values, winners), x.dtype(), shape);
        return new Pooled(output, forGrad ? tensor(winners, DType.INT32, shape) : null);
    }

    @Override
    public Tensor maxPool2dGrad(Tensor g, Tensor saved, Shape input, Window window) {
        int[] winners = (int[]) saved.toArray();
        return rounded(new ReferencePooling(input, window).maxGrad(g.toDoubleArray(), winners), g.dtype(), input);
    }

    @Override
    public Tensor avgPool2d(Tensor x, Window window, boolean countIncludePad) {
        double[] y = new ReferencePooling(x.shape(), window).mean(x.toDoubleArray(), countIncludePad);
        return rounded(y, x.dtype(), window.output("avgPool2d", x.shape(), x.dim(1)));
    }

    @Override
    public Tensor avgPool2dGrad(Tensor g, Shape input, Window window, boolean countIncludePad) {
        double[] gx = new ReferencePooling(input, window).meanGrad(g.toDoubleArray(), countIncludePad);
        return rounded(gx, g.dtype(), input);
    }

    @Override
    public Normalized normalize(Tensor x, Tensor weight, Tensor bias, double eps, boolean perSample, boolean relu) {
        ReferenceNorm norm = new ReferenceNorm(x.shape(), perSample);
        double[] values = x.toDoubleArray();
        double[] mean = norm.mean(values);
        double[] variance = norm.variance(values, mean);
        double[] normalized = norm.normalized(values, mean, variance, eps);
        double[] y = norm.forward(normalized, doublesOrNull(weight), doublesOrNull(bias), relu);
        // BFLOAT16 is too coarse for statistics.
        DType exact = x.dtype() == DType.BFLOAT16 ? DType.FLOAT32 : x.dtype();
        Shape groups = perSample ? Shape.of(x.dim(0), x.dim(1)) : Shape.of(x.dim(1));
        return new Normalized(
                rounded(y, x.dtype(), x.shape()), rounded(mean, exact, groups), rounded(variance, exact, groups), null);
    }

    @Override
    public List<Tensor> normalizeGrad(
            Tensor g, Tensor x, Normalized forward, Tensor weight, double eps, boolean perSample, boolean relu) {
        ReferenceNorm norm = new ReferenceNorm(x.shape(), perSample);
        double[] variance = forward.variance().toDoubleArray();
        double[] normalized = norm.normalized(x.toDoubleArray(), forward.mean().toDoubleArray(), variance, eps);
        double[] grad = g.toDoubleArray();
        double[] y = relu ? forward.output().toDoubleArray() : null;
        for (int k = 0; relu && k < grad.length; k++) {
            grad[k] *= y[k] > 0 ? 1 : 0;
        }
        Shape channels = Shape.of(x.dim(1));
        DType ofWeight = weight == null ? x.dtype() : weight.dtype();
        return List.of(
                rounded(norm.inputGrad(grad, normalized, variance, doublesOrNull(weight), eps), x.dtype(), x.shape()),
                rounded(norm.weightGrad(grad, normalized), ofWeight, channels),
                rounded(norm.biasGrad(grad), ofWeight, channels));
    }

    @Override
    public Normalized normalizeRows(Tensor x, Tensor weight, Tensor bias, double eps) {
        ReferenceRowNorm norm = new ReferenceRowNorm(x.shape());
        double[] values = x.toDoubleArray();
        double[] mean = norm.mean(values);
        double[] variance = norm.variance(values, mean);
        double[] normalized = norm.normalized(values, mean, variance, eps);
        double[] y = norm.forward(normalized, doublesOrNull(weight), doublesOrNull(bias));
        DType exact = x.dtype() == DType.BFLOAT16 ? DType.FLOAT32 : x.dtype();
        Shape rows = Shape.of(x.dim(0));
        return new Normalized(
                rounded(y, x.dtype(), x.shape()), rounded(mean, exact, rows), rounded(variance, exact, rows), null);
    }

    @Override
    public List<Tensor> normalizeRowsGrad(Tensor g, Tensor x, Normalized forward, Tensor weight, double eps) {
        ReferenceRowNorm norm = new ReferenceRowNorm(x.shape());
        double[] variance = forward.variance().toDoubleArray();
        double[] normalized = norm.normalized(x.toDoubleArray(), forward.mean().toDoubleArray(), variance, eps);
        double[] grad = g.toDoubleArray();
        double[] dx = norm.inputGrad(grad, normalized, variance, doublesOrNull(weight), eps);
        Tensor inputGrad = rounded(dx, x.dtype(), x.shape());
        return weight == null
                ? List.of(inputGrad)
                : List.of(
                        inputGrad,
                        rounded(norm.weightGrad(grad, normalized), weight.dtype(), weight.shape()),
                        rounded(norm.biasGrad(grad), weight.dtype(), weight.shape()));
    }

    @Override
    public Tensor resample(Tensor x, long outH, long outW, Interpolation mode, boolean alignCorners) {
        Shape to = x.shape().with(2, outH).with(3, outW);
        double[] y = resampling(x.shape(), to, mode, alignCorners).forward(x.toDoubleArray(), planes(to));
        return rounded(y, x.dtype(), to);
    }

    @Override
    public Tensor resampleGrad(Tensor g, Shape input, Interpolation mode, boolean alignCorners) {
        double[] gx = resampling(input, g.shape(), mode, alignCorners).grad(g.toDoubleArray(), planes(input));
        return rounded(gx, g.dtype(), input);
    }

    private static ReferenceResampling resampling(Shape from, Shape to, Interpolation mode, boolean alignCorners) {
        return new ReferenceResampling(from.intDim(2), from.intDim(3), to.intDim(2), to.intDim(3), mode, alignCorners);
    }

    private static int planes(Shape shape) {
        return shape.intDim(0) * shape.intDim(1);
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
        Shape block = initial.shape().without(0);
        double[][] results = recurrence(cell, gates.shape(), weight, lengths, reverse)
                .forward(gates.toDoubleArray(), doublesOrNull(bias), initial.toDoubleArray());
        Tensor states = rounded(results[0], gates.dtype(), block.insert(0, gates.dim(0) + cell.states()));
        if (!forGrad) {
            return List.of(states);
        }
        Shape sequence = block.insert(0, gates.dim(0));
        return List.of(
                states,
                rounded(results[1], gates.dtype(), sequence),
                rounded(results[2], gates.dtype(), sequence.insert(0, cell.kept())));
    }

    @Override
    public List<Tensor> recurrentGrad(
            RecurrentCell cell, Tensor g, Tensor weight, List<Tensor> forward, Tensor lengths, boolean reverse) {
        Tensor before = forward.get(1);
        Shape gates = before.shape().with(2, weight.dim(0));
        double[][] grads = recurrence(cell, gates, weight, lengths, reverse)
                .backward(
                        g.toDoubleArray(),
                        before.toDoubleArray(),
                        forward.get(2).toDoubleArray());
        return List.of(
                rounded(grads[0], g.dtype(), gates),
                rounded(grads[1], g.dtype(), weight.shape()),
                rounded(grads[2], g.dtype(), Shape.of(weight.dim(0))),
                rounded(grads[3], g.dtype(), before.shape().with(0, cell.states())));
    }

    private static ReferenceRecurrence recurrence(
            RecurrentCell cell, Shape gates, Tensor weight, Tensor lengths, boolean reverse) {
        return new ReferenceRecurrence(
                cell, gates, weight.toDoubleArray(), lengths == null ? null : lengths.toLongArray(), reverse);
    }

    // ---- optimizer updates

    @Override
    public void sgdStep(
            Tensor p, Tensor g, Tensor v, double lr, double momentum, double weightDecay, boolean nesterov) {
        double[] params = p.toDoubleArray();
        double[] grads = g.toDoubleArray();
        double[] velocity = doublesOrNull(v);
        ReferenceSteps.sgd(params, grads, velocity, lr, momentum, weightDecay, nesterov);
        store(p, Rounding.round(params, p.dtype()));
        if (velocity != null) {
            store(v, Rounding.round(velocity, v.dtype()));
        }
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
        double[] params = p.toDoubleArray();
        double[] grads = g.toDoubleArray();
        double[] first = m.toDoubleArray();
        double[] second = v.toDoubleArray();
        ReferenceSteps.adam(params, grads, first, second, step, lr, beta1, beta2, eps, weightDecay, decoupled);
        store(p, Rounding.round(params, p.dtype()));
        store(m, Rounding.round(first, m.dtype()));
        store(v, Rounding.round(second, v.dtype()));
    }
}
