package dev.gradus.examples.exercises.solutions;

import dev.gradus.examples.exercises.tasks.PoolingTask;

/** Exercise 8: the gradient of a maximum goes to where it was, that of a mean to all in equal parts. */
public final class PoolingSolution implements PoolingTask {
    /** What is done with the map {@code (n, c)} and its output {@code (i, j)}, whose window begins at (top, left). */
    private interface Window {
        void visit(int n, int c, int i, int j, int top, int left);
    }

    private static void walk(double[][][][] out, int stride, Window window) {
        for (int n = 0; n < out.length; n++) {
            for (int c = 0; c < out[n].length; c++) {
                for (int i = 0; i < out[n][c].length; i++) {
                    for (int j = 0; j < out[n][c][i].length; j++) {
                        window.visit(n, c, i, j, i * stride, j * stride);
                    }
                }
            }
        }
    }

    private static double[][][][] output(double[][][][] x, int kernelSize, int stride) {
        int rows = (x[0][0].length - kernelSize) / stride + 1;
        int columns = (x[0][0][0].length - kernelSize) / stride + 1;
        return new double[x.length][x[0].length][rows][columns];
    }

    private static double[][][][] likeInput(double[][][][] x) {
        return new double[x.length][x[0].length][x[0][0].length][x[0][0][0].length];
    }

    @Override
    public double[][][][] maxPool(double[][][][] x, int kernelSize, int stride) {
        double[][][][] out = output(x, kernelSize, stride);
        walk(out, stride, (n, c, i, j, top, left) -> {
            int largest = largest(x[n][c], kernelSize, top, left);
            out[n][c][i][j] = x[n][c][top + largest / kernelSize][left + largest % kernelSize];
        });
        return out;
    }

    @Override
    public double[][][][] maxPoolGradient(double[][][][] dOut, double[][][][] x, int kernelSize, int stride) {
        double[][][][] dx = likeInput(x);
        walk(dOut, stride, (n, c, i, j, top, left) -> {
            int largest = largest(x[n][c], kernelSize, top, left);
            dx[n][c][top + largest / kernelSize][left + largest % kernelSize] += dOut[n][c][i][j];
        });
        return dx;
    }

    /** Where in its window the first largest value is: {@code r · kernelSize + s}. */
    private static int largest(double[][] map, int kernelSize, int top, int left) {
        int largest = 0;
        for (int at = 1; at < kernelSize * kernelSize; at++) {
            double value = map[top + at / kernelSize][left + at % kernelSize];
            if (value > map[top + largest / kernelSize][left + largest % kernelSize]) {
                largest = at;
            }
        }
        return largest;
    }

    @Override
    public double[][][][] avgPool(double[][][][] x, int kernelSize, int stride) {
        double[][][][] out = output(x, kernelSize, stride);
        walk(out, stride, (n, c, i, j, top, left) -> {
            for (int r = 0; r < kernelSize; r++) {
                for (int s = 0; s < kernelSize; s++) {
                    out[n][c][i][j] += x[n][c][top + r][left + s] / (kernelSize * kernelSize);
                }
            }
        });
        return out;
    }

    @Override
    public double[][][][] avgPoolGradient(double[][][][] dOut, double[][][][] x, int kernelSize, int stride) {
        double[][][][] dx = likeInput(x);
        walk(dOut, stride, (n, c, i, j, top, left) -> {
            for (int r = 0; r < kernelSize; r++) {
                for (int s = 0; s < kernelSize; s++) {
                    dx[n][c][top + r][left + s] += dOut[n][c][i][j] / (kernelSize * kernelSize);
                }
            }
        });
        return dx;
    }
}
