package dev.gradus.backend;

import static org.bytedeco.dnnl.global.dnnl.*;

import dev.gradus.memory.HostStorage;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Layout;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The gradient of a convolution's weight as a product of matrices: the output's gradient, transposed, times the input
 * unfolded to one row of taps for each output pixel. Unfolded are a few rows of pixels at a time, within the caches. For
 * kernels of one tap and for strides this is up to four times faster than oneDNN's kernel.
 */
final class OneDnnUnfolded {
    private static final boolean AMX = Processor.hasAmx();
    /** Output pixels of a product. */
    private static final long PIXELS = 256;

    private record Key(int pixels, int taps, int outputs, boolean sum, DType dtype) {}

    private final OneDnnBackend backend;

    OneDnnUnfolded(OneDnnBackend backend) {
        this.backend = backend;
    }

    /**
     * Whether this is a convolution that gains: with AVX-512 only where the direct kernel has few outputs to share, in
     * BFLOAT16 with AMX also on images so small that the tiles stay half empty.
     */
    static boolean suits(Shape input, Shape weight, Window w, DType dtype) {
        long imagePixels = w.outH(input.dim(2)) * w.outW(input.dim(3));
        long taps = weight.dim(1) * w.kernelH() * w.kernelW();
        boolean pointwise = w.kernelH() * w.kernelW() == 1;
        if (input.dim(1) != weight.dim(1) || input.dim(0) * imagePixels < 1024) {
            return false;
        }
        if (dtype == DType.BFLOAT16) {
            return weight.dim(1) % 2 == 0 && taps >= 128 && (pointwise || (AMX && imagePixels <= 64));
        }
        boolean gains = Math.max(w.strideH(), w.strideW()) > 1 || pointwise;
        return gains && (weight.dim(1) > weight.dim(0) || taps >= 1024 || !Processor.hasAvx512());
    }

    List<Tensor> weightGrad(Tensor g, Tensor x, Shape weight, boolean withBias, Window w) {
        Unfolding unfolding = new Unfolding(x.shape(), w, x.dtype());
        int outputs = weight.intDim(0);
        int taps = unfolding.taps;
        long rows = g.dim(0) * g.dim(2);
        int parts = Parallel.isPossible() ? (int) Math.min(rows, Threads.count()) : 1;
        Tensor output = backend.channelsLast(g);
        Tensor input = backend.channelsLast(x);
        List<Tensor> grads = new ArrayList<>(List.of(backend.empty(weight, Layout.PLAIN, x.dtype())));
        HostStorage sums = HostStorage.allocate(DType.FLOAT32, (long) parts * outputs * taps);
        try {
            Parallel.forEach(parts, k -> {
                long from = rows * k / parts;
                accumulate(unfolding, host(output), host(input), outputs, from, rows * (k + 1) / parts, sums, k);
            });
            fold(sums, parts, outputs, taps, w, host(grads.get(0)));
            if (withBias) {
                Tensor vector = backend.reduce(Reduction.SUM, output, new boolean[] {true, false, true, true});
                grads.add(vector.aliasAs(Shape.of(outputs)));
                vector.free();
            }
        } finally {
            sums.release();
            backend.release(output, g);
            backend.release(input, x);
        }
        return grads;
    }

    /** Sums over output rows {@code from} to {@code to} − 1, into the k-th (O, taps) of the sums. */
    private static void accumulate(
            Unfolding unfolding,
            HostStorage g,
            HostStorage x,
            int outputs,
            long from,
            long to,
            HostStorage sums,
            int k) {
        int width = unfolding.outW;
        int bytes = x.dtype().bytes();
        long most = Math.max(1, Math.min(to - from, PIXELS / width));
        HostStorage unfolded =
                unfolding.isPlain() ? null : HostStorage.allocate(x.dtype(), most * width * unfolding.taps);
        try {
            for (long row = from; row < to; row += most) {
                int count = (int) Math.min(most, to - row);
                if (unfolded != null) {
                    unfolding.unfold(x, row, count, unfolded);
                }
                long[] addresses = {
                    g.address() + row * width * outputs * bytes,
                    unfolded == null ? x.address() + row * width * unfolding.taps * bytes : unfolded.address(),
                    sums.address() + (long) k * outputs * unfolding.taps * Float.BYTES
                };
                primitive(new Key(count * width, unfolding.taps, outputs, row > from, x.dtype()))
                        .runAt(addresses, g, x, sums);
            }
        } finally {
            if (unfolded != null) {
                unfolded.release();
            }
        }
    }

    /** Adds the parts up and sorts (O, kH, kW, C) to (O, C, kH, kW). */
    private static void fold(HostStorage sums, int parts, int outputs, int taps, Window w, HostStorage out) {
        int kernel = w.kernelH() * w.kernelW();
        int channels = taps / kernel;
        Parallel.forRanges(outputs, Math.max(1, Parallel.GRAIN / taps), (from, to) -> {
            float[] sum = new float[taps];
            float[] part = new float[taps];
            float[] sorted = new float[taps];
            for (long o = from; o < to; o++) {
                Arrays.fill(sum, 0);
                for (int k = 0; k < parts; k++) {
                    sums.read(((long) k * outputs + o) * taps, part, 0, taps);
                    for (int i = 0; i < taps; i++) {
                        sum[i] += part[i];
                    }
                }
                for (int tap = 0; tap < kernel; tap++) {
                    for (int c = 0; c < channels; c++) {
                        sorted[c * kernel + tap] = sum[tap * channels + c];
                    }
                }
                out.write(o * taps, sorted, 0, taps);
            }
        });
    }

    private static HostStorage host(Tensor x) {
        return (HostStorage) x.storage();
    }

    private static OneDnnPrimitive primitive(Key k) {
        int type = OneDnnPrimitive.type(k.dtype);
        return OneDnnContext.current()
                .cached(
                        k,
                        () -> OneDnnPrimitive.make(
                                "unfolded " + k,
                                (out, d, attr) -> dnnl_matmul_primitive_desc_create(
                                        out,
                                        OneDnnContext.engine(),
                                        d.strided(new long[] {k.outputs, k.pixels}, new long[] {1, k.outputs}, type),
                                        d.strided(new long[] {k.pixels, k.taps}, new long[] {k.taps, 1}, type),
                                        null,
                                        d.strided(new long[] {k.outputs, k.taps}, new long[] {k.taps, 1}, dnnl_f32),
                                        k.sum ? OneDnnContext.attributes(true, false) : attr),
                                DNNL_ARG_SRC,
                                DNNL_ARG_WEIGHTS,
                                DNNL_ARG_DST));
    }

    /** How an image becomes rows of taps. It is moved by four bytes at a time: one FLOAT32 or a pair of BFLOAT16. */
    private static final class Unfolding {
        private final Window window;
        /** A pixel's channels, in units of four bytes. */
        private final int pixel;

        private final int height;
        private final int width;
        private final int outH;
        final int outW;
        /** Elements of an unfolded row, in the order (kH, kW, C). */
        final int taps;

        Unfolding(Shape x, Window window, DType dtype) {
            this.window = window;
            this.pixel = x.intDim(1) * dtype.bytes() / Float.BYTES;
            this.height = x.intDim(2);
            this.width = x.intDim(3);
            this.outH = Math.toIntExact(window.outH(height));
            this.outW = Math.toIntExact(window.outW(width));
            this.taps = x.intDim(1) * window.kernelH() * window.kernelW();
        }

        /** Whether the pixels already are what unfolding would make of them. */
        boolean isPlain() {
            return window.equals(Window.square(1, 1, 0, 1));
        }

        /** Unfolds output rows, counted through all images. */
        void unfold(HostStorage image, long row, int count, HostStorage rows) {
            HostStorage x = image.as(DType.FLOAT32);
            HostStorage out = rows.as(DType.FLOAT32);
            int kernel = window.kernelH() * window.kernelW();
            float[] line = new float[(width + 2 * window.padW()) * pixel];
            float[] unfolded = new float[outW * kernel * pixel];
            for (long r = row; r < row + count; r++) {
                long n = r / outH;
                for (int i = 0; i < window.kernelH(); i++) {
                    long y = r % outH * window.strideH() - window.padH() + (long) i * window.dilationH();
                    if (y < 0 || y >= height) {
                        Arrays.fill(line, 0);
                    } else {
                        x.read((n * height + y) * width * pixel, line, window.padW() * pixel, width * pixel);
                    }
                    spread(line, i, unfolded);
                }
                out.write((r - row) * unfolded.length, unfolded, 0, unfolded.length);
            }
            x.release();
            out.release();
        }

        /** The taps of line i of the window; those of one line of it lie together unless it is dilated. */
        private void spread(float[] line, int i, float[] unfolded) {
            int runs = window.dilationW() == 1 ? 1 : window.kernelW();
            int run = window.kernelW() / runs * pixel;
            int kernel = window.kernelH() * window.kernelW();
            for (int x = 0; x < outW; x++) {
                int to = (x * kernel + i * window.kernelW()) * pixel;
                for (int k = 0; k < runs; k++) {
                    int from = (x * window.strideW() + k * window.dilationW()) * pixel;
                    System.arraycopy(line, from, unfolded, to + k * run, run);
                }
            }
        }
    }
}
