package dev.gradus.layers;

import dev.gradus.backend.Window;
import dev.gradus.layers.init.Initializer;
import dev.gradus.ops.Convolutions;
import dev.gradus.random.Rng;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;

/**
 * Two-dimensional cross-correlation: (N, inChannels, H, W) → (N, outChannels, outH, outW) with
 * {@code outH = ⌊(H + 2·padding − dilation·(kernelSize − 1) − 1) / stride⌋ + 1}; see {@link Convolutions#conv2d}.
 *
 * <p>{@code weight} (outChannels, inChannels, kernelH, kernelW) and {@code bias} (outChannels,) start uniform on ±1/√fan
 * with fan = inChannels · kernelH · kernelW.
 *
 * <pre>{@code
 * Conv2d conv1 = Conv2d.of(3, 16, 3).padding(1).build(rng.split("conv1"));
 * }</pre>
 */
public final class Conv2d extends Layer {
    private final Options options;
    private final Parameter weight;
    private final Parameter bias;

    /**
     * Makes the layer with stride 1, padding 0, dilation 1 and a bias.
     *
     * @param inChannels the channels of the input
     * @param outChannels the channels of the output
     * @param kernelSize the side of the kernel
     * @param rng what the parameters are drawn from
     */
    public Conv2d(long inChannels, long outChannels, int kernelSize, Rng rng) {
        this(of(inChannels, outChannels, kernelSize), rng);
    }

    private Conv2d(Options options, Rng rng) {
        this.options = options;
        Window window = options.window;
        Shape shape = Shape.of(options.outChannels, options.inChannels, window.kernelH(), window.kernelW());
        double fan = (double) options.inChannels * window.kernelH() * window.kernelW();
        Initializer uniform = Initializer.uniform(1 / Math.sqrt(fan));
        weight = parameter("weight", shape, uniform, rng);
        bias = options.bias ? parameter("bias", Shape.of(options.outChannels), uniform, rng) : null;
    }

    /**
     * Begins a layer with a square kernel that differs from the defaults.
     *
     * @param inChannels the channels of the input
     * @param outChannels the channels of the output
     * @param kernelSize the side of the kernel
     * @return its options
     */
    public static Options of(long inChannels, long outChannels, int kernelSize) {
        return new Options(inChannels, outChannels, Window.square(kernelSize, 1, 0, 1), true);
    }

    /**
     * What makes a convolution.
     *
     * @param inChannels the channels of the input
     * @param outChannels the channels of the output
     * @param window kernel size, stride (1 by default), padding (0) and dilation (1)
     * @param bias whether a bias is added; true by default
     */
    public record Options(long inChannels, long outChannels, Window window, boolean bias) {
        /** Checks the channels. */
        public Options {
            Shape.require(
                    inChannels > 0 && outChannels > 0,
                    "conv2d",
                    () -> "inChannels and outChannels of at least 1",
                    () -> inChannels + " and " + outChannels);
        }

        /**
         * Another geometry, where both directions differ.
         *
         * @param newWindow kernel size, stride, padding and dilation
         * @return a changed copy
         */
        public Options window(Window newWindow) {
            return new Options(inChannels, outChannels, newWindow, bias);
        }

        /**
         * Another stride.
         *
         * @param stride pixels from one output to the next
         * @return a changed copy
         */
        public Options stride(int stride) {
            return window(Windows.stride(window, stride));
        }

        /**
         * Another padding.
         *
         * @param padding zeros around
         * @return a changed copy
         */
        public Options padding(int padding) {
            return window(Windows.padding(window, padding));
        }

        /**
         * Another dilation.
         *
         * @param dilation pixels from one tap to the next
         * @return a changed copy
         */
        public Options dilation(int dilation) {
            return window(Windows.dilation(window, dilation));
        }

        /**
         * With or without a bias.
         *
         * @param newBias whether a bias is added
         * @return a changed copy
         */
        public Options bias(boolean newBias) {
            return new Options(inChannels, outChannels, window, newBias);
        }

        /**
         * Makes the layer.
         *
         * @param rng what the parameters are drawn from
         * @return the layer
         */
        public Conv2d build(Rng rng) {
            return new Conv2d(this, rng);
        }
    }

    /**
     * The weight.
     *
     * @return (outChannels, inChannels, kernelH, kernelW)
     */
    public Parameter weight() {
        return weight;
    }

    /**
     * The bias.
     *
     * @return (outChannels,), or null
     */
    public Parameter bias() {
        return bias;
    }

    @Override
    public Tensor forward(Tensor x) {
        return Convolutions.conv2d(x, weight.value(), bias == null ? null : bias.value(), options.window);
    }

    @Override
    protected String describe() {
        return "Conv2d(" + options.inChannels + ", " + options.outChannels + ", " + Windows.describe(options.window, 1)
                + (options.bias ? ")" : ", no bias)");
    }
}
