package dev.gradus.backend;

import static dev.gradus.backend.WinogradTiles.FREQUENCIES;
import static org.bytedeco.dnnl.global.dnnl.*;

import dev.gradus.memory.HostStorage;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Layout;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Convolutions of 3 x 3 taps and stride 1 on channels-last FLOAT32 by Winograd's F(4 x 4, 3 x 3): a quarter of the
 * products. Some rows of tiles at a time, as many as the caches hold, go through three loops: transform, a product for
 * each of the 36 frequencies, transform back.
 */
final class OneDnnWinograd {
    /** Floats of transformed tiles that are kept at a time: of the size of a last-level cache. */
    private static final long BLOCK = 1 << 20;
    /** Tiles that a product needs to be fast. */
    private static final int TILES = 128;

    private enum Product {
        /** (T, C) times (O, C) transposed. */
        FORWARD,
        /** (T, O) times (O, C). */
        INPUT,
        /** (T, O) transposed times (T, C). */
        WEIGHT,
        /** The same, added to what is there. */
        WEIGHT_SUM
    }

    private record Key(Product product, int batch, int tiles, int channels, int outputs) {}

    private final OneDnnBackend backend;

    OneDnnWinograd(OneDnnBackend backend) {
        this.backend = backend;
    }

    /** Whether this is such a convolution, and large enough to gain. */
    static boolean suits(Shape input, Shape weight, Window w) {
        return w.equals(new Window(3, 3, 1, 1, w.padH(), w.padW(), 1, 1))
                && Math.max(w.padH(), w.padW()) <= 2
                && Math.min(weight.dim(0), weight.dim(1)) >= 32
                && input.dim(0) * input.dim(2) * input.dim(3) >= 1024;
    }

    Tensor forward(Tensor x, Tensor weight, Tensor bias, Window w) {
        Shape out = w.output("conv2d", x.shape(), weight.dim(0));
        float[] shift = null;
        if (bias != null) {
            shift = new float[bias.shape().intDim(0)];
            host(bias).read(0, shift, 0, shift.length);
        }
        return convolve(x, weight, shift, Product.FORWARD, out, w.padH(), w.padW());
    }

    /** A convolution of the output's gradient with the filters turned by half a turn. */
    Tensor inputGrad(Tensor g, Tensor weight, Shape input, Window w) {
        return convolve(g, weight, null, Product.INPUT, input, 2 - w.padH(), 2 - w.padW());
    }

    private Tensor convolve(Tensor x, Tensor weight, float[] bias, Product product, Shape out, int padH, int padW) {
        WinogradTiles from = new WinogradTiles(x.shape(), out.dim(2), out.dim(3), padH, padW);
        WinogradTiles to = new WinogradTiles(out, out.dim(2), out.dim(3), 0, 0);
        int inputs = x.shape().intDim(1);
        int outputs = out.intDim(1);
        int rows = from.down() * out.intDim(0);
        int step = rowsPerBlock(from, rows, inputs + outputs);
        Tensor input = backend.channelsLast(x);
        Tensor plain = backend.plain(weight);
        Tensor y = backend.empty(out, Layout.CHANNELS_LAST);
        HostStorage filters = floats((long) FREQUENCIES * weight.size() / 9);
        HostStorage v = floats((long) FREQUENCIES * step * from.across() * inputs);
        HostStorage m = floats((long) FREQUENCIES * step * from.across() * outputs);
        try {
            WinogradFilters.transform(host(plain), weight.shape(), product == Product.INPUT, filters);
            for (int first = 0; first < rows; first += step) {
                int count = Math.min(step, rows - first);
                int tiles = count * from.across();
                int row0 = first;
                Parallel.forEach(
                        count * from.segments(),
                        i -> from.input(
                                host(input),
                                row0 + i / from.segments(),
                                i % from.segments(),
                                v,
                                i / from.segments() * from.across(),
                                tiles));
                multiply(product, tiles, weight.shape(), v, filters, m);
                Parallel.forEach(
                        count * to.segments(),
                        i -> to.output(
                                m,
                                i / to.segments() * to.across(),
                                tiles,
                                bias,
                                host(y),
                                row0 + i / to.segments(),
                                i % to.segments()));
            }
        } finally {
            filters.release();
            v.release();
            m.release();
            plain.free();
            backend.release(input, x);
        }
        return y;
    }

    List<Tensor> weightGrad(Tensor g, Tensor x, Shape weight, boolean withBias, Window w) {
        WinogradTiles in = new WinogradTiles(x.shape(), g.dim(2), g.dim(3), w.padH(), w.padW());
        WinogradTiles out = new WinogradTiles(g.shape(), g.dim(2), g.dim(3), 0, 0);
        int outputs = weight.intDim(0);
        int channels = weight.intDim(1);
        int rows = in.down() * g.shape().intDim(0);
        int step = rowsPerBlock(in, rows, outputs + channels);
        Tensor output = backend.channelsLast(g);
        Tensor input = backend.channelsLast(x);
        List<Tensor> grads = new ArrayList<>(List.of(backend.empty(weight, Layout.PLAIN)));
        HostStorage v = floats((long) FREQUENCIES * step * in.across() * channels);
        HostStorage u = floats((long) FREQUENCIES * step * in.across() * outputs);
        HostStorage sums = floats((long) FREQUENCIES * weight.size() / 9);
        double[] biasGrad = new double[outputs];
        try {
            for (int first = 0; first < rows; first += step) {
                int count = Math.min(step, rows - first);
                int tiles = count * in.across();
                int inputs = count * in.segments();
                int row0 = first;
                double[][] partial = new double[withBias ? count * out.segments() : 0][outputs];
                Parallel.forEach(inputs + count * out.segments(), i -> {
                    if (i < inputs) {
                        int row = i / in.segments();
                        in.input(host(input), row0 + row, i % in.segments(), v, row * in.across(), tiles);
                    } else {
                        int k = i - inputs;
                        int row = k / out.segments();
                        int part = k % out.segments();
                        double[] sum = withBias ? partial[k] : null;
                        out.outputGrad(host(output), row0 + row, part, u, row * out.across(), tiles, sum);
                    }
                });
                for (double[] part : partial) {
                    for (int c = 0; c < outputs; c++) {
                        biasGrad[c] += part[c];
                    }
                }
                multiply(first == 0 ? Product.WEIGHT : Product.WEIGHT_SUM, tiles, weight, u, v, sums);
            }
            WinogradFilters.transformGrad(sums, weight, host(grads.get(0)));
        } finally {
            v.release();
            u.release();
            sums.release();
            backend.release(output, g);
            backend.release(input, x);
        }
        if (withBias) {
            Tensor vector = backend.empty(Shape.of(outputs), Layout.PLAIN);
            float[] values = new float[outputs];
            for (int c = 0; c < outputs; c++) {
                values[c] = (float) biasGrad[c];
            }
            host(vector).write(0, values, 0, outputs);
            grads.add(vector);
        }
        return grads;
    }

    /** How many of all the rows of tiles to transform at a time: blocks of about equal size. */
    private static int rowsPerBlock(WinogradTiles tiles, int rows, int channels) {
        long fit = Math.max(TILES, BLOCK / ((long) FREQUENCIES * channels)) / tiles.across();
        long blocks = Math.max(1, Math.round(rows / (double) Math.max(1, fit)));
        return (int) ((rows + blocks - 1) / blocks);
    }

    private static HostStorage floats(long count) {
        return HostStorage.allocate(DType.FLOAT32, count);
    }

    private static HostStorage host(Tensor x) {
        return (HostStorage) x.storage();
    }

    /** c = a·b for each frequency. */
    private static void multiply(
            Product product, int tiles, Shape weight, HostStorage a, HostStorage b, HostStorage c) {
        int outputs = weight.intDim(0);
        int channels = weight.intDim(1);
        int batch = (FREQUENCIES + Threads.count() - 1) / Threads.count();
        long sizeA = a(product, tiles, channels, outputs).size();
        long sizeB = b(product, tiles, channels, outputs).size();
        long sizeC = c(product, tiles, channels, outputs).size();
        Parallel.forEach((FREQUENCIES + batch - 1) / batch, i -> {
            int first = i * batch;
            int count = Math.min(batch, FREQUENCIES - first);
            long[] addresses = {
                a.address() + first * sizeA * Float.BYTES,
                b.address() + first * sizeB * Float.BYTES,
                c.address() + first * sizeC * Float.BYTES
            };
            primitive(new Key(product, count, tiles, channels, outputs)).runAt(addresses, a, b, c);
        });
    }

    private static Shape a(Product product, int tiles, int channels, int outputs) {
        return product == Product.FORWARD ? Shape.of(tiles, channels) : Shape.of(tiles, outputs);
    }

    private static Shape b(Product product, int tiles, int channels, int outputs) {
        return product == Product.FORWARD || product == Product.INPUT
                ? Shape.of(outputs, channels)
                : Shape.of(tiles, channels);
    }

    private static Shape c(Product product, int tiles, int channels, int outputs) {
        return switch (product) {
            case FORWARD -> Shape.of(tiles, outputs);
            case INPUT -> Shape.of(tiles, channels);
            case WEIGHT, WEIGHT_SUM -> Shape.of(outputs, channels);
        };
    }

    private static OneDnnPrimitive primitive(Key k) {
        return OneDnnContext.current()
                .cached(
                        k,
                        () -> OneDnnPrimitive.make(
                                "winograd " + k,
                                (out, d, attr) -> dnnl_matmul_primitive_desc_create(
                                        out,
                                        OneDnnContext.engine(),
                                        matrices(
                                                d,
                                                k,
                                                a(k.product, k.tiles, k.channels, k.outputs),
                                                k.product == Product.WEIGHT || k.product == Product.WEIGHT_SUM),
                                        matrices(
                                                d,
                                                k,
                                                b(k.product, k.tiles, k.channels, k.outputs),
                                                k.product == Product.FORWARD),
                                        null,
                                        matrices(d, k, c(k.product, k.tiles, k.channels, k.outputs), false),
                                        k.product == Product.WEIGHT_SUM ? OneDnnContext.summing() : attr),
                                DNNL_ARG_SRC,
                                DNNL_ARG_WEIGHTS,
                                DNNL_ARG_DST));
    }

    private static org.bytedeco.dnnl.dnnl_memory_desc matrices(
            OneDnnPrimitive.Descriptors d, Key key, Shape matrix, boolean transposed) {
        long rows = matrix.dim(0);
        long columns = matrix.dim(1);
        return transposed
                ? d.strided(new long[] {key.batch, columns, rows}, new long[] {rows * columns, 1, columns}, dnnl_f32)
                : d.strided(new long[] {key.batch, rows, columns}, new long[] {rows * columns, columns, 1}, dnnl_f32);
    }
}
