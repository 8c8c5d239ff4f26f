package dev.gradus.vision.data;

/**
 * A rectangle around an object, in pixels from the photo's upper left corner: the pixel in column x covers x to x + 1, so a
 * box around it alone is x1 = x, x2 = x + 1.
 *
 * @param x1 left
 * @param y1 top
 * @param x2 right, not less than {@code x1}
 * @param y2 bottom, not less than {@code y1}
 * @param label the class of the object, from 0
 * @param difficult whether a detector may miss it without blame
 */
public record Box(double x1, double y1, double x2, double y2, int label, boolean difficult) {
    /** @throws IllegalArgumentException if an edge is on the wrong side or the class is negative */
    public Box {
        if (!(x1 <= x2 && y1 <= y2) || label < 0) {
            throw new IllegalArgumentException("box: expected x1 <= x2, y1 <= y2 and a class from 0, got " + x1 + ", "
                    + y1 + ", " + x2 + ", " + y2 + " and " + label);
        }
    }

    /** A box that is not difficult. */
    public Box(double x1, double y1, double x2, double y2, int label) {
        this(x1, y1, x2, y2, label, false);
    }

    /** x2 − x1. */
    public double width() {
        return x2 - x1;
    }

    /** y2 − y1. */
    public double height() {
        return y2 - y1;
    }

    /** Width times height. */
    public double area() {
        return width() * height();
    }

    /** The same object at another place. */
    public Box at(double newX1, double newY1, double newX2, double newY2) {
        return new Box(newX1, newY1, newX2, newY2, label, difficult);
    }

    /** Intersection over union with another box; 0 where both are empty. */
    public double iou(Box other) {
        double width = Math.min(x2, other.x2) - Math.max(x1, other.x1);
        double height = Math.min(y2, other.y2) - Math.max(y1, other.y1);
        double common = Math.max(0, width) * Math.max(0, height);
        double union = area() + other.area() - common;
        return union > 0 ? common / union : 0;
    }
}
