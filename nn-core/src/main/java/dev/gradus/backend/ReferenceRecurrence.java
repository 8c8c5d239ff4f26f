package dev.gradus.backend;

import dev.gradus.tensor.Shape;
import java.util.Arrays;

/**
 * A recurrent layer over heap arrays in row-major order, one sample and one step after another. Kept for the gradient
 * are, as (kept, T, N, H): the output (TANH, RELU); r, z, n and U·h + c of n (GRU); i, f, g, o, the cell state before
 * and the tanh of the one after (LSTM).
 */
final class ReferenceRecurrence {
    private final RecurrentCell cell;
    private final int steps;
    private final int rows;
    private final int hidden;
    private final double[] weight;
    private final long[] lengths;
    private final boolean reverse;

    /**
     * A layer.
     *
     * @param cell what a step computes
     * @param gates the shape (T, N, gates · H)
     * @param weight (gates · H, H)
     * @param lengths how many steps each sample has, or null for all
     * @param reverse whether the last step comes first
     */
    ReferenceRecurrence(RecurrentCell cell, Shape gates, double[] weight, long[] lengths, boolean reverse) {
        this.cell = cell;
        this.steps = gates.intDim(0);
        this.rows = gates.intDim(1);
        this.hidden = gates.intDim(2) / cell.gates();
        this.weight = weight;
        this.lengths = lengths;
        this.reverse = reverse;
    }

    private boolean isWithin(int t, int n) {
        return lengths == null || t < lengths[n];
    }

    // ---- forward

    /** States (T + states, N, H), hidden states before each step (T, N, H), and what is kept (kept, T, N, H). */
    double[][] forward(double[] gates, double[] bias, double[] initial) {
        int block = rows * hidden;
        double[] states = new double[(steps + cell.states()) * block];
        double[] before = new double[steps * block];
        double[] kept = new double[cell.kept() * steps * block];
        double[] state = initial.clone();
        for (int s = 0; s < steps; s++) {
            int t = reverse ? steps - 1 - s : s;
            for (int n = 0; n < rows; n++) {
                int at = (t * rows + n) * hidden;
                System.arraycopy(state, n * hidden, before, at, hidden);
                if (isWithin(t, n)) {
                    step(gates, at, product(bias, state, n * hidden), state, n * hidden, kept);
                    System.arraycopy(state, n * hidden, states, at, hidden);
                }
            }
        }
        System.arraycopy(state, 0, states, steps * block, state.length);
        return new double[][] {states, before, kept};
    }

    /** U·h + c. */
    private double[] product(double[] bias, double[] state, int from) {
        double[] product = bias == null ? new double[cell.gates() * hidden] : bias.clone();
        for (int row = 0; row < product.length; row++) {
            for (int k = 0; k < hidden; k++) {
                product[row] += weight[row * hidden + k] * state[from + k];
            }
        }
        return product;
    }

    /** Moves the state of one sample; {@code at} is its place in (T, N, H). */
    private void step(double[] gates, int at, double[] u, double[] state, int from, double[] kept) {
        int plane = steps * rows * hidden;
        for (int j = 0; j < hidden; j++) {
            int x = at * cell.gates() + j;
            int h = from + j;
            double[] values = switch (cell) {
                case TANH -> new double[] {Math.tanh(gates[x] + u[j])};
                case RELU -> new double[] {Math.max(gates[x] + u[j], 0)};
                case GRU -> {
                    double r = sigmoid(gates[x] + u[j]);
                    double z = sigmoid(gates[x + hidden] + u[j + hidden]);
                    double product = u[j + 2 * hidden];
                    yield new double[] {r, z, Math.tanh(gates[x + 2 * hidden] + r * product), product};
                }
                case LSTM -> {
                    double i = sigmoid(gates[x] + u[j]);
                    double f = sigmoid(gates[x + hidden] + u[j + hidden]);
                    double g = Math.tanh(gates[x + 2 * hidden] + u[j + 2 * hidden]);
                    double o = sigmoid(gates[x + 3 * hidden] + u[j + 3 * hidden]);
                    double old = state[rows * hidden + h];
                    yield new double[] {i, f, g, o, old, Math.tanh(f * old + i * g)};
                }
            };
            state[h] = switch (cell) {
                case TANH, RELU -> values[0];
                case GRU -> (1 - values[1]) * values[2] + values[1] * state[h];
                case LSTM -> values[3] * values[5];
            };
            if (cell == RecurrentCell.LSTM) {
                state[rows * hidden + h] = values[1] * values[4] + values[0] * values[2];
            }
            for (int k = 0; k < values.length; k++) {
                kept[k * plane + at + j] = values[k];
            }
        }
    }

    private static double sigmoid(double x) {
        return Unary.SIGMOID.apply(x, 0, 0);
    }

    // ---- backward

    /** The gradients of the gates (T, N, gates · H), the weight, the bias and the initial states. */
    double[][] backward(double[] g, double[] before, double[] kept) {
        int block = rows * hidden;
        int width = cell.gates() * hidden;
        double[] gates = new double[steps * rows * width];
        double[] weightGrad = new double[weight.length];
        double[] biasGrad = new double[width];
        double[] state = Arrays.copyOfRange(g, steps * block, g.length);
        double[] products = new double[width];
        for (int s = steps - 1; s >= 0; s--) {
            int t = reverse ? steps - 1 - s : s;
            for (int n = 0; n < rows; n++) {
                if (isWithin(t, n)) {
                    int at = (t * rows + n) * hidden;
                    for (int j = 0; j < hidden; j++) {
                        state[n * hidden + j] += g[at + j];
                        stepBack(j, at, before, kept, state, n * hidden, gates, products);
                    }
                    accumulate(products, before, at, weightGrad, biasGrad);
                    throughProduct(products, state, n * hidden);
                }
            }
        }
        return new double[][] {gates, weightGrad, biasGrad, state};
    }

    /**
     * From the gradient of a unit's new state to those of its gates and of its products U·h + c, and to that part of
     * the old state's which does not pass through the product.
     */
    private void stepBack(
            int j,
            int at,
            double[] before,
            double[] kept,
            double[] state,
            int from,
            double[] gates,
            double[] products) {
        int plane = steps * rows * hidden;
        double[] v = new double[cell.kept()];
        for (int k = 0; k < v.length; k++) {
            v[k] = kept[k * plane + at + j];
        }
        double g = state[from + j];
        double[] grads = switch (cell) {
            case TANH -> new double[] {g * (1 - v[0] * v[0])};
            case RELU -> new double[] {v[0] > 0 ? g : 0};
            case GRU -> {
                double candidate = g * (1 - v[1]) * (1 - v[2] * v[2]);
                double update = g * (before[at + j] - v[2]) * v[1] * (1 - v[1]);
                yield new double[] {candidate * v[3] * v[0] * (1 - v[0]), update, candidate};
            }
            case LSTM -> {
                double c = state[rows * hidden + from + j] + g * v[3] * (1 - v[5] * v[5]);
                state[rows * hidden + from + j] = c * v[1];
                yield new double[] {
                    c * v[2] * v[0] * (1 - v[0]),
                    c * v[4] * v[1] * (1 - v[1]),
                    c * v[0] * (1 - v[2] * v[2]),
                    g * v[5] * v[3] * (1 - v[3])
                };
            }
        };
        for (int k = 0; k < grads.length; k++) {
            gates[at * cell.gates() + k * hidden + j] = grads[k];
            products[k * hidden + j] = cell == RecurrentCell.GRU && k == 2 ? grads[k] * v[0] : grads[k];
        }
        state[from + j] = cell == RecurrentCell.GRU ? g * v[1] : 0;
    }

    private void accumulate(double[] products, double[] before, int at, double[] weightGrad, double[] biasGrad) {
        for (int row = 0; row < products.length; row++) {
            biasGrad[row] += products[row];
            for (int k = 0; k < hidden; k++) {
                weightGrad[row * hidden + k] += products[row] * before[at + k];
            }
        }
    }

    private void throughProduct(double[] products, double[] state, int from) {
        for (int row = 0; row < products.length; row++) {
            for (int k = 0; k < hidden; k++) {
                state[from + k] += products[row] * weight[row * hidden + k];
            }
        }
    }
}
