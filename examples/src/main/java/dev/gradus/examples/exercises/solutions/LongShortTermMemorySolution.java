package dev.gradus.examples.exercises.solutions;

import dev.gradus.examples.exercises.tasks.LstmTask;

/** Exercise 12: σ' = σ (1 − σ), and tanh' = 1 − tanh². */
public final class LongShortTermMemorySolution implements LstmTask {
    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    @Override
    public double[][] gates(double[][] x, double[][] h, double[][] wx, double[][] wh, double[] b) {
        double[][] gates = new double[x.length][b.length];
        for (int n = 0; n < x.length; n++) {
            for (int k = 0; k < b.length; k++) {
                gates[n][k] = b[k];
                for (int d = 0; d < x[n].length; d++) {
                    gates[n][k] += x[n][d] * wx[k][d];
                }
                for (int d = 0; d < h[n].length; d++) {
                    gates[n][k] += h[n][d] * wh[k][d];
                }
            }
        }
        return gates;
    }

    @Override
    public double[][] cell(double[][] gates, double[][] c) {
        int size = c[0].length;
        double[][] next = new double[c.length][size];
        for (int n = 0; n < c.length; n++) {
            for (int k = 0; k < size; k++) {
                double input = sigmoid(gates[n][k]);
                double forget = sigmoid(gates[n][size + k]);
                next[n][k] = forget * c[n][k] + input * Math.tanh(gates[n][2 * size + k]);
            }
        }
        return next;
    }

    @Override
    public double[][] hidden(double[][] gates, double[][] next) {
        int size = next[0].length;
        double[][] hidden = new double[next.length][size];
        for (int n = 0; n < next.length; n++) {
            for (int k = 0; k < size; k++) {
                hidden[n][k] = sigmoid(gates[n][3 * size + k]) * Math.tanh(next[n][k]);
            }
        }
        return hidden;
    }

    @Override
    public double[][][] sequence(double[][][] x, double[][] h, double[][] c, double[][] wx, double[][] wh, double[] b) {
        double[][][] all = new double[x.length][][];
        double[][] hidden = h;
        double[][] state = c;
        for (int t = 0; t < x.length; t++) {
            double[][] gates = gates(x[t], hidden, wx, wh, b);
            state = cell(gates, state);
            hidden = hidden(gates, state);
            all[t] = hidden;
        }
        return all;
    }

    @Override
    public double[][] cellGradient(double[][] dHidden, double[][] dNext, double[][] gates, double[][] c) {
        int size = c[0].length;
        double[][] dc = nextGradient(dHidden, dNext, gates, c);
        for (int n = 0; n < c.length; n++) {
            for (int k = 0; k < size; k++) {
                dc[n][k] *= sigmoid(gates[n][size + k]);
            }
        }
        return dc;
    }

    /** The gradient of c', both ways. */
    private double[][] nextGradient(double[][] dHidden, double[][] dNext, double[][] gates, double[][] c) {
        int size = c[0].length;
        double[][] next = cell(gates, c);
        double[][] gradient = new double[c.length][size];
        for (int n = 0; n < c.length; n++) {
            for (int k = 0; k < size; k++) {
                double shown = Math.tanh(next[n][k]);
                gradient[n][k] = dNext[n][k] + dHidden[n][k] * sigmoid(gates[n][3 * size + k]) * (1 - shown * shown);
            }
        }
        return gradient;
    }

    @Override
    public double[][] gateGradient(double[][] dHidden, double[][] dNext, double[][] gates, double[][] c) {
        int size = c[0].length;
        double[][] next = cell(gates, c);
        double[][] dCell = nextGradient(dHidden, dNext, gates, c);
        double[][] gradient = new double[c.length][4 * size];
        for (int n = 0; n < c.length; n++) {
            for (int k = 0; k < size; k++) {
                double input = sigmoid(gates[n][k]);
                double forget = sigmoid(gates[n][size + k]);
                double fresh = Math.tanh(gates[n][2 * size + k]);
                double output = sigmoid(gates[n][3 * size + k]);
                gradient[n][k] = dCell[n][k] * fresh * input * (1 - input);
                gradient[n][size + k] = dCell[n][k] * c[n][k] * forget * (1 - forget);
                gradient[n][2 * size + k] = dCell[n][k] * input * (1 - fresh * fresh);
                gradient[n][3 * size + k] = dHidden[n][k] * Math.tanh(next[n][k]) * output * (1 - output);
            }
        }
        return gradient;
    }
}
