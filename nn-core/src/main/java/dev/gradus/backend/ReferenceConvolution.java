package dev.gradus.backend;

import dev.gradus.tensor.Shape;

/**
 * The cross-correlation {@code y[n, o, i, j] = bias[o] + Σ weight[o, d, p, q] · x[n, c, i·strideH − padH +
 * p·dilationH, j·strideW − padW + q·dilationW]} over heap arrays in row-major order, c being channel d of the group of
 * inputs that output o sees. The output and both gradients
 * visit the same triples (weight, x, y), and differ only in which of the three they add to.
 */
final class ReferenceConvolution {
    private final int batch;
    private final int channels;
    /** Channels of one group. */
    private final int depth;
    /** Outputs of one group. */
    private final int fan;

    private final int height;
    private final int width;
    private final int outputs;
    private final int outHeight;
    private final int outWidth;
    private final Window window;

    ReferenceConvolution(Shape x, Shape weight, Window window) {
        this.batch = x.intDim(0);
        this.channels = x.intDim(1);
        this.height = x.intDim(2);
        this.width = x.intDim(3);
        this.outputs = weight.intDim(0);
        this.depth = weight.intDim(1);
        this.fan = depth == 0 ? outputs : outputs / (channels / depth);
        this.outHeight = (int) window.outH(height);
        this.outWidth = (int) window.outW(width);
        this.window = window;
    }

    /** y = weight · x + bias. */
    double[] forward(double[] x, double[] weight, double[] bias) {
        int pixels = outHeight * outWidth;
        double[] y = new double[batch * outputs * pixels];
        for (int k = 0; bias != null && k < y.length; k++) {
            y[k] = bias[k / pixels % outputs];
        }
        int stride = window.strideW();
        forEachRun((w, xAt, yAt, count) -> addScaled(y, yAt, 1, weight[w], x, xAt, stride, count));
        return y;
    }

    /** gx = weightᵀ · g. */
    double[] inputGrad(double[] g, double[] weight) {
        double[] gx = new double[batch * channels * height * width];
        int stride = window.strideW();
        forEachRun((w, xAt, yAt, count) -> addScaled(gx, xAt, stride, weight[w], g, yAt, 1, count));
        return gx;
    }

    /** gw = Σ g · x. */
    double[] weightGrad(double[] g, double[] x) {
        double[] gw = new double[outputs * depth * window.kernelH() * window.kernelW()];
        int stride = window.strideW();
        forEachRun((w, xAt, yAt, count) -> {
            double sum = 0;
            for (int j = 0; j < count; j++) {
                sum += g[yAt + j] * x[xAt + j * stride];
            }
            gw[w] += sum;
        });
        return gw;
    }

    /** The sum of g over batch and pixels. */
    double[] biasGrad(double[] g) {
        double[] gb = new double[outputs];
        int pixels = outHeight * outWidth;
        for (int k = 0; k < g.length; k++) {
            gb[k / pixels % outputs] += g[k];
        }
        return gb;
    }

    /** One weight meets a run of outputs {@code y + j} and of inputs {@code x + j·strideW}, j from 0 to count − 1. */
    private interface Run {
        void visit(int weight, int x, int y, int count);
    }

    private void forEachRun(Run run) {
        int taps = window.kernelH() * window.kernelW();
        for (int n = 0; n < batch; n++) {
            for (int o = 0; o < outputs; o++) {
                int first = o / fan * depth;
                for (int d = 0; d < depth; d++) {
                    for (int tap = 0; tap < taps; tap++) {
                        int weight = (o * depth + d) * taps + tap;
                        forEachRow(tap, weight, n * channels + first + d, n * outputs + o, run);
                    }
                }
            }
        }
    }

    /** The rows of one output plane that a tap reaches in one input plane; what it meets in the padding is skipped. */
    private void forEachRow(int tap, int weight, int plane, int outPlane, Run run) {
        int top = tap / window.kernelW() * window.dilationH() - window.padH();
        int left = tap % window.kernelW() * window.dilationW() - window.padW();
        int stride = window.strideW();
        int first = Math.max(0, -Math.floorDiv(left, stride));
        int end = Math.min(outWidth, Math.floorDiv(width - 1 - left, stride) + 1);
        for (int i = 0; i < outHeight; i++) {
            int row = top + i * window.strideH();
            if (row >= 0 && row < height && first < end) {
                int x = (plane * height + row) * width + left + first * stride;
                run.visit(weight, x, (outPlane * outHeight + i) * outWidth + first, end - first);
            }
        }
    }

    /** {@code sum[at + j·step] += factor · x[xAt + j·xStep]}. */
    private static void addScaled(
            double[] sum, int at, int step, double factor, double[] x, int xAt, int xStep, int count) {
        if (step == 1 && xStep == 1) {
            // The same loop, in the form that the compiler turns into vector instructions.
            for (int j = 0; j < count; j++) {
                sum[at + j] += factor * x[xAt + j];
            }
        } else {
            for (int j = 0; j < count; j++) {
                sum[at + j * step] += factor * x[xAt + j * xStep];
            }
        }
    }
}
