package dev.gradus.layers;

import dev.gradus.backend.Window;
import dev.gradus.backend.Window3d;
import dev.gradus.layers.init.Initializer;
import dev.gradus.ops.Padding;
import dev.gradus.ops.PaddingMode;
import dev.gradus.random.Rng;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;

/**
 * What convolutions of all ranks share: parameters that start uniform on ±1/√fan with fan = weight.dim(1) · taps, and
 * padding other than equally wide zeros, which goes around the input by an op of its own.
 */
abstract sealed class Convolution extends Layer
        permits Conv1d, Conv2d, Conv3d, ConvTranspose1d, ConvTranspose2d, ConvTranspose3d {
    final ConvOptions<?> options;
    private final int rank;
    private final Parameter weight;
    private final Parameter bias;

    Convolution(ConvOptions<?> options, int rank, boolean transposed, Rng rng) {
        Shape.require(
                !transposed || (!options.same() && options.paddingMode() == PaddingMode.ZEROS),
                "convTranspose",
                () -> "padding by zeros, of given width",
                () -> options.same() ? "samePadding" : options.paddingMode());
        Shape.require(
                transposed || options.outputPadding() == 0,
                "conv",
                () -> "no outputPadding, which belongs to a transposed convolution",
                options::outputPadding);
        this.options = options;
        this.rank = rank;
        long outer = transposed ? options.inChannels() : options.outChannels();
        long inner = (transposed ? options.outChannels() : options.inChannels()) / options.groups();
        int[] kernel = options.kernel(rank);
        long[] dims = new long[rank + 2];
        dims[0] = outer;
        dims[1] = inner;
        double fan = inner;
        for (int i = 0; i < rank; i++) {
            dims[i + 2] = kernel[i];
            fan *= kernel[i];
        }
        Initializer uniform = Initializer.uniform(1 / Math.sqrt(fan));
        weight = parameter("weight", Shape.of(dims), uniform, rng);
        bias = options.bias() ? parameter("bias", Shape.of(options.outChannels()), uniform, rng) : null;
    }

    /**
     * The weight.
     *
     * @return (outChannels, inChannels / groups, kernel …), or transposed (inChannels, outChannels / groups, kernel …)
     */
    public final Parameter weight() {
        return weight;
    }

    /**
     * The bias.
     *
     * @return (outChannels,), or null
     */
    public final Parameter bias() {
        return bias;
    }

    final Tensor kernel() {
        return weight.value();
    }

    final Tensor offset() {
        return bias == null ? null : bias.value();
    }

    /** Whether the op itself pads. */
    private boolean padsPlainly() {
        return !options.same() && options.paddingMode() == PaddingMode.ZEROS;
    }

    /** The geometry that is left to the op. */
    final Window3d window() {
        Window3d w = options.window();
        Window plane = padsPlainly() ? w.plane() : Windows.padding(w.plane(), 0);
        return new Window3d(w.kernelD(), w.strideD(), padsPlainly() ? w.padD() : 0, w.dilationD(), plane);
    }

    /** The input with the padding that is not left to the op. */
    final Tensor padded(Tensor x) {
        if (padsPlainly() || x.rank() != rank + 2) {
            return x; // an input of another rank is refused by the op
        }
        Window3d w = options.window();
        int[] kernel = options.kernel(rank);
        int[] padding = options.paddings(rank);
        int[] dilation = {w.dilationD(), w.plane().dilationH(), w.plane().dilationW()};
        long[] before = new long[rank + 2];
        long[] after = new long[rank + 2];
        for (int i = 0; i < rank; i++) {
            int total = options.same() ? dilation[3 - rank + i] * (kernel[i] - 1) : 2 * padding[i];
            before[i + 2] = total / 2;
            after[i + 2] = (long) total - total / 2;
        }
        return Padding.pad(x, before, after, options.paddingMode());
    }

    @Override
    protected final String describe() {
        return getClass().getSimpleName() + "(" + options.describe(rank) + ")";
    }
}
