package dev.gradus.backend;

import dev.gradus.tensor.Shape;

/**
 * A window that slides over the two spatial dimensions of (N, C, H, W): the geometry of convolution and pooling.
 *
 * @param kernelH its height in taps
 * @param kernelW its width in taps
 * @param strideH rows from one output to the next
 * @param strideW columns from one output to the next
 * @param padH rows of padding above and below
 * @param padW columns of padding left and right
 * @param dilationH rows from one tap to the next
 * @param dilationW columns from one tap to the next
 */
public record Window(
        int kernelH, int kernelW, int strideH, int strideW, int padH, int padW, int dilationH, int dilationW) {

    /** Checks that kernel, stride and dilation are at least 1 and the padding at least 0. */
    public Window {
        if (Math.min(Math.min(kernelH, kernelW), Math.min(strideH, strideW)) < 1
                || Math.min(dilationH, dilationW) < 1
                || Math.min(padH, padW) < 0) {
            throw new IllegalArgumentException("window: expected kernelSize, stride and dilation of at least 1 and"
                    + " padding of at least 0, got kernelSize (" + kernelH + ", " + kernelW + "), stride (" + strideH
                    + ", " + strideW + "), padding (" + padH + ", " + padW + "), dilation (" + dilationH + ", "
                    + dilationW + ")");
        }
    }

    /**
     * A window that is the same in both directions.
     *
     * @param kernelSize taps a side
     * @param stride pixels from one output to the next
     * @param padding zeros around
     * @param dilation pixels from one tap to the next
     * @return the window
     */
    public static Window square(int kernelSize, int stride, int padding, int dilation) {
        return new Window(kernelSize, kernelSize, stride, stride, padding, padding, dilation, dilation);
    }

    /**
     * The output height: ⌊(H + 2·padding − dilation·(kernel − 1) − 1) / stride⌋ + 1.
     *
     * @param h the input height
     * @return the output height; below 1 if the window does not fit
     */
    public long outH(long h) {
        return Math.floorDiv(h + 2L * padH - (long) dilationH * (kernelH - 1) - 1, strideH) + 1;
    }

    /**
     * The output width, as {@link #outH}.
     *
     * @param w the input width
     * @return the output width; below 1 if the window does not fit
     */
    public long outW(long w) {
        return Math.floorDiv(w + 2L * padW - (long) dilationW * (kernelW - 1) - 1, strideW) + 1;
    }

    /**
     * The shape that this window makes of an input.
     *
     * @param op who asks, for the error
     * @param input (N, C, H, W)
     * @param channels the channels of the output
     * @return (N, channels, outH, outW)
     * @throws IllegalArgumentException if the window does not fit into the padded input
     */
    public Shape output(String op, Shape input, long channels) {
        Shape output = fits(input) ? Shape.of(input.dim(0), channels, outH(input.dim(2)), outW(input.dim(3))) : null;
        Shape.require(
                output != null,
                op,
                () -> "an input of at least " + minimum() + " pixels for kernelSize (" + kernelH + ", " + kernelW
                        + "), padding (" + padH + ", " + padW + "), dilation (" + dilationH + ", " + dilationW + ")",
                () -> input);
        return output;
    }

    private boolean fits(Shape input) {
        return outH(input.dim(2)) >= 1 && outW(input.dim(3)) >= 1;
    }

    private String minimum() {
        return Math.max(1, dilationH * (kernelH - 1) + 1 - 2 * padH) + " x "
                + Math.max(1, dilationW * (kernelW - 1) + 1 - 2 * padW);
    }
}
