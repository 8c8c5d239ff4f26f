package dev.gradus.backend;

import static org.bytedeco.dnnl.global.dnnl.*;

import dev.gradus.memory.HostStorage;
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
        Key key = new Key(x.shape(), x.layout(), dim, log);
        Threads.alone(
                x.size() <= OneDnnBackend.ALONE,
                () -> primitive(key).run(OneDnnBackend.host(x), OneDnnBackend.host(y)));
        return y;
    }

    /** By the formula: on AVX2 oneDNN has only its reference kernel for this. */
    static Tensor backward(OneDnnBackend backend, Tensor g, Tensor y, int dim, boolean log) {
        if (y.layout() == Layout.PLAIN && dim == y.rank() - 1 && y.dim(dim) <= HostLoops.CHUNK && y.size() > 0) {
            return inRows(backend, g, y, log);
        }
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

    /** Where the classes are neighbours in memory: g − p · Σ g for the logarithm, else y · (g − Σ g · y), row by row. */
    private static Tensor inRows(OneDnnBackend backend, Tensor g, Tensor y, boolean log) {
        int classes = y.shape().intDim(-1);
        Tensor plain = backend.plain(g);
        Tensor dx = log ? backend.map(Unary.EXP, y, 0, 0) : backend.empty(y.shape(), Layout.PLAIN);
        HostStorage result = OneDnnBackend.host(dx);
        HostStorage outputs = log ? result : OneDnnBackend.host(y);
        HostStorage gradients = OneDnnBackend.host(plain);
        int rows = HostLoops.CHUNK / classes;
        Parallel.forRanges(y.size() / classes, Math.max(rows, Parallel.GRAIN / (2 * classes)), (from, to) -> {
            float[] p = new float[rows * classes];
            float[] d = new float[rows * classes];
            for (long row = from; row < to; row += rows) {
                int n = (int) Math.min(rows, to - row) * classes;
                outputs.read(row * classes, p, 0, n);
                gradients.read(row * classes, d, 0, n);
                for (int i = 0; i < n; i += classes) {
                    backward(p, d, i, i + classes, log);
                }
                result.write(row * classes, d, 0, n);
            }
        });
        plain.free();
        return dx;
    }

    private static void backward(float[] p, float[] g, int from, int to, boolean log) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += log ? g[i] : g[i] * p[i];
        }
        float total = (float) sum;
        for (int i = from; i < to; i++) {
            g[i] = log ? g[i] - p[i] * total : p[i] * (g[i] - total);
        }
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
