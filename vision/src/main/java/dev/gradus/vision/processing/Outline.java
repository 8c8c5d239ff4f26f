package dev.gradus.vision.processing;

import boofcv.alg.filter.binary.BinaryImageOps;
import boofcv.alg.filter.binary.Contour;
import boofcv.struct.ConnectRule;
import boofcv.struct.image.GrayS32;
import boofcv.struct.image.GrayU8;
import dev.gradus.vision.data.Box;
import dev.gradus.vision.image.Image;
import georegression.fitting.curves.FitEllipseAlgebraic_F64;
import georegression.geometry.UtilEllipse_F64;
import georegression.struct.curve.EllipseRotated_F64;
import georegression.struct.point.Point2D_F64;
import georegression.struct.point.Point2D_I32;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The outer border of an 8-connected object in a mask: the pixels of the object along it, one after the other.
 *
 * @param points column and row of each pixel
 */
public record Outline(List<int[]> points) {
    /** Copies the list. */
    public Outline {
        points = List.copyOf(points);
    }

    /**
     * An ellipse in pixels from the image's upper left corner.
     *
     * @param x of the middle
     * @param y of the middle
     * @param major half the longer axis
     * @param minor half the shorter axis
     * @param degrees from the x axis to the longer axis, clockwise as seen
     */
    public record Ellipse(double x, double y, double major, double minor, double degrees) {}

    /**
     * The outlines of all objects.
     *
     * @param mask one channel, at least 0.5 is set
     */
    public static List<Outline> of(Image mask) {
        GrayU8 binary = Boof.binary("outline", mask);
        GrayS32 labels = new GrayS32(mask.width(), mask.height());
        List<Outline> outlines = new ArrayList<>();
        for (Contour contour : BinaryImageOps.contour(binary, ConnectRule.EIGHT, labels)) {
            List<int[]> points = new ArrayList<>();
            for (Point2D_I32 point : contour.external) {
                points.add(new int[] {point.x, point.y});
            }
            outlines.add(new Outline(points));
        }
        return outlines;
    }

    /** The smallest upright rectangle around the object, of class 0. */
    public Box box() {
        int x1 = Integer.MAX_VALUE;
        int y1 = Integer.MAX_VALUE;
        int x2 = -1;
        int y2 = -1;
        for (int[] point : points) {
            x1 = Math.min(x1, point[0]);
            y1 = Math.min(y1, point[1]);
            x2 = Math.max(x2, point[0]);
            y2 = Math.max(y2, point[1]);
        }
        return new Box(x1, y1, x2 + 1.0, y2 + 1.0, 0);
    }

    /**
     * The ellipse through the middles of the outline's pixels, by least squares of the algebraic distance. Fitzgibbon,
     * Pilu and Fisher, "Direct least square fitting of ellipses", 1999.
     *
     * @return empty if there are fewer than six points, or no ellipse fits, as for a line
     */
    public Optional<Ellipse> ellipse() {
        if (points.size() < 6) {
            return Optional.empty();
        }
        List<Point2D_F64> middles = new ArrayList<>();
        for (int[] point : points) {
            middles.add(new Point2D_F64(point[0] + 0.5, point[1] + 0.5));
        }
        FitEllipseAlgebraic_F64 fit = new FitEllipseAlgebraic_F64();
        if (!fit.process(middles)) {
            return Optional.empty();
        }
        EllipseRotated_F64 e = UtilEllipse_F64.convert(fit.getEllipse(), null);
        boolean valid = Double.isFinite(e.a + e.b + e.phi) && e.a > 0 && e.b > 0;
        return valid
                ? Optional.of(new Ellipse(e.center.x, e.center.y, e.a, e.b, Math.toDegrees(e.phi)))
                : Optional.empty();
    }
}
