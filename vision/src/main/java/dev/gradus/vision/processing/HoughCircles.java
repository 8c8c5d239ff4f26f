package dev.gradus.vision.processing;

import dev.gradus.vision.image.Image;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Finds circles: each edge votes for the middles along its gradient, to both sides, at every radius. Kimme, Ballard and
 * Sklansky, "Finding circles by an array of accumulators", 1975.
 */
public final class HoughCircles {
    private static final double EDGE = 0.2;

    private HoughCircles() {}

    /**
     * A circle in pixels from the image's upper left corner.
     *
     * @param x of the middle
     * @param y of the middle
     * @param radius from the middle to the edge
     * @param support which part of the circle has an edge, about 0..1
     */
    public record Circle(double x, double y, double radius, double support) {}

    /**
     * The circles, the best supported first; of those whose middles are nearer than the smallest radius one remains.
     *
     * @param image colours are made grey
     * @param minRadius in pixels, at least 2
     * @param maxRadius in pixels
     * @param minSupport the least part of the circle that must have an edge
     */
    public static List<Circle> find(Image image, int minRadius, int maxRadius, double minSupport) {
        if (minRadius < 2 || maxRadius < minRadius || !(minSupport > 0)) {
            throw new IllegalArgumentException(
                    "houghCircles: expected 2 <= minRadius <= maxRadius and a support above 0, got " + minRadius + ", "
                            + maxRadius + " and " + minSupport);
        }
        Image smooth = Filters.gaussian(image.toGrey(), 1);
        int height = image.height();
        int width = image.width();
        float[][] votes = new float[maxRadius - minRadius + 1][height * width];
        vote(smooth, minRadius, votes);
        List<Circle> peaks = new ArrayList<>();
        for (int r = 0; r < votes.length; r++) {
            double radius = minRadius + r;
            // An edge is about two pixels wide, and votes are spread over four cells and the radii beside.
            double whole = 4 * Math.PI * radius;
            for (int y = 1; y < height - 1; y++) {
                for (int x = 1; x < width - 1; x++) {
                    double sum = around(votes[r], y * width + x, width);
                    if (sum >= minSupport * whole) {
                        peaks.add(new Circle(x + 0.5, y + 0.5, radius, Math.min(1, sum / whole)));
                    }
                }
            }
        }
        peaks.sort(Comparator.comparingDouble((Circle circle) -> -circle.support));
        List<Circle> found = new ArrayList<>();
        for (Circle peak : peaks) {
            if (found.stream().noneMatch(circle -> Math.hypot(circle.x - peak.x, circle.y - peak.y) < minRadius)) {
                found.add(peak);
            }
        }
        return found;
    }

    private static void vote(Image smooth, int minRadius, float[]... votes) {
        int height = smooth.height();
        int width = smooth.width();
        double[] dx = new double[height * width];
        double[] dy = new double[height * width];
        double steepest = 0;
        for (int y = 1; y < height - 1; y++) {
            for (int x = 1; x < width - 1; x++) {
                int at = y * width + x;
                dx[at] = smooth.get(0, y, x + 1) - smooth.get(0, y, x - 1);
                dy[at] = smooth.get(0, y + 1, x) - smooth.get(0, y - 1, x);
                steepest = Math.max(steepest, Math.hypot(dx[at], dy[at]));
            }
        }
        for (int at = 0; at < dx.length; at++) {
            double steep = Math.hypot(dx[at], dy[at]);
            if (steep > EDGE * steepest && steep > 1e-3) {
                for (int r = 0; r < votes.length; r++) {
                    for (int side = -1; side <= 1; side += 2) {
                        int x = (int) Math.round(at % width + side * (minRadius + r) * dx[at] / steep);
                        int y = (int) Math.round(Math.floorDiv(at, width) + side * (minRadius + r) * dy[at] / steep);
                        if (x >= 0 && y >= 0 && x < width && y < height) {
                            votes[r][y * width + x]++;
                        }
                    }
                }
            }
        }
    }

    private static double around(float[] votes, int at, int width) {
        double sum = 0;
        for (int y = -width; y <= width; y += width) {
            sum += votes[at + y - 1] + votes[at + y] + votes[at + y + 1];
        }
        return sum;
    }
}
