package dev.gradus.vision.tiling;

import dev.gradus.vision.image.Image;

/**
 * A plan that covers a photo of any size with overlapping tiles of one size, and blends what a network says about each
 * tile without seams. Tiles reach beyond the photo by half the overlap, where the photo is continued by reflection, so
 * that every pixel is seen with context. A photo no longer than a tile along an axis takes a single tile there, shrunk
 * to the next multiple of 16.
 *
 * <p>Each tile weighs in with a squared-sine ramp over the overlap; the weights are normalised, so that they sum to one
 * at every pixel (the idea of Ronneberger et al., U-Net, 2015, arXiv:1505.04597, with blending in place of cutting).
 *
 * <pre>{@code
 * Tiling tiling = Tiling.of(photo.height(), photo.width(), 512, 64);
 * Blend blend = tiling.blend(1);
 * for (int i = 0; i < tiling.count(); i++) {
 *     blend.add(i, predict(tiling.tile(photo, i)));
 * }
 * Image probability = blend.result();
 * }</pre>
 *
 * <p>Memory: one float per pixel and predicted channel beside the photo itself, so 0.4 GB for a mask of 10,000 x 10,000
 * pixels; nothing else grows with the photo.
 */
public final class Tiling {
    private final Axis rows;
    private final Axis columns;

    private Tiling(Axis rows, Axis columns) {
        this.rows = rows;
        this.columns = columns;
    }

    /**
     * A plan for photos of {@code height} by {@code width}.
     *
     * @param tile the tile's side, a multiple of 16
     * @param overlap by how many pixels neighbours overlap, 0 to half a tile
     * @throws IllegalArgumentException if a size is not positive, {@code tile} no multiple of 16, or {@code overlap}
     *     out of range
     */
    public static Tiling of(int height, int width, int tile, int overlap) {
        if (height < 1 || width < 1) {
            throw new IllegalArgumentException("tiling: expected a positive size, got " + height + "x" + width);
        }
        if (tile < 16 || tile % 16 != 0) {
            throw new IllegalArgumentException("tiling: expected a tile of a multiple of 16 pixels, got " + tile);
        }
        if (overlap < 0 || overlap > tile / 2) {
            throw new IllegalArgumentException(
                    "tiling: expected an overlap of 0 to " + tile / 2 + " pixels, got " + overlap);
        }
        return new Tiling(new Axis(height, tile, overlap), new Axis(width, tile, overlap));
    }

    /** How many tiles there are. */
    public int count() {
        return rows.count() * columns.count();
    }

    /** The height of every tile. */
    public int tileHeight() {
        return rows.tile();
    }

    /** The width of every tile. */
    public int tileWidth() {
        return columns.tile();
    }

    /**
     * Tile {@code index} of a photo: {@code (C, tileHeight, tileWidth)}, in row-major order of the tiles.
     *
     * @throws IllegalArgumentException if the photo is not of the planned size
     */
    public Image tile(Image photo, int index) {
        if (photo.height() != rows.size() || photo.width() != columns.size()) {
            throw new IllegalArgumentException(
                    "tiling: expected a photo of " + rows.size() + "x" + columns.size() + ", got " + photo);
        }
        return photo.cropReflected(top(index), left(index), rows.tile(), columns.tile());
    }

    /** An empty result of {@code channels} channels to add predictions to. */
    public Blend blend(int channels) {
        return new Blend(this, channels);
    }

    Axis rows() {
        return rows;
    }

    Axis columns() {
        return columns;
    }

    private int top(int index) {
        return rows.start(index / columns.count());
    }

    private int left(int index) {
        return columns.start(index % columns.count());
    }
}
