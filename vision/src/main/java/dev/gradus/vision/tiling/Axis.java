package dev.gradus.vision.tiling;

/** Where the tiles lie along one axis, and how much each one weighs at each pixel. */
final class Axis {
    private static final int MULTIPLE = 16;

    private final int size;
    private final int tile;
    private final int stride;
    private final int margin;
    private final int count;
    private final float[][] weights;

    Axis(int size, int tile, int overlap) {
        boolean single = size <= tile;
        this.size = size;
        this.tile = single ? (size + MULTIPLE - 1) / MULTIPLE * MULTIPLE : tile;
        this.margin = single ? 0 : overlap / 2;
        this.stride = tile - overlap;
        // The last tile must reach the photo's end and its margin.
        this.count = single ? 1 : (size + 2 * margin - tile + stride - 1) / stride + 1;
        this.weights = weights(overlap);
    }

    int size() {
        return size;
    }

    int tile() {
        return tile;
    }

    int count() {
        return count;
    }

    int start(int index) {
        return index * stride - margin;
    }

    /** The weight of tile {@code index} at its own pixel {@code offset}; these sum to 1 over the tiles. */
    float weight(int index, int offset) {
        return weights[index][offset];
    }

    private float[][] weights(int overlap) {
        double[] ramp = ramp(overlap);
        double[] sums = new double[size];
        for (int i = 0; i < count; i++) {
            for (int k = 0; k < tile; k++) {
                if (inside(start(i) + k)) {
                    sums[start(i) + k] += ramp[k];
                }
            }
        }
        float[][] result = new float[count][tile];
        for (int i = 0; i < count; i++) {
            for (int k = 0; k < tile; k++) {
                if (inside(start(i) + k)) {
                    result[i][k] = (float) (ramp[k] / sums[start(i) + k]);
                }
            }
        }
        return result;
    }

    private double[] ramp(int overlap) {
        double[] ramp = new double[tile];
        for (int k = 0; k < tile; k++) {
            double fromEdge = Math.min(k, tile - 1 - k) + 0.5;
            double sine = fromEdge >= overlap ? 1 : Math.sin(Math.PI / 2 * fromEdge / overlap);
            ramp[k] = sine * sine;
        }
        return ramp;
    }

    boolean inside(int position) {
        return position >= 0 && position < size;
    }
}
