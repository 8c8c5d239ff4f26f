package dev.gradus.vision.tiling;

import dev.gradus.vision.image.Image;

/** The blended predictions of a {@link Tiling}'s tiles; used by one thread. */
public final class Blend {
    private final Tiling tiling;
    private final Image sum;
    private final boolean[] added;

    Blend(Tiling tiling, int channels) {
        this.tiling = tiling;
        this.sum = Image.black(channels, tiling.rows().size(), tiling.columns().size());
        this.added = new boolean[tiling.count()];
    }

    /**
     * Adds what was predicted for tile {@code index}; the tiles may come in any order.
     *
     * @param prediction {@code channels * tileHeight * tileWidth} values, planar
     * @throws IllegalArgumentException if the length does not fit
     * @throws IllegalStateException if this tile was added before
     */
    public void add(int index, float[] prediction) {
        Axis rows = tiling.rows();
        Axis columns = tiling.columns();
        int expected = sum.channels() * rows.tile() * columns.tile();
        if (prediction.length != expected) {
            throw new IllegalArgumentException("blend: expected " + expected + " values for (" + sum.channels() + ", "
                    + rows.tile() + ", " + columns.tile() + "), got " + prediction.length);
        }
        if (added[index]) {
            throw new IllegalStateException("blend: tile " + index + " was added before");
        }
        added[index] = true;
        for (int c = 0; c < sum.channels(); c++) {
            for (int y = 0; y < rows.tile(); y++) {
                addRow(index, prediction, c, y);
            }
        }
    }

    private void addRow(int index, float[] prediction, int c, int y) {
        Axis rows = tiling.rows();
        Axis columns = tiling.columns();
        int row = index / columns.count();
        int column = index % columns.count();
        int photoY = rows.start(row) + y;
        if (!rows.inside(photoY)) {
            return;
        }
        float rowWeight = rows.weight(row, y);
        int from = (c * rows.tile() + y) * columns.tile();
        int left = columns.start(column);
        int to = (c * sum.height() + photoY) * sum.width() + left;
        int first = Math.max(0, -left);
        int last = Math.min(columns.tile(), sum.width() - left);
        for (int x = first; x < last; x++) {
            sum.data()[to + x] += rowWeight * columns.weight(column, x) * prediction[from + x];
        }
    }

    /**
     * The blended prediction, {@code (channels, H, W)}.
     *
     * @throws IllegalStateException if a tile is missing
     */
    public Image result() {
        for (int i = 0; i < added.length; i++) {
            if (!added[i]) {
                throw new IllegalStateException("blend: tile " + i + " of " + added.length + " is missing");
            }
        }
        return sum;
    }
}
