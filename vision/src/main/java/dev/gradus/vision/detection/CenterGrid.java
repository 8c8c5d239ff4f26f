package dev.gradus.vision.detection;

import dev.gradus.tensor.Shape;
import dev.gradus.vision.data.Box;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The places of a {@link CenterNet}'s output, and how boxes are written there and read from it. Cell (i, j) is as large a
 * part of the picture as there are cells; distances are counted in cells.
 *
 * <p>Target, (classes + 5, rows, columns): for each class a hill of height 1 at the cell of each object's middle,
 * {@code exp(−(dx/σx)²/2 − (dy/σy)²/2)} with σ = 0.09 of the box's width and height; then the distances of the cell's
 * middle to the left, upper, right and lower edge of the object whose hill covers it, the smallest if several do; last
 * the weight of these distances, the hill's height over the sum of all of its, so that large and small objects weigh the
 * same. Liu et al., 2019, arXiv:1909.00700.
 *
 * @param classes the number of classes
 * @param height of the picture, in pixels
 * @param width of the picture, in pixels
 * @param rows of the grid
 * @param columns of the grid
 */
public record CenterGrid(int classes, int height, int width, int rows, int columns) {
    private static final double SPREAD = 0.09;
    /** Of very small objects, so that more than one cell learns about them. */
    private static final double LEAST_SIGMA = 0.45;
    /** Hills end where they are this many σ down. */
    private static final double END = 3;

    /** The grid of a network. */
    public static CenterGrid of(CenterNet.Config config) {
        return new CenterGrid(
                config.classes(), config.height(), config.width(), quarter(config.height()), quarter(config.width()));
    }

    /** What SqueezeNet 1.1 leaves of a side after its first convolution and its first pooling. */
    private static int quarter(int side) {
        int first = (side - 3) / 2 + 1;
        return (first - 3 + 1) / 2 + 1;
    }

    /** (classes + 5, rows, columns). */
    public Shape targetShape() {
        return Shape.of(classes + 5, rows, columns);
    }

    /**
     * Writes boxes.
     *
     * @param boxes in the picture's pixels
     * @return the target's values
     */
    public float[] encode(List<Box> boxes) {
        float[] target = new float[(classes + 5) * rows * columns];
        boxes.stream().sorted(Comparator.comparingDouble(Box::area).reversed()).forEach(box -> write(box, target));
        return target;
    }

    private void write(Box pixels, float[] target) {
        Box box = pixels.at(
                pixels.x1() * columns / width,
                pixels.y1() * rows / height,
                pixels.x2() * columns / width,
                pixels.y2() * rows / height);
        int column = Math.min(columns - 1, (int) ((box.x1() + box.x2()) / 2));
        int row = Math.min(rows - 1, (int) ((box.y1() + box.y2()) / 2));
        double sigmaX = Math.max(LEAST_SIGMA, SPREAD * box.width());
        double sigmaY = Math.max(LEAST_SIGMA, SPREAD * box.height());
        int right = (int) (END * sigmaX);
        int down = (int) (END * sigmaY);
        double sum = 0;
        for (int dy = -down; dy <= down; dy++) {
            for (int dx = -right; dx <= right; dx++) {
                sum += hill(dx / sigmaX, dy / sigmaY);
            }
        }
        int plane = rows * columns;
        for (int y = Math.max(0, row - down); y <= Math.min(rows - 1, row + down); y++) {
            for (int x = Math.max(0, column - right); x <= Math.min(columns - 1, column + right); x++) {
                float height = (float) hill((x - column) / sigmaX, (y - row) / sigmaY);
                int at = y * columns + x;
                int score = box.label() * plane + at;
                target[score] = Math.max(target[score], height);
                int edges = classes * plane + at;
                target[edges] = (float) (x + 0.5 - box.x1());
                target[edges + plane] = (float) (y + 0.5 - box.y1());
                target[edges + 2 * plane] = (float) (box.x2() - x - 0.5);
                target[edges + 3 * plane] = (float) (box.y2() - y - 0.5);
                boolean inside = target[edges] > 0
                        && target[edges + plane] > 0
                        && target[edges + 2 * plane] > 0
                        && target[edges + 3 * plane] > 0;
                target[edges + 4 * plane] = inside ? (float) (height / sum) : 0;
            }
        }
    }

    private static double hill(double x, double y) {
        return Math.exp(-(x * x + y * y) / 2);
    }

    /**
     * Reads boxes: wherever a score is the highest of its neighbourhood of 3x3 cells.
     *
     * @param output what the network gave for one picture, (classes + 4, rows, columns)
     * @param least the lowest score that counts, 0 to 1
     * @return in the picture's pixels and cut at its edges, in no particular order; several may be of one object
     */
    public List<FoundBox> decode(float[] output, double least) {
        List<FoundBox> found = new ArrayList<>();
        int plane = rows * columns;
        for (int label = 0; label < classes; label++) {
            for (int at = 0; at < plane; at++) {
                double score = 1 / (1 + Math.exp(-output[label * plane + at]));
                if (score >= least && isPeak(output, label * plane, at)) {
                    found.add(new FoundBox(read(output, classes * plane + at, at, label), score));
                }
            }
        }
        return found;
    }

    private boolean isPeak(float[] output, int from, int at) {
        int row = at / columns;
        int column = at % columns;
        for (int y = Math.max(0, row - 1); y <= Math.min(rows - 1, row + 1); y++) {
            for (int x = Math.max(0, column - 1); x <= Math.min(columns - 1, column + 1); x++) {
                if (output[from + y * columns + x] > output[from + at]) {
                    return false;
                }
            }
        }
        return true;
    }

    private Box read(float[] output, int edges, int at, int label) {
        int plane = rows * columns;
        double x = at % columns + 0.5;
        double y = Math.floorDiv(at, columns) + 0.5;
        double cellWidth = (double) width / columns;
        double cellHeight = (double) height / rows;
        return new Box(
                Math.max(0, (x - Math.exp(output[edges])) * cellWidth),
                Math.max(0, (y - Math.exp(output[edges + plane])) * cellHeight),
                Math.min(width, (x + Math.exp(output[edges + 2 * plane])) * cellWidth),
                Math.min(height, (y + Math.exp(output[edges + 3 * plane])) * cellHeight),
                label);
    }
}
