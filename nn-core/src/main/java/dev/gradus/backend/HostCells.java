package dev.gradus.backend;

import java.util.Arrays;

/**
 * The steps of recurrent layers as FLOAT32 loops over whole blocks, (rows, H) each, that the compiler turns into vector
 * instructions: therefore every loop runs over arrays with one and the same index, and is short.
 */
final class HostCells {
    private HostCells() {}

    // ---- forward

    /**
     * Moves the states of a block by a step.
     *
     * @param cell what is computed
     * @param x for each gate W·x + b; overwritten
     * @param u for each gate U·h + c; overwritten
     * @param state the hidden states and, if there are any, the cell states; moved
     * @param scratch two blocks
     * @return what the gradient needs, in the order of {@link ReferenceRecurrence}: blocks of the arguments
     */
    static float[][] step(RecurrentCell cell, float[][] x, float[][] u, float[][] state, float[][] scratch) {
        return switch (cell) {
            case TANH, RELU -> simple(cell, x[0], u[0], state[0], scratch[0]);
            case GRU -> gru(x, u, state[0], scratch[0]);
            case LSTM -> lstm(x, u, state, scratch);
        };
    }

    private static float[][] simple(RecurrentCell cell, float[] x, float[] u, float[] h, float[] scratch) {
        add(x, u);
        if (cell == RecurrentCell.TANH) {
            tanh(x, scratch);
        } else {
            for (int i = 0; i < x.length; i++) {
                x[i] = Math.max(x[i], 0);
            }
        }
        System.arraycopy(x, 0, h, 0, h.length);
        return new float[][] {x};
    }

    private static float[][] gru(float[][] x, float[][] u, float[] h, float[] scratch) {
        add(x[0], u[0]);
        sigmoid(x[0], scratch);
        add(x[1], u[1]);
        sigmoid(x[1], scratch);
        addProduct(x[2], x[0], u[2]);
        tanh(x[2], scratch);
        blend(h, x[1], x[2]);
        return new float[][] {x[0], x[1], x[2], u[2]};
    }

    private static float[][] lstm(float[][] x, float[][] u, float[][] state, float[][] scratch) {
        for (int k = 0; k < 4; k++) {
            add(x[k], u[k]);
            if (k == 2) {
                tanh(x[k], scratch[0]);
            } else {
                sigmoid(x[k], scratch[0]);
            }
        }
        float[] old = scratch[1];
        float[] c = state[1];
        System.arraycopy(c, 0, old, 0, c.length);
        multiply(c, x[1]);
        addProduct(c, x[0], x[2]);
        float[] activated = u[0];
        System.arraycopy(c, 0, activated, 0, c.length);
        tanh(activated, scratch[0]);
        System.arraycopy(activated, 0, state[0], 0, c.length);
        multiply(state[0], x[3]);
        return new float[][] {x[0], x[1], x[2], x[3], old, activated};
    }

    /** x += y. */
    static void add(float[] x, float[] y) {
        for (int i = 0; i < x.length; i++) {
            x[i] += y[i];
        }
    }

    private static void multiply(float[] x, float[] y) {
        for (int i = 0; i < x.length; i++) {
            x[i] *= y[i];
        }
    }

    private static void addProduct(float[] x, float[] y, float[] z) {
        for (int i = 0; i < x.length; i++) {
            x[i] += y[i] * z[i];
        }
    }

    /** h = z·h + (1 − z)·n. */
    private static void blend(float[] h, float[] z, float[] n) {
        for (int i = 0; i < h.length; i++) {
            h[i] = z[i] * h[i] + (1 - z[i]) * n[i];
        }
    }

    /** σ(x) = (1 + tanh(x / 2)) / 2. */
    private static void sigmoid(float[] x, float[] scratch) {
        for (int i = 0; i < x.length; i++) {
            x[i] *= 0.5f;
        }
        tanh(x, scratch);
        for (int i = 0; i < x.length; i++) {
            x[i] = 0.5f * x[i] + 0.5f;
        }
    }

    /**
     * tanh as x · p(x²) / q(x²), both of degree 4, fitted by reweighted least squares to within 2.1e-8 relative from −9
     * to 9, beyond which tanh is ±1 in FLOAT32; rounding makes 3.4e-7 of that.
     */
    static void tanh(float[] x, float[] scratch) {
        for (int i = 0; i < x.length; i++) {
            x[i] = Math.min(Math.max(x[i], -9), 9);
        }
        for (int i = 0; i < x.length; i++) {
            float s = x[i] * x[i];
            scratch[i] = x[i] * ((((1.3354667e-8f * s + 2.0609086e-5f) * s + 3.4955884e-3f) * s + 0.13381025f) * s + 1);
        }
        for (int i = 0; i < x.length; i++) {
            float s = x[i] * x[i];
            x[i] = scratch[i] / ((((7.7765606e-7f * s + 3.285635e-4f) * s + 0.025876982f) * s + 0.46714342f) * s + 1);
        }
    }

    // ---- backward

    /**
     * From the gradients of the new states to those of the gates and of the old states.
     *
     * @param cell as in the forward step
     * @param kept what it left; overwritten
     * @param before the hidden states before it
     * @param state the gradients of the new states; replaced by that part of the old states' which does not pass
     *     through U
     * @param scratch a block
     * @return the gradients of W·x + b for each gate and, for a GRU, behind them that of U·h + c of n: blocks of the
     *     arguments
     */
    static float[][] stepBack(RecurrentCell cell, float[][] kept, float[] before, float[][] state, float[] scratch) {
        return switch (cell) {
            case TANH -> {
                throughTanh(state[0], kept[0]);
                System.arraycopy(state[0], 0, scratch, 0, scratch.length);
                clear(state[0]);
                yield new float[][] {scratch};
            }
            case RELU -> {
                for (int i = 0; i < scratch.length; i++) {
                    scratch[i] = kept[0][i] > 0 ? state[0][i] : 0;
                }
                clear(state[0]);
                yield new float[][] {scratch};
            }
            case GRU -> gruBack(kept, before, state[0], scratch);
            case LSTM -> lstmBack(kept, state, scratch);
        };
    }

    private static void clear(float[] x) {
        Arrays.fill(x, 0);
    }

    private static float[][] gruBack(float[][] kept, float[] before, float[] g, float[] scratch) {
        float[] r = kept[0];
        float[] z = kept[1];
        float[] n = kept[2];
        float[] product = kept[3];
        for (int i = 0; i < g.length; i++) {
            scratch[i] = g[i] * (before[i] - n[i]) * z[i] * (1 - z[i]);
        }
        for (int i = 0; i < g.length; i++) {
            n[i] = g[i] * (1 - z[i]) * (1 - n[i] * n[i]);
        }
        multiply(g, z);
        for (int i = 0; i < g.length; i++) {
            z[i] = n[i] * product[i] * r[i] * (1 - r[i]);
        }
        for (int i = 0; i < g.length; i++) {
            product[i] = n[i] * r[i];
        }
        return new float[][] {z, scratch, n, product};
    }

    private static float[][] lstmBack(float[][] kept, float[][] state, float[] scratch) {
        float[] i = kept[0];
        float[] f = kept[1];
        float[] g = kept[2];
        float[] o = kept[3];
        float[] old = kept[4];
        float[] activated = kept[5];
        float[] h = state[0];
        float[] c = state[1];
        for (int k = 0; k < h.length; k++) {
            scratch[k] = h[k] * activated[k] * o[k] * (1 - o[k]);
        }
        for (int k = 0; k < h.length; k++) {
            c[k] += h[k] * o[k] * (1 - activated[k] * activated[k]);
        }
        for (int k = 0; k < h.length; k++) {
            old[k] *= c[k] * f[k] * (1 - f[k]);
        }
        for (int k = 0; k < h.length; k++) {
            activated[k] = c[k] * g[k] * i[k] * (1 - i[k]);
        }
        for (int k = 0; k < h.length; k++) {
            o[k] = c[k] * i[k] * (1 - g[k] * g[k]);
        }
        multiply(c, f);
        clear(h);
        return new float[][] {activated, old, o, scratch};
    }

    /** g · (1 − y²). */
    private static void throughTanh(float[] g, float[] y) {
        for (int i = 0; i < g.length; i++) {
            g[i] *= 1 - y[i] * y[i];
        }
    }
}
