package dev.gradus.vision.cells;

/**
 * What generated photographs look like. Lengths are in pixels, intensities in parts of white.
 *
 * @param height the photo's height, at least 32
 * @param width the photo's width, at least 32
 * @param cellsPerMegapixel the mean number of cells in 1,000,000 pixels of the well
 * @param minRadius the least mean radius of a cell
 * @param maxRadius the largest mean radius of a cell
 * @param clustering the probability that a cell is laid against an earlier one, 0 to 1
 * @param debrisPerMegapixel the mean number of specks and fibres in 1,000,000 pixels
 * @param wellProbability the probability that the rim of a round well shows, 0 to 1
 * @param unevenness how far the light falls off across the photo, 0 to 1
 * @param maxBlur the largest standard deviation of the blur by bad focus
 * @param noise the standard deviation of the sensor's noise at mid-grey
 */
public record CellPhotoSettings(
        int height,
        int width,
        double cellsPerMegapixel,
        double minRadius,
        double maxRadius,
        double clustering,
        double debrisPerMegapixel,
        double wellProbability,
        double unevenness,
        double maxBlur,
        double noise) {
    /** @throws IllegalArgumentException if a value is out of its range */
    public CellPhotoSettings {
        require(height >= 32 && width >= 32, "a size of at least 32x32", height + "x" + width);
        require(cellsPerMegapixel >= 0, "cellsPerMegapixel >= 0", cellsPerMegapixel);
        require(minRadius >= 2 && maxRadius >= minRadius, "2 <= minRadius <= maxRadius", minRadius + ", " + maxRadius);
        require(clustering >= 0 && clustering <= 1, "clustering of 0 to 1", clustering);
        require(debrisPerMegapixel >= 0, "debrisPerMegapixel >= 0", debrisPerMegapixel);
        require(wellProbability >= 0 && wellProbability <= 1, "wellProbability of 0 to 1", wellProbability);
        require(unevenness >= 0 && unevenness <= 1, "unevenness of 0 to 1", unevenness);
        require(maxBlur >= 0, "maxBlur >= 0", maxBlur);
        require(noise >= 0, "noise >= 0", noise);
    }

    /** 1024x1024 pixels, some 90 cells of radius 12 to 34, 45 % of them in clusters. */
    public static CellPhotoSettings defaults() {
        return new CellPhotoSettings(1024, 1024, 130, 12, 34, 0.45, 45, 0.85, 0.35, 1.6, 0.014);
    }

    /** The same look at another size. */
    public CellPhotoSettings withSize(int newHeight, int newWidth) {
        return new CellPhotoSettings(
                newHeight,
                newWidth,
                cellsPerMegapixel,
                minRadius,
                maxRadius,
                clustering,
                debrisPerMegapixel,
                wellProbability,
                unevenness,
                maxBlur,
                noise);
    }

    /** The same look with other cells. */
    public CellPhotoSettings withCells(double newCellsPerMegapixel, double newMinRadius, double newMaxRadius) {
        return new CellPhotoSettings(
                height,
                width,
                newCellsPerMegapixel,
                newMinRadius,
                newMaxRadius,
                clustering,
                debrisPerMegapixel,
                wellProbability,
                unevenness,
                maxBlur,
                noise);
    }

    private static void require(boolean holds, String expected, Object found) {
        if (!holds) {
            throw new IllegalArgumentException("cellPhotoSettings: expected " + expected + ", got " + found);
        }
    }
}
