package dev.gradus.backend;

import static dev.gradus.backend.Winograd.POINTS;
import static dev.gradus.backend.Winograd.TILE;

import dev.gradus.memory.HostStorage;
import dev.gradus.tensor.Shape;
import java.util.Arrays;

/**
 * A channels-last image cut into tiles of 4 x 4 outputs, and its way into and out of Winograd's domain: there, frequency
 * f = 6·i + j of tile t is a row of channels at (f, t).
 */
final class WinogradTiles {
    static final int FREQUENCIES = POINTS * POINTS;

    /** Vectors a loop of a transform works on: the arrays of a segment then fit into the second-level cache. */
    private static final int VECTORS = 512;

    private static final ThreadLocal<Scratch> SCRATCH = ThreadLocal.withInitial(() -> new Scratch(0));

    private final int channels;
    private final int height;
    private final int width;
    private final int padH;
    private final int padW;
    /** Tiles in a row of tiles. */
    private final int across;

    /** Rows of tiles in one image. */
    private final int down;
    /** And in all images. */
    private final int rows;
    /** Tiles of a row that are transformed together. */
    private final int segment;
    /** How many times that is in a row. */
    private final int segments;

    /**
     * Describes the tiles of an image.
     *
     * @param image (N, C, H, W)
     * @param outputs (N, _, H′, W′): the outputs of the convolution, which the tiles cover
     * @param padH by how many rows the first tile begins above the image
     * @param padW by how many columns it begins left of it
     */
    WinogradTiles(Shape image, Shape outputs, int padH, int padW) {
        this.channels = image.intDim(1);
        this.height = image.intDim(2);
        this.width = image.intDim(3);
        this.padH = padH;
        this.padW = padW;
        this.down = (outputs.intDim(2) + TILE - 1) / TILE;
        this.across = (outputs.intDim(3) + TILE - 1) / TILE;
        this.rows = image.intDim(0) * down;
        this.segment = Math.max(1, Math.min(across, VECTORS / channels));
        this.segments = (across + segment - 1) / segment;
    }

    /** Arrays of one thread. */
    private static final class Scratch {
        final int size;
        final float[] pixels;
        final float[] there;
        final float[][] columns;
        final float[][][] half = new float[POINTS][][];
        final float[][] column = new float[POINTS][];
        final float[][] result;

        Scratch(int size) {
            this.size = size;
            pixels = new float[POINTS * size];
            there = new float[TILE * size];
            columns = arrays(size);
            Arrays.setAll(half, i -> arrays(size));
            result = arrays(size);
        }

        private static float[][] arrays(int size) {
            return new float[POINTS][size];
        }

        /** The vertical neighbours: entry j of each row of the half-transformed tiles. */
        float[][] column(int j) {
            Arrays.setAll(column, i -> half[i][j]);
            return column;
        }
    }

    private Scratch scratch() {
        int size = (segment + 1) * channels;
        Scratch scratch = SCRATCH.get();
        if (scratch.size < size) {
            scratch = new Scratch(size);
            SCRATCH.set(scratch);
        }
        return scratch;
    }

    int across() {
        return across;
    }

    int rows() {
        return rows;
    }

    private interface Segment {
        /** Works on segment {@code part} of a row of tiles, counted through all images, which begins at a tile of the block. */
        void run(int row, int part, int tile);
    }

    private void run(int i, int firstRow, Segment body) {
        body.run(firstRow + i / segments, i % segments, i / segments * across + i % segments * segment);
    }

    private int count(int part) {
        return Math.min(segment, across - part * segment);
    }

    /**
     * Brings inputs of a convolution into Winograd's domain: v = Bᵀ d B.
     *
     * @param image the pixels
     * @param firstRow the first row of tiles, counted through all images
     * @param count how many rows
     * @param out receives (36, tiles, C)
     */
    void input(HostStorage image, int firstRow, int count, HostStorage out) {
        Parallel.forEach(
                count * segments,
                i -> run(i, firstRow, (row, part, tile) -> input(image, row, part, out, tile, count * across)));
    }

    private void input(HostStorage image, int row, int part, HostStorage out, int tile, int tiles) {
        Scratch scratch = scratch();
        int count = count(part);
        int n = count * channels;
        for (int i = 0; i < POINTS; i++) {
            float[][] columns = scratch.columns;
            load(image, row, part, i, count * TILE + POINTS - TILE, scratch);
            // The last two columns of a tile are the first two of the next.
            System.arraycopy(columns[0], channels, columns[TILE], 0, n);
            System.arraycopy(columns[1], channels, columns[TILE + 1], 0, n);
            Winograd.apply(Winograd.INPUT, columns, scratch.half[i], n);
        }
        for (int j = 0; j < POINTS; j++) {
            Winograd.apply(Winograd.INPUT, scratch.column(j), scratch.result, n);
            store(scratch.result, j, out, tile, tiles, n);
        }
    }

    /**
     * Brings gradients of outputs into Winograd's domain: w = A g Aᵀ. Parameters as {@link #input}.
     *
     * @return for each channel the sum over all pixels, which is the gradient of its bias
     */
    double[] outputGrad(HostStorage image, int firstRow, int count, HostStorage out) {
        return Parallel.sum(
                (long) count * segments,
                1,
                channels,
                (i, end, sums) -> run(
                        (int) i,
                        firstRow,
                        (row, part, tile) -> outputGrad(image, row, part, out, tile, count * across, sums)));
    }

    private void outputGrad(HostStorage image, int row, int part, HostStorage out, int tile, int tiles, double[] sums) {
        Scratch scratch = scratch();
        int n = count(part) * channels;
        for (int i = 0; i < TILE; i++) {
            load(image, row, part, i, count(part) * TILE, scratch);
            Winograd.apply(Winograd.OUTPUT_GRAD, scratch.columns, scratch.half[i], n);
        }
        for (int j = 0; j < POINTS; j++) {
            Winograd.apply(Winograd.OUTPUT_GRAD, scratch.column(j), scratch.result, n);
            if (j == 1) {
                // At the point (1, 1) the transform is the sum over the tile.
                addRows(scratch.result[1], n, sums);
            }
            store(scratch.result, j, out, tile, tiles, n);
        }
    }

    private void addRows(float[] rows, int n, double[] sums) {
        for (int at = 0; at < n; at += channels) {
            for (int c = 0; c < channels; c++) {
                sums[c] += rows[at + c];
            }
        }
    }

    /**
     * What is done to outputs at last.
     *
     * @param bias from {@link #repeated}, or null
     * @param sum whether they are added to what is there
     * @param relu whether max(·, 0) is applied
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Finish(float[] bias, boolean sum, boolean relu) {}

    /** Brings outputs back: y = Aᵀ m A, finished. Parameters as {@link #input}, the other way round. */
    void output(HostStorage in, Finish finish, HostStorage image, int firstRow, int count) {
        Parallel.forEach(
                count * segments,
                i -> run(i, firstRow, (row, part, tile) -> output(in, tile, count * across, finish, image, row, part)));
    }

    private void output(HostStorage in, int tile, int tiles, Finish finish, HostStorage image, int row, int part) {
        Scratch scratch = scratch();
        int count = count(part);
        int n = count * channels;
        for (int j = 0; j < POINTS; j++) {
            for (int i = 0; i < POINTS; i++) {
                in.read(((long) (i * POINTS + j) * tiles + tile) * channels, scratch.result[i], 0, n);
            }
            Winograd.apply(Winograd.OUTPUT, scratch.result, scratch.column(j), n);
        }
        int lines = Math.min(TILE, height - row % down * TILE);
        for (int i = 0; i < lines; i++) {
            Winograd.apply(Winograd.OUTPUT, scratch.half[i], scratch.columns, n);
            for (int k = 0; finish.bias != null && k < TILE; k++) {
                add(scratch.columns[k], finish.bias, n);
            }
            save(scratch, count, finish, image, row, part, i);
        }
    }

    /** A value a channel, repeated for each tile of a segment: the bias as {@link #output} takes it. */
    float[] repeated(HostStorage values) {
        float[] repeated = new float[segment * channels];
        for (int i = 0; i < repeated.length; i += channels) {
            values.read(0, repeated, i, channels);
        }
        return repeated;
    }

    private void store(float[][] values, int j, HostStorage out, int tile, int tiles, int n) {
        for (int i = 0; i < POINTS; i++) {
            out.write(((long) (i * POINTS + j) * tiles + tile) * channels, values[i], 0, n);
        }
    }

    /** Reads line i of a segment's tiles, and sorts its pixels by their place in their tile; zeros outside. */
    private void load(HostStorage image, int row, int part, int i, int pixels, Scratch scratch) {
        int y = row % down * TILE - padH + i;
        int x = part * segment * TILE - padW;
        int from = Math.max(0, -x);
        int to = y < 0 || y >= height ? from : Math.max(from, Math.min(pixels, width - x));
        float[] line = scratch.pixels;
        Arrays.fill(line, 0, Math.min(from, pixels) * channels, 0);
        if (to > from) {
            image.read(pixel(row, y, x + from), line, from * channels, (to - from) * channels);
        }
        if (to < pixels) {
            Arrays.fill(line, Math.max(to, 0) * channels, pixels * channels, 0);
        }
        for (int p = 0; p < pixels; p++) {
            System.arraycopy(line, p * channels, scratch.columns[p % TILE], p / TILE * channels, channels);
        }
    }

    private void save(Scratch scratch, int count, Finish finish, HostStorage image, int row, int part, int i) {
        int x = part * segment * TILE;
        int pixels = Math.min(count * TILE, width - x);
        float[] line = scratch.pixels;
        for (int p = 0; p < pixels; p++) {
            System.arraycopy(scratch.columns[p % TILE], p / TILE * channels, line, p * channels, channels);
        }
        int n = pixels * channels;
        long at = pixel(row, row % down * TILE + i, x);
        if (finish.sum) {
            image.read(at, scratch.there, 0, n);
            add(line, scratch.there, n);
        }
        if (finish.relu) {
            relu(line, n);
        }
        image.write(at, line, 0, n);
    }

    /** Where the channels of pixel (y, x) of a row's image begin. */
    private long pixel(int row, int y, int x) {
        return (((long) (row / down) * height + y) * width + x) * channels;
    }

    private static void add(float[] to, float[] values, int n) {
        for (int i = 0; i < n; i++) {
            to[i] += values[i];
        }
    }

    private static void relu(float[] values, int n) {
        for (int i = 0; i < n; i++) {
            values[i] = Math.max(values[i], 0);
        }
    }
}
