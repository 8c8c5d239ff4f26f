package dev.gradus.backend;

import static dev.gradus.backend.WinogradTiles.FREQUENCIES;

import dev.gradus.memory.HostStorage;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Layout;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.List;

/**
 * Convolutions of 3 x 3 taps and stride 1 on channels-last FLOAT32 by Winograd's F(4 x 4, 3 x 3): a quarter of the
 * products. Some rows of tiles at a time, as many as the caches hold, go through three steps: transform, a product for
 * each of the 36 frequencies, transform back.
 */
final class OneDnnWinograd {
    /** Floats of transformed tiles that are kept at a time, within a last-level cache. */
    private static final long BLOCK = 1 << 20;
    /** Tiles that a product needs to be fast. */
    private static final int TILES = 128;

    /** Where oneDNN's direct kernels are twice as fast, so that a transform of few channels does not pay. */
    private static final boolean FULL_AVX512 = Processor.hasFullAvx512();

    private final OneDnnBackend backend;

    OneDnnWinograd(OneDnnBackend backend) {
        this.backend = backend;
    }

    /** Whether this is such a convolution, and large enough to gain. */
    static boolean suits(Shape input, Shape weight, Window w) {
        return w.equals(new Window(3, 3, 1, 1, w.padH(), w.padW(), 1, 1))
                && Math.max(w.padH(), w.padW()) <= 2
                && input.dim(1) == weight.dim(1)
                && Math.min(weight.dim(0), weight.dim(1)) >= (FULL_AVX512 ? 64 : 32)
                && weight.dim(0) + weight.dim(1) >= (FULL_AVX512 ? 192 : 64)
                && input.dim(0) * input.dim(2) * input.dim(3) >= 1024;
    }

    Tensor forward(Tensor x, Tensor weight, Tensor bias, Window w) {
        Shape out = w.output("conv2d", x.shape(), weight.dim(0));
        Tensor filters = filters(weight, false);
        Tensor y = backend.empty(out, Layout.CHANNELS_LAST);
        convolve(x, weight.shape(), filters, WinogradProduct.FORWARD, y, w.padH(), w.padW(), bias, false, false);
        filters.free();
        return y;
    }

    PreparedConv2d prepare(Tensor weight, Tensor bias, Window window, boolean relu) {
        return new Prepared(weight, bias, window, relu);
    }

    /** Transformed filters. */
    private final class Prepared implements PreparedConv2d {
        private final Shape weight;
        private final Tensor filters;
        private final Tensor bias;
        private final Window window;
        private final boolean relu;

        Prepared(Tensor weight, Tensor bias, Window window, boolean relu) {
            this.weight = weight.shape();
            this.filters = filters(weight, false).moveTo(null);
            this.bias = bias == null ? null : bias.alias().moveTo(null);
            this.window = window;
            this.relu = relu;
        }

        @Override
        public Tensor run(Tensor x, Tensor sum) {
            Shape out = window.output("conv2d", x.shape(), weight.dim(0));
            Tensor y = sum == null ? backend.empty(out, Layout.CHANNELS_LAST) : backend.channelsLast(sum);
            WinogradProduct product = WinogradProduct.FORWARD;
            convolve(x, weight, filters, product, y, window.padH(), window.padW(), bias, sum != null, relu);
            if (sum != null) {
                backend.release(sum, y);
            }
            return y;
        }

        @Override
        public void close() {
            filters.free();
            if (bias != null) {
                bias.free();
            }
        }
    }

    /** A convolution of the output's gradient with the filters turned by half a turn. */
    Tensor inputGrad(Tensor g, Tensor weight, Shape input, Window w) {
        Tensor filters = filters(weight, true);
        Tensor dx = backend.empty(input, Layout.CHANNELS_LAST);
        WinogradProduct product = WinogradProduct.INPUT_GRAD;
        convolve(g, weight.shape(), filters, product, dx, 2 - w.padH(), 2 - w.padW(), null, false, false);
        filters.free();
        return dx;
    }

    /** Filters in Winograd's domain, (36, O, C); with {@code turned} of those turned by half a turn. */
    private Tensor filters(Tensor weight, boolean turned) {
        Tensor plain = backend.plain(weight);
        Tensor filters = backend.empty(Shape.of(FREQUENCIES, weight.dim(0), weight.dim(1)), Layout.PLAIN);
        WinogradFilters.transform(host(plain), weight.shape(), turned, host(filters));
        plain.free();
        return filters;
    }

    /** y = relu(convolution of x + bias + y), as far as these are wanted. */
    private void convolve(
            Tensor x,
            Shape weight,
            Tensor filters,
            WinogradProduct product,
            Tensor y,
            int padH,
            int padW,
            Tensor bias,
            boolean sum,
            boolean relu) {
        Shape out = y.shape();
        WinogradTiles from = new WinogradTiles(x.shape(), out, padH, padW);
        WinogradTiles to = new WinogradTiles(out, out, 0, 0);
        WinogradTiles.Finish finish =
                new WinogradTiles.Finish(bias == null ? null : to.repeated(host(bias)), sum, relu);
        int rows = from.rows();
        int step = rowsPerBlock(from, x.dim(1) + out.dim(1));
        Tensor input = backend.channelsLast(x);
        HostStorage v = floats(x.dim(1) * step * from.across());
        HostStorage m = floats(out.dim(1) * step * from.across());
        try {
            for (int first = 0; first < rows; first += step) {
                int count = Math.min(step, rows - first);
                from.input(host(input), first, count, v);
                product.run(count * from.across(), weight, v, host(filters), m);
                to.output(m, finish, host(y), first, count);
            }
        } finally {
            v.release();
            m.release();
            backend.release(input, x);
        }
    }

    List<Tensor> weightGrad(Tensor g, Tensor x, Shape weight, boolean withBias, Window w) {
        WinogradTiles inputs = new WinogradTiles(x.shape(), g.shape(), w.padH(), w.padW());
        WinogradTiles outputs = new WinogradTiles(g.shape(), g.shape(), 0, 0);
        int rows = inputs.rows();
        int step = rowsPerBlock(inputs, weight.dim(0) + weight.dim(1));
        Tensor output = backend.channelsLast(g);
        Tensor input = backend.channelsLast(x);
        Tensor grad = backend.empty(weight, Layout.PLAIN);
        HostStorage v = floats(weight.dim(1) * step * inputs.across());
        HostStorage u = floats(weight.dim(0) * step * inputs.across());
        HostStorage sums = floats(weight.dim(0) * weight.dim(1));
        double[] bias = new double[weight.intDim(0)];
        try {
            for (int first = 0; first < rows; first += step) {
                int count = Math.min(step, rows - first);
                inputs.input(host(input), first, count, v);
                double[] part = outputs.outputGrad(host(output), first, count, u);
                for (int o = 0; o < bias.length; o++) {
                    bias[o] += part[o];
                }
                WinogradProduct product = first == 0 ? WinogradProduct.WEIGHT_GRAD : WinogradProduct.WEIGHT_GRAD_SUM;
                product.run(count * inputs.across(), weight, u, v, sums);
            }
            WinogradFilters.transformGrad(sums, weight, host(grad));
        } finally {
            v.release();
            u.release();
            sums.release();
            backend.release(output, g);
            backend.release(input, x);
        }
        return withBias ? List.of(grad, vector(bias)) : List.of(grad);
    }

    private Tensor vector(double[] values) {
        Tensor vector = backend.empty(Shape.of(values.length), Layout.PLAIN);
        host(vector).write(0, HostReductions.floats(values), 0, values.length);
        return vector;
    }

    /** How many of all the rows of tiles to transform at a time: blocks of about equal size. */
    private static int rowsPerBlock(WinogradTiles tiles, long channels) {
        long fit = Math.max(TILES, BLOCK / (FREQUENCIES * channels)) / tiles.across();
        long blocks = Math.max(1, Math.round(tiles.rows() / (double) Math.max(1, fit)));
        return (int) ((tiles.rows() + blocks - 1) / blocks);
    }

    private static HostStorage floats(long countAFrequency) {
        return HostStorage.allocate(DType.FLOAT32, FREQUENCIES * countAFrequency);
    }

    private static HostStorage host(Tensor x) {
        return (HostStorage) x.storage();
    }
}
