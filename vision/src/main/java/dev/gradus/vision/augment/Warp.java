package dev.gradus.vision.augment;

import dev.gradus.vision.data.Box;
import dev.gradus.vision.data.PhotoMask;
import dev.gradus.vision.image.Image;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A projective map of the plane, which moves a photo, its mask and its boxes together. Places are in pixels from the upper
 * left corner, x to the right and y down; the middle of the first pixel is at (0.5, 0.5).
 */
public final class Warp {
    private static final double NEAR = 1e-6;

    private final double[] toNew;
    private final double[] toOld;

    private Warp(double[] toNew, double[] toOld) {
        this.toNew = toNew;
        this.toOld = toOld;
    }

    /**
     * The map by a matrix in homogeneous coordinates, row by row.
     *
     * @throws IllegalArgumentException unless there are nine numbers and the map can be undone
     */
    public static Warp of(double... matrix) {
        if (matrix.length != 9) {
            throw new IllegalArgumentException("warp: expected 9 numbers, got " + matrix.length);
        }
        return new Warp(matrix.clone(), inverted(matrix));
    }

    /** Shifts to the right and down. */
    public static Warp shift(double x, double y) {
        return of(1, 0, x, 0, 1, y, 0, 0, 1);
    }

    /** Stretches away from the corner. */
    public static Warp scale(double x, double y) {
        return of(x, 0, 0, 0, y, 0, 0, 0, 1);
    }

    /** Turns clockwise, as seen, around the corner. */
    public static Warp rotate(double degrees) {
        double cos = Math.cos(Math.toRadians(degrees));
        double sin = Math.sin(Math.toRadians(degrees));
        return of(cos, -sin, 0, sin, cos, 0, 0, 0, 1);
    }

    /** Shifts each row by {@code x} times its y, and each column by {@code y} times its x. */
    public static Warp shear(double x, double y) {
        return of(1, x, 0, y, 1, 0, 0, 0, 1);
    }

    /**
     * The map that takes four points to four others, x and y in turn.
     *
     * @throws IllegalArgumentException if three of the points lie on a line
     */
    public static Warp quadrilateral(double[] from, double[] to) {
        return ofUnitSquare(from).inverse().then(ofUnitSquare(to));
    }

    /** From (0, 0), (1, 0), (1, 1), (0, 1). Heckbert, "Fundamentals of texture mapping and image warping", 1989. */
    private static Warp ofUnitSquare(double... p) {
        double sumX = p[0] - p[2] + p[4] - p[6];
        double sumY = p[1] - p[3] + p[5] - p[7];
        double x1 = p[2] - p[4];
        double x2 = p[6] - p[4];
        double y1 = p[3] - p[5];
        double y2 = p[7] - p[5];
        double det = x1 * y2 - x2 * y1;
        double g = (sumX * y2 - x2 * sumY) / det;
        double h = (x1 * sumY - sumX * y1) / det;
        return of(
                p[2] - p[0] + g * p[2],
                p[6] - p[0] + h * p[6],
                p[0],
                p[3] - p[1] + g * p[3],
                p[7] - p[1] + h * p[7],
                p[1],
                g,
                h,
                1);
    }

    /** This map, then {@code next}. */
    public Warp then(Warp next) {
        return new Warp(product(next.toNew, toNew), product(toOld, next.toOld));
    }

    /** This map with another place as the corner. */
    public Warp around(double x, double y) {
        return shift(-x, -y).then(this).then(shift(x, y));
    }

    /** The map that undoes this one. */
    public Warp inverse() {
        return new Warp(toOld, toNew);
    }

    private static double[] product(double[] a, double... b) {
        double[] c = new double[9];
        for (int i = 0; i < 9; i++) {
            int row = i / 3 * 3;
            int column = i % 3;
            c[i] = a[row] * b[column] + a[row + 1] * b[column + 3] + a[row + 2] * b[column + 6];
        }
        return c;
    }

    private static double[] inverted(double... m) {
        double[] inverse = {
            m[4] * m[8] - m[5] * m[7], m[2] * m[7] - m[1] * m[8], m[1] * m[5] - m[2] * m[4],
            m[5] * m[6] - m[3] * m[8], m[0] * m[8] - m[2] * m[6], m[2] * m[3] - m[0] * m[5],
            m[3] * m[7] - m[4] * m[6], m[1] * m[6] - m[0] * m[7], m[0] * m[4] - m[1] * m[3]
        };
        double det = m[0] * inverse[0] + m[1] * inverse[3] + m[2] * inverse[6];
        if (!(Math.abs(det) > 1e-12)) {
            throw new IllegalArgumentException(
                    "warp: expected a map that can be undone, got the matrix " + Arrays.toString(m));
        }
        for (int i = 0; i < 9; i++) {
            inverse[i] /= det;
        }
        return inverse;
    }

    /** Where the place (x, y) goes. */
    public double[] apply(double x, double y) {
        return map(toNew, x, y);
    }

    private static double[] map(double[] m, double x, double y) {
        double w = m[6] * x + m[7] * y + m[8];
        return new double[] {(m[0] * x + m[1] * y + m[2]) / w, (m[3] * x + m[4] * y + m[5]) / w};
    }

    /**
     * Moves a sample. The photo is interpolated bilinearly, the mask takes the nearest pixel; what comes from outside is
     * black, and of class 0. A box becomes the smallest one around what it moved to, cut at the frame; one that leaves
     * the frame is dropped.
     *
     * @param height the result's height
     * @param width the result's width
     */
    public PhotoMask apply(PhotoMask sample, int height, int width) {
        Field field = (x, y) -> map(toOld, x, y);
        return new PhotoMask(
                sample.id(),
                photo(sample.photo(), field, height, width),
                mask(sample.mask(), height, width),
                boxes(sample.boxes(), height, width));
    }

    Image mask(Image mask, int height, int width) {
        return mask(mask, (x, y) -> map(toOld, x, y), height, width);
    }

    List<Box> boxes(List<Box> boxes, int height, int width) {
        return boxes(boxes, (x, y) -> map(toNew, x, y), height, width);
    }

    /** From a place to another. */
    @FunctionalInterface
    interface Field {
        double[] at(double x, double y);
    }

    static Image photo(Image photo, Field toOld, int height, int width) {
        Image result = Image.black(photo.channels(), height, width);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double[] old = toOld.at(x + 0.5, y + 0.5);
                if (isInside(old, photo)) {
                    interpolate(photo, old[0] - 0.5, old[1] - 0.5, result, y * width + x);
                }
            }
        }
        return result;
    }

    private static void interpolate(Image photo, double x, double y, Image result, int at) {
        int left = (int) Math.floor(x);
        int top = (int) Math.floor(y);
        float right = (float) (x - left);
        float lower = (float) (y - top);
        int x0 = Math.max(0, left);
        int y0 = Math.max(0, top);
        int x1 = Math.min(photo.width() - 1, left + 1);
        int y1 = Math.min(photo.height() - 1, top + 1);
        int plane = result.height() * result.width();
        for (int c = 0; c < photo.channels(); c++) {
            float upperRow = (1 - right) * photo.get(c, y0, x0) + right * photo.get(c, y0, x1);
            float lowerRow = (1 - right) * photo.get(c, y1, x0) + right * photo.get(c, y1, x1);
            result.data()[c * plane + at] = (1 - lower) * upperRow + lower * lowerRow;
        }
    }

    static Image mask(Image mask, Field toOld, int height, int width) {
        Image result = Image.black(1, height, width);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double[] old = toOld.at(x + 0.5, y + 0.5);
                if (isInside(old, mask)) {
                    int column = Math.min(mask.width() - 1, (int) Math.max(0, old[0]));
                    int row = Math.min(mask.height() - 1, (int) Math.max(0, old[1]));
                    result.data()[y * width + x] = mask.get(0, row, column);
                }
            }
        }
        return result;
    }

    private static boolean isInside(double[] place, Image image) {
        return place[0] > -NEAR
                && place[1] > -NEAR
                && place[0] < image.width() + NEAR
                && place[1] < image.height() + NEAR;
    }

    static List<Box> boxes(List<Box> boxes, Field toNew, int height, int width) {
        List<Box> moved = new ArrayList<>();
        for (Box box : boxes) {
            Box around = around(box, toNew);
            double x1 = Math.max(0, around.x1());
            double y1 = Math.max(0, around.y1());
            double x2 = Math.min(width, around.x2());
            double y2 = Math.min(height, around.y2());
            if (x2 - x1 > NEAR && y2 - y1 > NEAR) {
                moved.add(box.at(x1, y1, x2, y2));
            }
        }
        return moved;
    }

    /** The smallest box around some points of the edges, whose images may be curved. */
    private static Box around(Box box, Field toNew) {
        double[] low = {Double.MAX_VALUE, Double.MAX_VALUE};
        double[] high = {-Double.MAX_VALUE, -Double.MAX_VALUE};
        int steps = 16;
        for (int i = 0; i <= steps; i++) {
            double x = box.x1() + box.width() * i / steps;
            double y = box.y1() + box.height() * i / steps;
            double[][] points = {
                toNew.at(x, box.y1()), toNew.at(x, box.y2()), toNew.at(box.x1(), y), toNew.at(box.x2(), y)
            };
            for (double[] point : points) {
                for (int k = 0; k < 2; k++) {
                    low[k] = Math.min(low[k], point[k]);
                    high[k] = Math.max(high[k], point[k]);
                }
            }
        }
        return box.at(low[0], low[1], high[0], high[1]);
    }
}
