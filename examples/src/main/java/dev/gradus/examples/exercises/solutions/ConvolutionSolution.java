package dev.gradus.examples.exercises.solutions;

import dev.gradus.examples.exercises.tasks.ConvolutionTask;

/** Exercise 7: one walk over all products {@code x · w} of a convolution serves forward and both gradients. */
public final class ConvolutionSolution implements ConvolutionTask {
    /** What is done with the pixel (c, y, x) and the weight (c, r, s) of one output. */
    private interface Product {
        void visit(int c, int y, int x, int r, int s);
    }

    @Override
    public double[][][][] forward(double[][][][] x, double[][][][] w, double[] b, int stride, int padding) {
        int rows = (x[0][0].length + 2 * padding - w[0][0].length) / stride + 1;
        int columns = (x[0][0][0].length + 2 * padding - w[0][0].length) / stride + 1;
        double[][][][] out = new double[x.length][w.length][rows][columns];
        for (int n = 0; n < x.length; n++) {
            double[][][] picture = x[n];
            for (int f = 0; f < w.length; f++) {
                double[][][] filter = w[f];
                for (int i = 0; i < rows; i++) {
                    double[] row = out[n][f][i];
                    for (int j = 0; j < columns; j++) {
                        int at = j;
                        row[j] = b[f];
                        walk(
                                picture,
                                filter,
                                i * stride - padding,
                                j * stride - padding,
                                (c, y, z, r, s) -> row[at] += picture[c][y][z] * filter[c][r][s]);
                    }
                }
            }
        }
        return out;
    }

    /**
     * All products of one output, whose window begins at row {@code top} and column {@code left}, inside the picture.
     */
    private static void walk(double[][][] picture, double[][][] filter, int top, int left, Product product) {
        for (int c = 0; c < filter.length; c++) {
            for (int r = 0; r < filter[c].length; r++) {
                for (int s = 0; s < filter[c][r].length; s++) {
                    int y = top + r;
                    int z = left + s;
                    if (y >= 0 && y < picture[c].length && z >= 0 && z < picture[c][y].length) {
                        product.visit(c, y, z, r, s);
                    }
                }
            }
        }
    }

    @Override
    public double[][][][] inputGradient(
            double[][][][] dOut, double[][][][] x, double[][][][] w, int stride, int padding) {
        double[][][][] dx = new double[x.length][x[0].length][x[0][0].length][x[0][0][0].length];
        for (int n = 0; n < x.length; n++) {
            double[][][] dPicture = dx[n];
            for (int f = 0; f < w.length; f++) {
                double[][][] filter = w[f];
                for (int i = 0; i < dOut[n][f].length; i++) {
                    for (int j = 0; j < dOut[n][f][i].length; j++) {
                        double d = dOut[n][f][i][j];
                        walk(
                                dPicture,
                                filter,
                                i * stride - padding,
                                j * stride - padding,
                                (c, y, z, r, s) -> dPicture[c][y][z] += d * filter[c][r][s]);
                    }
                }
            }
        }
        return dx;
    }

    @Override
    public double[][][][] weightGradient(
            double[][][][] dOut, double[][][][] x, double[][][][] w, int stride, int padding) {
        double[][][][] dw = new double[w.length][w[0].length][w[0][0].length][w[0][0][0].length];
        for (int n = 0; n < x.length; n++) {
            double[][][] picture = x[n];
            for (int f = 0; f < w.length; f++) {
                double[][][] dFilter = dw[f];
                for (int i = 0; i < dOut[n][f].length; i++) {
                    for (int j = 0; j < dOut[n][f][i].length; j++) {
                        double d = dOut[n][f][i][j];
                        walk(
                                picture,
                                dFilter,
                                i * stride - padding,
                                j * stride - padding,
                                (c, y, z, r, s) -> dFilter[c][r][s] += d * picture[c][y][z]);
                    }
                }
            }
        }
        return dw;
    }

    @Override
    public double[] biasGradient(double[][][][] dOut) {
        double[] db = new double[dOut[0].length];
        for (double[][][] maps : dOut) {
            for (int f = 0; f < db.length; f++) {
                for (double[] row : maps[f]) {
                    for (double d : row) {
                        db[f] += d;
                    }
                }
            }
        }
        return db;
    }
}
