package dev.gradus.layers;

import dev.gradus.backend.Window;
import dev.gradus.ops.Pooling;
import dev.gradus.tensor.Tensor;

/**
 * The largest value under each window: (N, C, H, W) → (N, C, outH, outW) with
 * {@code outH = ⌊(H + 2·padding − dilation·(kernelSize − 1) − 1) / stride⌋ + 1}; see {@link Pooling#maxPool2d}.
 *
 * <pre>{@code
 * MaxPool2d pool = MaxPool2d.of(3).stride(2).padding(1).build();
 * }</pre>
 */
public final class MaxPool2d extends Layer {
    private final Options options;

    /**
     * Makes the layer with windows that do not overlap, and no padding.
     *
     * @param kernelSize the side of the window, and the stride
     */
    public MaxPool2d(int kernelSize) {
        this(of(kernelSize));
    }

    private MaxPool2d(Options options) {
        this.options = options;
    }

    /**
     * Begins a layer that differs from the defaults.
     *
     * @param kernelSize the side of the window
     * @return its options
     */
    public static Options of(int kernelSize) {
        return new Options(Window.square(kernelSize, kernelSize, 0, 1));
    }

    /**
     * What makes a pooling layer.
     *
     * @param window kernel size, stride (the kernel size by default), padding (0) and dilation (1)
     */
    public record Options(Window window) {
        /**
         * Another stride.
         *
         * @param stride pixels from one output to the next
         * @return a changed copy
         */
        public Options stride(int stride) {
            return new Options(Windows.stride(window, stride));
        }

        /**
         * Another padding.
         *
         * @param padding pixels around, at most half the kernel size
         * @return a changed copy
         */
        public Options padding(int padding) {
            return new Options(Windows.padding(window, padding));
        }

        /**
         * Another dilation.
         *
         * @param dilation pixels from one tap to the next
         * @return a changed copy
         */
        public Options dilation(int dilation) {
            return new Options(Windows.dilation(window, dilation));
        }

        /**
         * Makes the layer.
         *
         * @return the layer
         */
        public MaxPool2d build() {
            return new MaxPool2d(this);
        }
    }

    @Override
    public Tensor forward(Tensor x) {
        return Pooling.maxPool2d(x, options.window);
    }

    @Override
    protected String describe() {
        return "MaxPool2d(" + Windows.describe(options.window, options.window.kernelH()) + ")";
    }
}
