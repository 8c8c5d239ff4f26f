package dev.gradus.backend;

import dev.gradus.tensor.Shape;
import java.util.Arrays;

/** Maximum and mean under a window over heap arrays (N, C, H, W) in row-major order, and their gradients. */
final class ReferencePooling {
    private final int planes;
    private final int height;
    private final int width;
    private final int outHeight;
    private final int outWidth;
    private final Window window;

    ReferencePooling(Shape x, Window window) {
        this.planes = x.intDim(0) * x.intDim(1);
        this.height = x.intDim(2);
        this.width = x.intDim(3);
        this.outHeight = (int) window.outH(height);
        this.outWidth = (int) window.outW(width);
        this.window = window;
    }

    /**
     * For each output the index, within its plane, of the first largest input under the window; a NaN beats any
     * number. −1 where the window, dilated, meets padding alone.
     */
    int[] argmax(double[] x) {
        int[] winners = new int[planes * outHeight * outWidth];
        Arrays.fill(winners, -1);
        forEachTap((output, plane, pixel) -> {
            int best = winners[output];
            double v = x[plane + pixel];
            if (best < 0 || v > x[plane + best] || (Double.isNaN(v) && !Double.isNaN(x[plane + best]))) {
                winners[output] = pixel;
            }
        });
        return winners;
    }

    /** The winners' values; −∞ where there is none. */
    double[] max(double[] x, int[] winners) {
        double[] y = new double[winners.length];
        for (int k = 0; k < y.length; k++) {
            y[k] = winners[k] < 0 ? Double.NEGATIVE_INFINITY : x[plane(k) + winners[k]];
        }
        return y;
    }

    /** Each output's gradient goes to its winner. */
    double[] maxGrad(double[] g, int[] winners) {
        double[] gx = new double[planes * height * width];
        for (int k = 0; k < g.length; k++) {
            if (winners[k] >= 0) {
                gx[plane(k) + winners[k]] += g[k];
            }
        }
        return gx;
    }

    /** Σ x / divisor under the window. */
    double[] mean(double[] x, boolean countIncludePad) {
        int[] divisors = divisors(countIncludePad);
        double[] y = new double[divisors.length];
        forEachTap((output, plane, pixel) -> y[output] += x[plane + pixel]);
        for (int k = 0; k < y.length; k++) {
            y[k] /= divisors[k];
        }
        return y;
    }

    /** Each input under the window gets g / divisor. */
    double[] meanGrad(double[] g, boolean countIncludePad) {
        int[] divisors = divisors(countIncludePad);
        double[] gx = new double[planes * height * width];
        forEachTap((output, plane, pixel) -> gx[plane + pixel] += g[output] / divisors[output]);
        return gx;
    }

    /** How many inputs each output averages: the taps, or those that lie within the image. */
    private int[] divisors(boolean countIncludePad) {
        int[] divisors = new int[planes * outHeight * outWidth];
        if (countIncludePad) {
            Arrays.fill(divisors, window.kernelH() * window.kernelW());
        } else {
            forEachTap((output, plane, pixel) -> divisors[output]++);
        }
        return divisors;
    }

    /** Where the input plane of an output begins. */
    private int plane(int output) {
        return output / (outHeight * outWidth) * height * width;
    }

    /** An output meets the input at {@code plane + pixel}. */
    private interface Tap {
        void visit(int output, int plane, int pixel);
    }

    /** Every tap of every window that lies within the image, row by row. */
    private void forEachTap(Tap tap) {
        for (int output = 0; output < planes * outHeight * outWidth; output++) {
            int plane = plane(output);
            int top = output / outWidth % outHeight * window.strideH() - window.padH();
            int left = output % outWidth * window.strideW() - window.padW();
            for (int p = 0; p < window.kernelH(); p++) {
                int row = top + p * window.dilationH();
                for (int q = 0; q < window.kernelW(); q++) {
                    int column = left + q * window.dilationW();
                    if (row >= 0 && row < height && column >= 0 && column < width) {
                        tap.visit(output, plane, row * width + column);
                    }
                }
            }
        }
    }
}
