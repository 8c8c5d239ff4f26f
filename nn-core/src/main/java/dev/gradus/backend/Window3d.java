package dev.gradus.backend;

import dev.gradus.tensor.Shape;

/**
 * A window that slides over the three spatial dimensions of (N, C, D, H, W).
 *
 * @param kernelD its depth in taps
 * @param strideD planes from one output to the next
 * @param padD planes of padding in front and behind
 * @param dilationD planes from one tap to the next
 * @param plane its geometry over H and W
 */
public record Window3d(int kernelD, int strideD, int padD, int dilationD, Window plane) {
    /** Checks that kernel, stride and dilation are at least 1 and the padding at least 0. */
    public Window3d {
        Shape.require(
                Math.min(kernelD, Math.min(strideD, dilationD)) >= 1 && padD >= 0,
                "window",
                () -> "kernelD, strideD and dilationD of at least 1 and padD of at least 0",
                () -> kernelD + ", " + strideD + ", " + dilationD + " and " + padD);
    }

    /**
     * A window that is the same in all directions.
     *
     * @param kernelSize taps a side
     * @param stride from one output to the next
     * @param padding zeros around
     * @param dilation from one tap to the next
     * @return the window
     */
    public static Window3d cube(int kernelSize, int stride, int padding, int dilation) {
        return new Window3d(
                kernelSize, stride, padding, dilation, Window.square(kernelSize, stride, padding, dilation));
    }

    /**
     * The output depth: ⌊(D + 2·padding − dilation·(kernel − 1) − 1) / stride⌋ + 1.
     *
     * @param d the input depth
     * @return the output depth; below 1 if the window does not fit
     */
    public long outD(long d) {
        return Math.floorDiv(d + 2L * padD - (long) dilationD * (kernelD - 1) - 1, strideD) + 1;
    }
}
