package dev.gradus.backend;

import static org.bytedeco.dnnl.global.dnnl.*;

import dev.gradus.memory.HostStorage;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Layout;
import dev.gradus.tensor.Shape;
import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;

/**
 * Bilinear enlargement of channels-last images to twice their size, and its gradient. The gradient is a depthwise
 * convolution of stride 2 with the taps 1/4, 3/4, 3/4, 1/4 each way over the output's gradient, its border repeated
 * outside: oneDNN's own gradient of resampling takes four times as long.
 */
final class OneDnnResampling {
    private static final float[] TAPS = {0.25f, 0.75f, 0.75f, 0.25f};

    /** Channels that the convolution takes side by side. */
    private static final int BLOCK = Processor.hasAvx512() ? 16 : 8;

    private record Key(boolean forward, Shape input, DType dtype) {}

    private OneDnnResampling() {}

    static boolean suits(Shape input, long outH, long outW, Interpolation mode, boolean alignCorners) {
        return mode == Interpolation.BILINEAR
                && !alignCorners
                && input.dim(1) % BLOCK == 0
                && outH == 2 * input.dim(2)
                && outW == 2 * input.dim(3);
    }

    static void forward(HostStorage x, HostStorage y, Shape input) {
        cached(new Key(true, input, x.dtype())).run(x, y);
    }

    static void backward(HostStorage g, HostStorage dx, Shape input) {
        HostStorage weight = weight(input.intDim(1), g.dtype());
        cached(new Key(false, input, g.dtype())).run(g, weight, dx);
        weight.release();
        replaceBorder(g, dx, input);
    }

    /** The same 4 x 4 taps for every channel, channel after channel within a block. */
    private static HostStorage weight(int channels, DType dtype) {
        float[] block = new float[TAPS.length * TAPS.length * BLOCK];
        for (int i = 0; i < block.length; i++) {
            int tap = i / BLOCK;
            block[i] = TAPS[tap / TAPS.length] * TAPS[tap % TAPS.length];
        }
        HostStorage weight = HostStorage.allocate(dtype, (long) channels / BLOCK * block.length);
        for (long at = 0; at < weight.length(); at += block.length) {
            weight.write(at, block, 0, block.length);
        }
        return weight;
    }

    /** The pixels of the border, of which some taps lie outside, where the convolution took zeros. */
    private static void replaceBorder(HostStorage g, HostStorage dx, Shape input) {
        int h = input.intDim(2);
        int w = input.intDim(3);
        int pixels = 2 * (h + w);
        Parallel.forRanges(input.dim(0) * pixels, pixels, (from, to) -> {
            Pixel pixel = new Pixel(g, dx, input);
            for (long k = from; k < to; k++) {
                int at = (int) (k % pixels);
                if (at < 2 * w) {
                    pixel.replace(k / pixels, at < w ? 0 : h - 1, at % w);
                } else {
                    pixel.replace(k / pixels, (at - 2 * w) / 2, at % 2 == 0 ? 0 : w - 1);
                }
            }
        });
    }

    /** Computes single pixels of the gradient, with the nearest pixel for each that lies outside. */
    private static final class Pixel {
        private final HostStorage g;
        private final HostStorage dx;
        private final int channels;
        private final int h;
        private final int w;
        private final float[] sum;
        private final float[] read;

        Pixel(HostStorage g, HostStorage dx, Shape input) {
            this.g = g;
            this.dx = dx;
            channels = input.intDim(1);
            h = input.intDim(2);
            w = input.intDim(3);
            sum = new float[channels];
            read = new float[channels];
        }

        void replace(long n, int y, int x) {
            Arrays.fill(sum, 0);
            for (int i = 0; i < TAPS.length; i++) {
                long row = (n * 2 * h + within(2 * y - 1 + i, 2 * h)) * 2 * w;
                for (int j = 0; j < TAPS.length; j++) {
                    g.read((row + within(2 * x - 1 + j, 2 * w)) * channels, read, 0, channels);
                    addScaled(read, TAPS[i] * TAPS[j], sum);
                }
            }
            dx.write(((n * h + y) * w + x) * channels, sum, 0, channels);
        }

        private static int within(int at, int length) {
            return Math.max(0, Math.min(at, length - 1));
        }

        private static void addScaled(float[] pixel, float factor, float[] sum) {
            for (int c = 0; c < sum.length; c++) {
                sum[c] += factor * pixel[c];
            }
        }
    }

    private static OneDnnPrimitive cached(Key key) {
        return OneDnnContext.current().cached(key, () -> key.forward ? enlargement(key) : gradient(key));
    }

    private static OneDnnPrimitive enlargement(Key key) {
        return OneDnnPrimitive.make(
                "bilinear " + key.dtype + " " + key.input,
                (out, d, attr) -> dnnl_resampling_forward_primitive_desc_create(
                        out,
                        OneDnnContext.engine(),
                        dnnl_forward_training,
                        dnnl_resampling_linear,
                        (FloatPointer) null,
                        d.of(key.input, Layout.CHANNELS_LAST, key.dtype),
                        d.of(doubled(key.input), Layout.CHANNELS_LAST, key.dtype),
                        attr),
                DNNL_ARG_SRC,
                DNNL_ARG_DST);
    }

    private static OneDnnPrimitive gradient(Key key) {
        long channels = key.input.dim(1);
        long[] stride = {2, 2};
        long[] dilation = {0, 0};
        long[] padding = {1, 1};
        return OneDnnPrimitive.make(
                "bilinear gradient " + key.dtype + " " + key.input,
                (out, d, attr) -> dnnl_convolution_forward_primitive_desc_create(
                        out,
                        OneDnnContext.engine(),
                        dnnl_forward_training,
                        dnnl_convolution_direct,
                        d.of(doubled(key.input), Layout.CHANNELS_LAST, key.dtype),
                        d.tagged(
                                Shape.of(channels, 1, 1, TAPS.length, TAPS.length),
                                key.dtype,
                                BLOCK == 16 ? dnnl_Goihw16g : dnnl_Goihw8g),
                        null,
                        d.of(key.input, Layout.CHANNELS_LAST, key.dtype),
                        stride,
                        dilation,
                        padding,
                        padding,
                        attr),
                DNNL_ARG_SRC,
                DNNL_ARG_WEIGHTS,
                DNNL_ARG_DST);
    }

    private static Shape doubled(Shape input) {
        return input.with(2, 2 * input.dim(2)).with(3, 2 * input.dim(3));
    }
}
