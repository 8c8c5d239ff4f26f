package dev.gradus.backend;

/**
 * The transforms of Winograd's minimal filtering F(4, 3): four outputs of a filter of three taps from six inputs, with
 * six products instead of twelve. For y = Aᵀ[(G g) ⊙ (Bᵀ d)] (d six inputs, g three taps, y four outputs) each transform
 * applies one of the matrices, or a transpose, to many vectors at once: element i of every array belongs to vector i. In
 * two dimensions each is applied to the rows and then to the columns.
 *
 * <p>The points are 0, 1, −1, 1/2, −2 and ∞; in FLOAT32 their error is 0.4 of that of 0, ±1, ±2 and ∞.
 *
 * <p>Sources: A. Lavin, S. Gray, "Fast Algorithms for Convolutional Neural Networks", CVPR 2016,
 * doi:10.1109/CVPR.2016.435; the points: B. Barabasz et al., "Error Analysis and Improving the Accuracy of Winograd
 * Convolution for Deep Neural Networks", ACM TOMS 46(4), 2020, doi:10.1145/3412380.
 */
final class Winograd {
    /** Outputs of a tile along one dimension. */
    static final int TILE = 4;
    /** Taps of the filter along one dimension. */
    static final int TAPS = 3;
    /** Inputs of a tile, and products, along one dimension. */
    static final int POINTS = 6;

    /** v = Bᵀ d. */
    static final Loop[] INPUT = {Winograd::input0, Winograd::input12, Winograd::input34, Winograd::input5};
    /** y = Aᵀ m. */
    static final Loop[] OUTPUT = {Winograd::output02, Winograd::output13};
    /** w = A g, for the gradient of an output. */
    static final Loop[] OUTPUT_GRAD = {Winograd::outputGrad05, Winograd::outputGrad12, Winograd::outputGrad34};
    /** u = G g. */
    static final Loop[] WEIGHT = {Winograd::weight05, Winograd::weight12, Winograd::weight34};
    /** g = Gᵀ x, for the gradient of a weight. */
    static final Loop[] WEIGHT_GRAD = {Winograd::weightGrad0, Winograd::weightGrad1, Winograd::weightGrad2};

    private Winograd() {}

    /** A part of a transform: one or two of its results, for vectors 0 to n − 1. */
    interface Loop {
        void apply(float[][] in, float[][] out, int n);
    }

    /**
     * Applies a transform. The compiler must not inline the loops: it turns each of them into vector instructions where
     * it stands alone, has at most two results and reads each element once before it writes. An interface with many
     * implementations sees to that.
     */
    static void apply(Loop[] transform, float[][] in, float[][] out, int n) {
        for (Loop loop : transform) {
            loop.apply(in, out, n);
        }
    }

    private static void input0(float[][] in, float[][] out, int n) {
        float[] d0 = in[0];
        float[] d1 = in[1];
        float[] d2 = in[2];
        float[] d3 = in[3];
        float[] d4 = in[4];
        float[] v0 = out[0];
        for (int i = 0; i < n; i++) {
            v0[i] = d0[i] - 2 * d2[i] + d4[i] + 1.5f * (d3[i] - d1[i]);
        }
    }

    private static void input12(float[][] in, float[][] out, int n) {
        float[] d1 = in[1];
        float[] d2 = in[2];
        float[] d3 = in[3];
        float[] d4 = in[4];
        float[] v1 = out[1];
        float[] v2 = out[2];
        for (int i = 0; i < n; i++) {
            float a = d1[i];
            float b = d2[i];
            float c = d3[i];
            float d = d4[i];
            v1[i] = d - a + 0.5f * b + 2.5f * c;
            v2[i] = d + a - 2.5f * b + 0.5f * c;
        }
    }

    private static void input34(float[][] in, float[][] out, int n) {
        float[] d1 = in[1];
        float[] d2 = in[2];
        float[] d3 = in[3];
        float[] d4 = in[4];
        float[] v3 = out[3];
        float[] v4 = out[4];
        for (int i = 0; i < n; i++) {
            float even = d4[i] - d2[i];
            float odd = d3[i] - d1[i];
            v3[i] = even + 2 * odd;
            v4[i] = even - 0.5f * odd;
        }
    }

    private static void input5(float[][] in, float[][] out, int n) {
        float[] d1 = in[1];
        float[] d2 = in[2];
        float[] d3 = in[3];
        float[] d4 = in[4];
        float[] d5 = in[5];
        float[] v5 = out[5];
        for (int i = 0; i < n; i++) {
            v5[i] = d1[i] - 2 * d3[i] + d5[i] + 1.5f * (d4[i] - d2[i]);
        }
    }

    private static void output02(float[][] in, float[][] out, int n) {
        float[] m0 = in[0];
        float[] m1 = in[1];
        float[] m2 = in[2];
        float[] m3 = in[3];
        float[] m4 = in[4];
        float[] y0 = out[0];
        float[] y2 = out[2];
        for (int i = 0; i < n; i++) {
            float sum = m1[i] + m2[i];
            float a = m3[i];
            float b = m4[i];
            y0[i] = m0[i] + sum + a + b;
            y2[i] = sum + 0.25f * a + 4 * b;
        }
    }

    private static void output13(float[][] in, float[][] out, int n) {
        float[] m1 = in[1];
        float[] m2 = in[2];
        float[] m3 = in[3];
        float[] m4 = in[4];
        float[] m5 = in[5];
        float[] y1 = out[1];
        float[] y3 = out[3];
        for (int i = 0; i < n; i++) {
            float difference = m1[i] - m2[i];
            float a = m3[i];
            float b = m4[i];
            float last = m5[i];
            y1[i] = difference + 0.5f * a - 2 * b;
            y3[i] = difference + 0.125f * a - 8 * b + last;
        }
    }

    private static void outputGrad05(float[][] in, float[][] out, int n) {
        System.arraycopy(in[0], 0, out[0], 0, n);
        System.arraycopy(in[3], 0, out[5], 0, n);
    }

    private static void outputGrad12(float[][] in, float[][] out, int n) {
        float[] g0 = in[0];
        float[] g1 = in[1];
        float[] g2 = in[2];
        float[] g3 = in[3];
        float[] w1 = out[1];
        float[] w2 = out[2];
        for (int i = 0; i < n; i++) {
            float even = g0[i] + g2[i];
            float b = g1[i];
            float d = g3[i];
            w1[i] = even + b + d;
            w2[i] = even - b - d;
        }
    }

    private static void outputGrad34(float[][] in, float[][] out, int n) {
        float[] g0 = in[0];
        float[] g1 = in[1];
        float[] g2 = in[2];
        float[] g3 = in[3];
        float[] w3 = out[3];
        float[] w4 = out[4];
        for (int i = 0; i < n; i++) {
            float a = g0[i];
            float b = g1[i];
            float c = g2[i];
            float d = g3[i];
            w3[i] = a + 0.5f * b + 0.25f * c + 0.125f * d;
            w4[i] = a - 2 * b + 4 * c - 8 * d;
        }
    }

    private static void weight05(float[][] in, float[][] out, int n) {
        System.arraycopy(in[0], 0, out[0], 0, n);
        System.arraycopy(in[2], 0, out[5], 0, n);
    }

    private static void weight12(float[][] in, float[][] out, int n) {
        float[] g0 = in[0];
        float[] g1 = in[1];
        float[] g2 = in[2];
        float[] u1 = out[1];
        float[] u2 = out[2];
        for (int i = 0; i < n; i++) {
            float even = (g0[i] + g2[i]) * (1 / 3f);
            float odd = g1[i] * (1 / 3f);
            u1[i] = even + odd;
            u2[i] = odd - even;
        }
    }

    private static void weight34(float[][] in, float[][] out, int n) {
        float[] g0 = in[0];
        float[] g1 = in[1];
        float[] g2 = in[2];
        float[] u3 = out[3];
        float[] u4 = out[4];
        for (int i = 0; i < n; i++) {
            float a = g0[i];
            float b = g1[i];
            float c = g2[i];
            u3[i] = (4 * a + 2 * b + c) * (-4 / 15f);
            u4[i] = (a - 2 * b + 4 * c) * (1 / 15f);
        }
    }

    private static void weightGrad0(float[][] in, float[][] out, int n) {
        float[] x0 = in[0];
        float[] x1 = in[1];
        float[] x2 = in[2];
        float[] x3 = in[3];
        float[] x4 = in[4];
        float[] g0 = out[0];
        for (int i = 0; i < n; i++) {
            g0[i] = x0[i] + (x1[i] - x2[i]) * (1 / 3f) - x3[i] * (16 / 15f) + x4[i] * (1 / 15f);
        }
    }

    private static void weightGrad1(float[][] in, float[][] out, int n) {
        float[] x1 = in[1];
        float[] x2 = in[2];
        float[] x3 = in[3];
        float[] x4 = in[4];
        float[] g1 = out[1];
        for (int i = 0; i < n; i++) {
            g1[i] = (x1[i] + x2[i]) * (1 / 3f) - x3[i] * (8 / 15f) - x4[i] * (2 / 15f);
        }
    }

    private static void weightGrad2(float[][] in, float[][] out, int n) {
        float[] x1 = in[1];
        float[] x2 = in[2];
        float[] x3 = in[3];
        float[] x4 = in[4];
        float[] x5 = in[5];
        float[] g2 = out[2];
        for (int i = 0; i < n; i++) {
            g2[i] = (x1[i] - x2[i]) * (1 / 3f) + (x4[i] - x3[i]) * (4 / 15f) + x5[i];
        }
    }
}
