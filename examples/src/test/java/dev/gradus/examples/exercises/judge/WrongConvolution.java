package dev.gradus.examples.exercises.judge;

import dev.gradus.examples.exercises.solutions.ConvolutionSolution;
import dev.gradus.examples.exercises.tasks.ConvolutionTask;
import java.util.List;

/** Exercise 7, answered wrongly. */
final class WrongConvolution implements ConvolutionTask {
    private final ConvolutionTask solution = new ConvolutionSolution();
    private final Forward forward;
    private final double ofWeight;
    private final double ofBias;

    private WrongConvolution(Forward forward, double ofWeight, double ofBias) {
        this.forward = forward;
        this.ofWeight = ofWeight;
        this.ofBias = ofBias;
    }

    static List<Wrong> all() {
        return List.of(
                forward(
                        (x, w, n, f, c, i, j, r, s) -> pixel(x[n][c], i + r, j + s) * w[f][c][2 - r][2 - s],
                        "180 degrees"),
                forward(
                        (x, w, n, f, c, i, j, r, s) -> pixel(x[n][c], i + s, j + r) * w[f][c][r][s],
                        "rows and columns"),
                forward(
                        (x, w, n, f, c, i, j, r, s) -> pixel(x[n][c], i + r, j + s) * w[c][f][r][s],
                        "the weight is transposed"),
                forward(
                        (x, w, n, f, c, i, j, r, s) -> pixel(x[n][c], i + r + 1, j + s + 1) * w[f][c][r][s],
                        "one pixel too low"),
                forward(
                        (x, w, n, f, c, i, j, r, s) ->
                                r < 2 && s < 2 ? pixel(x[n][c], i + r, j + s) * w[f][c][r][s] : 0,
                        "off by one: the last row and column of the filter"),
                forward(
                        (x, w, n, f, c, i, j, r, s) -> -pixel(x[n][c], i + r, j + s) * w[f][c][r][s],
                        "the sum of products is −1 times what it should be: the sign is turned"),
                new Wrong(7, new WrongConvolution(null, -1, 1), "gradient of w", "the sign is turned", false),
                new Wrong(7, new WrongConvolution(null, 1.0 / 3, 1), "gradient of w", "divided by N once too", false),
                new Wrong(7, new WrongConvolution(null, 1, 0.01), "gradient of b", "yours is 0.01", false));
    }

    private static Wrong forward(Forward forward, String hint) {
        return new Wrong(7, new WrongConvolution(forward, 1, 1), "forward (N, F, H', W')", hint, false);
    }

    /** What one pixel and one weight add to an output. */
    private interface Forward {
        double product(double[][][][] x, double[][][][] w, int n, int f, int c, int i, int j, int r, int s);
    }

    private static double pixel(double[][] map, int i, int j) {
        return i < map.length && j < map[i].length ? map[i][j] : 0;
    }

    @Override
    public double[][][][] forward(double[][][][] x, double[][][][] w, double[] b, int stride, int padding) {
        double[][][][] out = solution.forward(x, w, b, stride, padding);
        if (forward == null || stride > 1 || padding > 0) {
            return out;
        }
        for (int n = 0; n < out.length; n++) {
            for (int f = 0; f < out[n].length; f++) {
                for (int i = 0; i < out[n][f].length; i++) {
                    for (int j = 0; j < out[n][f][i].length; j++) {
                        out[n][f][i][j] = b[f];
                        for (int at = 0; at < w[f].length * 9; at++) {
                            out[n][f][i][j] += forward.product(x, w, n, f, at / 9, i, j, at % 9 / 3, at % 3);
                        }
                    }
                }
            }
        }
        return out;
    }

    @Override
    public double[][][][] inputGradient(
            double[][][][] dOut, double[][][][] x, double[][][][] w, int stride, int padding) {
        return solution.inputGradient(dOut, x, w, stride, padding);
    }

    @Override
    public double[][][][] weightGradient(
            double[][][][] dOut, double[][][][] x, double[][][][] w, int stride, int padding) {
        double[][][][] dw = solution.weightGradient(dOut, x, w, stride, padding);
        for (double[][][] filter : dw) {
            for (double[][] channel : filter) {
                for (double[] row : channel) {
                    for (int s = 0; s < row.length; s++) {
                        row[s] *= ofWeight;
                    }
                }
            }
        }
        return dw;
    }

    @Override
    public double[] biasGradient(double[][][][] dOut) {
        double[] db = solution.biasGradient(dOut);
        for (int f = 0; f < db.length; f++) {
            db[f] *= ofBias;
        }
        return db;
    }
}
