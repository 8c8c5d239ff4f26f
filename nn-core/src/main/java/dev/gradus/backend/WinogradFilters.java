package dev.gradus.backend;

import static dev.gradus.backend.Winograd.POINTS;
import static dev.gradus.backend.Winograd.TAPS;

import dev.gradus.memory.HostStorage;
import dev.gradus.tensor.Shape;

/** Filters of 3 x 3 taps, plain (O, C, 3, 3), in Winograd's domain: (36, O, C). */
final class WinogradFilters {
    /** Filters that are transformed together. */
    private static final int CHUNK = 512;

    private WinogradFilters() {}

    private interface Body {
        void apply(long first, int count);
    }

    private static void forEachChunk(Shape weight, Body body) {
        long filters = weight.dim(0) * weight.dim(1);
        Parallel.forEach(Math.toIntExact((filters + CHUNK - 1) / CHUNK), i -> {
            long first = (long) i * CHUNK;
            body.apply(first, (int) Math.min(CHUNK, filters - first));
        });
    }

    /** u = G g Gᵀ; with {@code turned} of the filters turned by half a turn. */
    static void transform(HostStorage weight, Shape shape, boolean turned, HostStorage out) {
        long filters = shape.dim(0) * shape.dim(1);
        forEachChunk(shape, (first, n) -> {
            float[] taps = new float[n * TAPS * TAPS];
            weight.read(first * TAPS * TAPS, taps, 0, taps.length);
            float[][] row = new float[TAPS][n];
            float[][][] half = new float[TAPS][POINTS][n];
            for (int i = 0; i < TAPS; i++) {
                for (int j = 0; j < TAPS; j++) {
                    int tap = i * TAPS + j;
                    gather(taps, turned ? TAPS * TAPS - 1 - tap : tap, row[j]);
                }
                Winograd.apply(Winograd.WEIGHT, row, half[i], n);
            }
            float[][] u = new float[POINTS][n];
            for (int j = 0; j < POINTS; j++) {
                Winograd.apply(Winograd.WEIGHT, new float[][] {half[0][j], half[1][j], half[2][j]}, u, n);
                for (int i = 0; i < POINTS; i++) {
                    out.write((i * POINTS + j) * filters + first, u[i], 0, n);
                }
            }
        });
    }

    /** g = Gᵀ x G. */
    static void transformGrad(HostStorage x, Shape shape, HostStorage out) {
        long filters = shape.dim(0) * shape.dim(1);
        forEachChunk(shape, (first, n) -> {
            float[][] column = new float[POINTS][n];
            float[][][] half = new float[POINTS][TAPS][n];
            for (int j = 0; j < POINTS; j++) {
                for (int i = 0; i < POINTS; i++) {
                    x.read((i * POINTS + j) * filters + first, column[i], 0, n);
                }
                Winograd.apply(Winograd.WEIGHT_GRAD, column, half[j], n);
            }
            float[] taps = new float[n * TAPS * TAPS];
            float[][] row = new float[TAPS][n];
            float[][] across = new float[POINTS][];
            for (int i = 0; i < TAPS; i++) {
                for (int j = 0; j < POINTS; j++) {
                    across[j] = half[j][i];
                }
                Winograd.apply(Winograd.WEIGHT_GRAD, across, row, n);
                for (int j = 0; j < TAPS; j++) {
                    scatter(row[j], taps, i * TAPS + j);
                }
            }
            out.write(first * TAPS * TAPS, taps, 0, taps.length);
        });
    }

    private static void gather(float[] taps, int tap, float[] out) {
        for (int i = 0; i < out.length; i++) {
            out[i] = taps[i * TAPS * TAPS + tap];
        }
    }

    private static void scatter(float[] values, float[] taps, int tap) {
        for (int i = 0; i < values.length; i++) {
            taps[i * TAPS * TAPS + tap] = values[i];
        }
    }
}
