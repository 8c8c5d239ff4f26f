package dev.gradus.layers;

import dev.gradus.backend.Window;
import dev.gradus.ops.Pooling;
import dev.gradus.tensor.Tensor;

/**
 * The mean under each window: (N, C, H, W) → (N, C, outH, outW) with
 * {@code outH = ⌊(H + 2·padding − kernelSize) / stride⌋ + 1}; see {@link Pooling#avgPool2d}.
 *
 * <pre>{@code
 * AvgPool2d pool = AvgPool2d.of(3).stride(2).padding(1).build();
 * }</pre>
 */
public final class AvgPool2d extends Layer {
    private final Options options;

    /**
     * Makes the layer with windows that do not overlap, and no padding.
     *
     * @param kernelSize the side of the window, and the stride
     */
    public AvgPool2d(int kernelSize) {
        this(of(kernelSize));
    }

    private AvgPool2d(Options options) {
        this.options = options;
    }

    /**
     * Begins a layer that differs from the defaults.
     *
     * @param kernelSize the side of the window
     * @return its options
     */
    public static Options of(int kernelSize) {
        return new Options(Window.square(kernelSize, kernelSize, 0, 1), true);
    }

    /**
     * What makes a pooling layer.
     *
     * @param window kernel size, stride (the kernel size by default) and padding (0)
     * @param countIncludePad whether padding counts as zeros; true by default
     */
    public record Options(Window window, boolean countIncludePad) {
        /**
         * Another stride.
         *
         * @param stride pixels from one output to the next
         * @return a changed copy
         */
        public Options stride(int stride) {
            return new Options(Windows.stride(window, stride), countIncludePad);
        }

        /**
         * Another padding.
         *
         * @param padding pixels around, at most half the kernel size
         * @return a changed copy
         */
        public Options padding(int padding) {
            return new Options(Windows.padding(window, padding), countIncludePad);
        }

        /**
         * Whether padding counts.
         *
         * @param newCountIncludePad true: as zeros; false: the mean is over the pixels that exist
         * @return a changed copy
         */
        public Options countIncludePad(boolean newCountIncludePad) {
            return new Options(window, newCountIncludePad);
        }

        /**
         * Makes the layer.
         *
         * @return the layer
         */
        public AvgPool2d build() {
            return new AvgPool2d(this);
        }
    }

    @Override
    public Tensor forward(Tensor x) {
        return Pooling.avgPool2d(x, options.window, options.countIncludePad);
    }

    @Override
    protected String describe() {
        return "AvgPool2d(" + Windows.describe(options.window, options.window.kernelH()) + ")";
    }
}
