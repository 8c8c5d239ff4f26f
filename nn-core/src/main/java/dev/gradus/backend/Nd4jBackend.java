package dev.gradus.backend;

import dev.gradus.memory.Storage;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Layout;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * The backend over ND4J: each kernel is a few of its ops, to be read beside the fast ones and to run on whatever device
 * ND4J has, CUDA included. Results are always {@link Layout#PLAIN}. BFLOAT16 computes in FLOAT; whole numbers compute in
 * DOUBLE where ND4J lacks the op for them.
 */
public final class Nd4jBackend implements Backend {
    static final Nd4jBackend INSTANCE = new Nd4jBackend();

    private final ReferenceBackend reference = new ReferenceBackend(this);

    private Nd4jBackend() {
        Nd4jRuntime.start();
    }

    @Override
    public String name() {
        return "nd4j";
    }

    // ---- how a kernel runs

    /** Runs a kernel whose result has a shape and a type, which the array is converted to. */
    static Tensor compute(Shape shape, DType dtype, Function<Nd4jArena, INDArray> kernel) {
        if (shape.size() == 0) {
            return Tensor.wrap(INSTANCE, Nd4jStorage.allocate(dtype, 0), shape, Layout.PLAIN);
        }
        Threads.apply();
        try (Nd4jArena arena = new Nd4jArena()) {
            INDArray values = new Nd4jFunctions(arena).saturated(kernel.apply(arena), dtype);
            return arena.tensor(values, shape, dtype);
        }
    }

    /** Runs a kernel that changes memory in place. */
    private static void update(Tensor target, Consumer<Nd4jArena> kernel) {
        if (target.size() > 0) {
            try (Nd4jArena arena = new Nd4jArena()) {
                kernel.accept(arena);
            }
        }
    }

    // ---- memory

    @Override
    public Storage allocate(DType dtype, long length) {
        return Nd4jStorage.allocate(dtype, length);
    }

    @Override
    public Tensor full(Shape shape, DType dtype, double value) {
        return compute(shape, dtype, arena -> filled(arena, shape, dtype, value));
    }

    private static INDArray filled(Nd4jArena arena, Shape shape, DType dtype, double value) {
        double stored = dtype == DType.BOOL && value != 0 ? 1 : value;
        return arena.fresh(Nd4jStorage.type(dtype), shape.dims()).assign(stored);
    }

    @Override
    public void copyInto(Tensor target, Tensor source) {
        update(target, arena -> arena.in(target).assign(arena.in(source)));
    }

    @Override
    public void addInPlace(Tensor target, Tensor source) {
        update(target, arena -> arena.in(target).addi(arena.in(source)));
    }

    @Override
    public Tensor plain(Tensor x) {
        return x.layout() == Layout.PLAIN ? x.alias() : compute(x.shape(), x.dtype(), arena -> arena.in(x));
    }

    @Override
    public Tensor cast(Tensor x, DType dtype) {
        return compute(x.shape(), dtype, arena -> arena.in(x));
    }

    // ---- moving elements

    @Override
    public Tensor permute(Tensor x, int[] order) {
        Shape shape = Shape.of(Arrays.stream(order).mapToLong(x::dim).toArray());
        return compute(
                shape,
                x.dtype(),
                arena -> order.length == 0 ? arena.in(x) : arena.in(x).permute(order));
    }

    @Override
    public Tensor slice(Tensor x, long[] start, long[] step, Shape shape) {
        return compute(shape, x.dtype(), arena -> reversed(arena, part(arena, x, start, step, shape), step));
    }

    @Override
    public Tensor embed(Tensor x, long[] start, long[] step, Shape shape, double value) {
        Tensor whole = full(shape, x.dtype(), value);
        update(x, arena -> part(arena, whole, start, step, x.shape()).assign(reversed(arena, arena.in(x), step)));
        return whole;
    }

    /** A regular part of a tensor; dimensions of a negative step are in the order of memory. */
    private static INDArray part(Nd4jArena arena, Tensor x, long[] start, long[] step, Shape shape) {
        long[] strides = x.layout().strides(x.shape());
        long from = 0;
        for (int i = 0; i < strides.length; i++) {
            from += strides[i] * (step[i] > 0 ? start[i] : start[i] + (shape.dim(i) - 1) * step[i]);
            strides[i] *= Math.abs(step[i]);
        }
        return arena.view(x, from, shape.dims(), strides);
    }

    /** Turns the dimensions of a negative step round. */
    private static INDArray reversed(Nd4jArena arena, INDArray x, long[] step) {
        long[] backward = IntStream.range(0, step.length)
                .filter(i -> step[i] < 0)
                .asLongStream()
                .toArray();
        return backward.length == 0
                ? x
                : arena.op("reverse", x.dataType(), x.shape(), List.of(arena.copy(x)), backward);
    }

    @Override
    public Tensor concat(List<Tensor> parts, int dim) {
        Tensor first = parts.get(0);
        Shape shape = first.shape()
                .with(dim, parts.stream().mapToLong(p -> p.dim(dim)).sum());
        return compute(shape, first.dtype(), arena -> {
            List<INDArray> filled =
                    parts.stream().filter(p -> p.size() > 0).map(arena::in).toList();
            return filled.size() == 1
                    ? filled.get(0)
                    : arena.op("concat", filled.get(0).dataType(), shape.dims(), filled, new long[] {dim});
        });
    }

    @Override
    public Tensor expand(Tensor x, Shape shape) {
        return compute(shape, x.dtype(), arena -> arena.expand(arena.in(x), shape.dims()));
    }

    @Override
    public Tensor gather(Tensor x, int dim, Tensor index) {
        return compute(index.shape(), x.dtype(), arena -> {
            // ND4J gathers no BOOL.
            INDArray values = x.dtype() == DType.BOOL ? arena.cast(arena.in(x), DataType.UINT8) : arena.in(x);
            INDArray flat = arena.reshape(values, x.size());
            INDArray positions = positions(arena, x.shape(), dim, index);
            return arena.op(
                    "gather", flat.dataType(), new long[] {index.size()}, List.of(flat, positions), new long[] {0});
        });
    }

    @Override
    public Tensor scatterAdd(Tensor g, int dim, Tensor index, Shape shape) {
        if (g.size() == 0) {
            return full(shape, g.dtype(), 0);
        }
        return compute(shape, g.dtype(), arena -> {
            INDArray values = arena.value(g);
            INDArray zeros = arena.fresh(values.dataType(), shape.size()).assign(0);
            INDArray positions = positions(arena, shape, dim, index);
            List<INDArray> arguments = List.of(zeros, positions, arena.reshape(values, g.size()));
            return arena.op("scatter_add", values.dataType(), zeros.shape(), arguments, new long[0], true);
        });
    }

    /** For each element of an index where it points in the row-major elements of a shape. */
    private static INDArray positions(Nd4jArena arena, Shape shape, int dim, Tensor index) {
        long[] strides = shape.strides();
        INDArray positions = arena.hold(arena.in(index).mul(strides[dim]));
        for (int i = 0; i < strides.length; i++) {
            if (i != dim && index.dim(i) > 1) {
                long stride = strides[i];
                INDArray steps = arena.longs(IntStream.range(0, index.shape().intDim(i))
                        .mapToLong(k -> k * stride)
                        .toArray());
                long[] alongOne = new long[strides.length];
                Arrays.fill(alongOne, 1);
                alongOne[i] = index.dim(i);
                positions = arena.zip("add", positions, arena.reshape(steps, alongOne));
            }
        }
        return arena.reshape(positions, index.size());
    }

    // ---- element by element

    @Override
    public Tensor map(Unary f, Tensor x, double a, double b) {
        return compute(x.shape(), x.dtype(), arena -> new Nd4jFunctions(arena).apply(f, arena.real(x), a, b));
    }

    @Override
    public Tensor mapGrad(Unary f, Tensor g, Tensor v, double a, double b) {
        return compute(g.shape(), g.dtype(), arena -> {
            INDArray slope = new Nd4jFunctions(arena).derivative(f, arena.real(v), a, b);
            return arena.zip("multiply", arena.real(g), slope);
        });
    }

    @Override
    public Tensor zip(Binary f, Tensor x, Tensor y) {
        Shape shape = Shape.broadcast("zip", x.shape(), y.shape());
        return compute(
                shape,
                f.isComparison() ? DType.BOOL : x.dtype(),
                arena -> new Nd4jFunctions(arena).apply(f, arena.value(x), arena.value(y)));
    }

    @Override
    public Tensor where(Tensor condition, Tensor x, Tensor y) {
        Shape shape = Shape.broadcast("where", condition.shape(), Shape.broadcast("where", x.shape(), y.shape()));
        long[] dims = shape.dims();
        return compute(
                shape,
                x.dtype(),
                arena -> arena.select(
                        arena.expand(arena.in(condition), dims),
                        arena.expand(arena.in(x), dims),
                        arena.expand(arena.in(y), dims)));
    }

    // ---- reductions and products

    @Override
    public Tensor reduce(Reduction f, Tensor x, boolean[] dims) {
        Shape shape = x.shape().reduced(dims);
        if (x.size() == 0) {
            return full(shape, x.dtype(), ofNone(f));
        }
        return compute(shape, x.dtype(), arena -> switch (f) {
            case SUM -> arena.sum(arena.value(x), dims);
            case MEAN -> arena.mean(arena.real(x), dims);
            case MAX -> new Nd4jFunctions(arena).extreme("reduce_max", arena.value(x), dims);
            case MIN -> new Nd4jFunctions(arena).extreme("reduce_min", arena.value(x), dims);
        });
    }

    private static double ofNone(Reduction f) {
        return switch (f) {
            case SUM -> 0;
            case MEAN -> Double.NaN;
            case MAX -> Double.NEGATIVE_INFINITY;
            case MIN -> Double.POSITIVE_INFINITY;
        };
    }

    @Override
    public Tensor argmax(Tensor x, int dim) {
        Shape shape = x.shape().with(dim, 1);
        return compute(
                shape,
                DType.INT64,
                arena -> arena.op(
                        "argmax", DataType.INT64, shape.dims(), List.of(arena.value(x)), new long[] {dim}, true));
    }

    @Override
    public Tensor matmul(Tensor a, boolean transposeA, Tensor b, boolean transposeB, Tensor bias) {
        long m = a.dim(transposeA ? -1 : -2);
        long k = a.dim(transposeA ? -2 : -1);
        long n = b.dim(transposeB ? -2 : -1);
        Shape batch = Shape.broadcast(
                "matmul",
                a.shape().without(-1).without(-1),
                b.shape().without(-1).without(-1));
        Shape shape = batch.insert(-1, m).insert(-1, n);
        if (k == 0) {
            return bias == null ? full(shape, a.dtype(), 0) : expand(bias, shape);
        }
        return compute(shape, a.dtype(), arena -> {
            INDArray left = matrices(arena, a, batch.size(), batch);
            INDArray right = matrices(arena, b, batch.size(), batch);
            INDArray product = arena.matmul(left, transposeA, right, transposeB, batch.size(), m, n);
            return bias == null ? product : arena.zip("add", product, arena.real(bias));
        });
    }

    /** The matrices of a tensor one after the other, repeated where the other factor has more of them. */
    private static INDArray matrices(Nd4jArena arena, Tensor x, long count, Shape batch) {
        long rows = x.dim(-2);
        long columns = x.dim(-1);
        INDArray all = arena.expand(
                arena.real(x), batch.insert(-1, rows).insert(-1, columns).dims());
        return arena.reshape(all, count, rows, columns);
    }

    @Override
    public Tensor softmax(Tensor x, int dim, boolean log) {
        boolean[] along = only(x, dim);
        return compute(x.shape(), x.dtype(), arena -> {
            INDArray values = arena.real(x);
            INDArray largest = arena.along("reduce_max", values, along);
            INDArray shifted = arena.zip("subtract", values, largest);
            INDArray powers = arena.hold(Transforms.exp(shifted, true));
            INDArray sum = arena.sum(powers, along);
            // ND4J's own logarithm of the softmax is −∞ where the probability underflows.
            return log
                    ? arena.zip("subtract", shifted, arena.hold(Transforms.log(sum, true)))
                    : arena.zip("divide", powers, sum);
        });
    }

    private static boolean[] only(Tensor x, int dim) {
        boolean[] dims = new boolean[x.rank()];
        dims[dim] = true;
        return dims;
    }

    @Override
    public Tensor softmaxGrad(Tensor g, Tensor y, int dim, boolean log) {
        boolean[] along = only(y, dim);
        return compute(y.shape(), y.dtype(), arena -> {
            INDArray grad = arena.real(g);
            INDArray output = arena.real(y);
            if (log) {
                INDArray probabilities = arena.hold(Transforms.exp(output, true));
                return arena.zip("subtract", grad, arena.zip("multiply", probabilities, arena.sum(grad, along)));
            }
            INDArray weighted = arena.sum(arena.zip("multiply", grad, output), along);
            return arena.zip("multiply", output, arena.zip("subtract", grad, weighted));
        });
    }

    // ---- images

    @Override
    public Tensor conv2d(Tensor x, Tensor weight, Tensor bias, Window window) {
        if (x.dim(1) != weight.dim(1)) {
            return new GroupedConv2d(this, x.shape(), weight.shape(), window).forward(x, weight, bias);
        }
        return compute(
                window.output("conv2d", x.shape(), weight.dim(0)),
                x.dtype(),
                arena -> new Nd4jImages(arena)
                        .conv2d(arena.real(x), arena.real(weight), bias == null ? null : arena.real(bias), window));
    }

    @Override
    public Tensor conv2dInputGrad(Tensor g, Tensor weight, Shape input, Window window) {
        if (input.dim(1) != weight.dim(1)) {
            return new GroupedConv2d(this, input, weight.shape(), window).inputGrad(g, weight);
        }
        return compute(
                input,
                g.dtype(),
                arena -> new Nd4jImages(arena).conv2dInputGrad(arena.real(g), arena.real(weight), input, window));
    }

    @Override
    public List<Tensor> conv2dWeightGrad(Tensor g, Tensor x, Shape weight, boolean withBias, Window window) {
        if (x.dim(1) != weight.dim(1)) {
            return new GroupedConv2d(this, x.shape(), weight, window).weightGrad(g, x, withBias);
        }
        Tensor weightGrad = g.size() == 0
                ? full(weight, g.dtype(), 0)
                : compute(
                        weight,
                        g.dtype(),
                        arena -> new Nd4jImages(arena).conv2dWeightGrad(arena.real(g), arena.real(x), weight, window));
        if (!withBias) {
            return List.of(weightGrad);
        }
        Tensor biasGrad = reduce(Reduction.SUM, g, new boolean[] {true, false, true, true});
        Tensor flat = biasGrad.aliasAs(Shape.of(weight.dim(0)));
        biasGrad.free();
        return List.of(weightGrad, flat);
    }

    @Override
    public Pooled maxPool2d(Tensor x, Window window, boolean forGrad) {
        Tensor output = compute(
                window.output("maxPool2d", x.shape(), x.dim(1)),
                x.dtype(),
                arena -> new Nd4jImages(arena).maxPool2d(arena.real(x), window));
        return new Pooled(output, forGrad ? x.alias() : null);
    }

    @Override
    public Tensor maxPool2dGrad(Tensor g, Tensor saved, Shape input, Window window) {
        return compute(
                input,
                g.dtype(),
                arena -> new Nd4jImages(arena).maxPool2dGrad(arena.real(g), arena.real(saved), window));
    }

    @Override
    public Tensor avgPool2d(Tensor x, Window window, boolean countIncludePad) {
        return compute(
                window.output("avgPool2d", x.shape(), x.dim(1)),
                x.dtype(),
                arena -> new Nd4jImages(arena).avgPool2d(arena.real(x), window, countIncludePad));
    }

    @Override
    public Tensor avgPool2dGrad(Tensor g, Shape input, Window window, boolean countIncludePad) {
        return compute(
                input,
                g.dtype(),
                arena -> new Nd4jImages(arena).avgPool2dGrad(arena.real(g), input, window, countIncludePad));
    }

    @Override
    public Normalized normalize(Tensor x, Tensor weight, Tensor bias, double eps, boolean perSample, boolean relu) {
        return Nd4jNormalization.forward(x, weight, bias, eps, perSample, relu);
    }

    @Override
    public List<Tensor> normalizeGrad(
            Tensor g, Tensor x, Normalized forward, Tensor weight, double eps, boolean perSample, boolean relu) {
        return Nd4jNormalization.grad(g, x, forward, weight, eps, perSample, relu);
    }

    @Override
    public Normalized normalizeRows(Tensor x, Tensor weight, Tensor bias, double eps) {
        return Nd4jNormalization.rows(x, weight, bias, eps);
    }

    @Override
    public List<Tensor> normalizeRowsGrad(Tensor g, Tensor x, Normalized forward, Tensor weight, double eps) {
        return Nd4jNormalization.rowsGrad(g, x, forward, weight, eps);
    }

    @Override
    public Tensor resample(Tensor x, long outH, long outW, Interpolation mode, boolean alignCorners) {
        Shape to = x.shape().with(2, outH).with(3, outW);
        return compute(
                to,
                x.dtype(),
                arena -> new Nd4jResampling(arena, x.shape(), to, mode, alignCorners).forward(arena.real(x)));
    }

    @Override
    public Tensor resampleGrad(Tensor g, Shape input, Interpolation mode, boolean alignCorners) {
        return compute(
                input,
                g.dtype(),
                arena -> new Nd4jResampling(arena, input, g.shape(), mode, alignCorners).grad(arena.real(g)));
    }

    // ---- sequences: ND4J's own layers keep nothing for a gradient

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
        return reference.recurrent(cell, gates, weight, bias, initial, lengths, reverse, forGrad);
    }

    @Override
    public List<Tensor> recurrentGrad(
            RecurrentCell cell, Tensor g, Tensor weight, List<Tensor> forward, Tensor lengths, boolean reverse) {
        return reference.recurrentGrad(cell, g, weight, forward, lengths, reverse);
    }

    // ---- optimizer updates

    @Override
    public void sgdStep(
            Tensor p, Tensor g, Tensor v, double lr, double momentum, double weightDecay, boolean nesterov) {
        update(p, arena -> {
            INDArray value = arena.in(p);
            INDArray step = arena.copy(arena.in(g)).addi(arena.hold(value.mul(weightDecay)));
            if (momentum != 0) {
                INDArray velocity = arena.in(v).muli(momentum).addi(step);
                step = nesterov ? step.addi(arena.hold(velocity.mul(momentum))) : arena.copy(velocity);
            }
            value.subi(step.muli(lr));
        });
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
        update(p, arena -> {
            INDArray value = arena.in(p);
            INDArray grad = arena.copy(arena.in(g));
            if (decoupled) {
                value.muli(1 - lr * weightDecay);
            } else {
                grad.addi(arena.hold(value.mul(weightDecay)));
            }
            INDArray first = arena.in(m).muli(beta1).addi(arena.hold(grad.mul(1 - beta1)));
            INDArray second =
                    arena.in(v).muli(beta2).addi(arena.hold(grad.mul(grad)).muli(1 - beta2));
            INDArray root = Transforms.sqrt(arena.hold(second.div(1 - Math.pow(beta2, (double) step))), false);
            INDArray direction =
                    arena.hold(first.div(1 - Math.pow(beta1, (double) step))).divi(root.addi(eps));
            value.subi(direction.muli(lr));
        });
    }
}
