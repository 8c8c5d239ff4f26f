package dev.gradus.vision.draw;

import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * A font of plain strokes for printable ASCII, so that labels look the same everywhere: Java's own text throws on a
 * machine without libfontconfig. Other characters are drawn as a question mark.
 *
 * <p>{@code strokes.txt} has a line per character: its strokes, each a run of points "xy" on a grid 4 wide, with the
 * capitals from 0 (top) to 6 (base line); {@code ~} makes a stroke smooth, the inner points being control points of
 * quadratic curves that meet halfway; a single point is a dot.
 */
final class StrokeFont {
    private static final Map<Character, Path2D> GLYPHS = load();
    private static final double CAPITAL = 6;
    private static final double ADVANCE = 6;

    private StrokeFont() {}

    /** How far a text goes whose capitals are {@code size} pixels high. */
    static double width(String text, double size) {
        return text.isEmpty() ? 0 : (text.length() * ADVANCE - 2) * size / CAPITAL;
    }

    /** Draws in the current colour with the upper left corner of the first capital at {@code (x, y)}. */
    static void draw(Graphics2D graphics, String text, double x, double y, double size) {
        double scale = size / CAPITAL;
        graphics.setStroke(
                new BasicStroke((float) Math.max(1, size / 8), BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        for (int i = 0; i < text.length(); i++) {
            AffineTransform place = AffineTransform.getTranslateInstance(x + i * ADVANCE * scale, y);
            place.scale(scale, scale);
            Path2D glyph =
                    GLYPHS.get(text.charAt(i) == ' ' || GLYPHS.containsKey(text.charAt(i)) ? text.charAt(i) : '?');
            if (glyph != null) {
                graphics.draw(place.createTransformedShape(glyph));
            }
        }
    }

    private static Map<Character, Path2D> load() {
        try (InputStream in = StrokeFont.class.getResourceAsStream("strokes.txt");
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))) {
            Map<Character, Path2D> glyphs = new HashMap<>();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                glyphs.put(line.charAt(0), glyph(line.substring(2).trim()));
            }
            return Map.copyOf(glyphs);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path2D glyph(String strokes) {
        Path2D path = new Path2D.Double();
        for (String stroke : strokes.split(" ", -1)) {
            boolean smooth = stroke.startsWith("~");
            double[][] points = points(smooth ? stroke.substring(1) : stroke);
            path.moveTo(points[0][0], points[0][1]);
            if (points.length == 1) {
                path.lineTo(points[0][0] + 0.01, points[0][1]);
            } else if (smooth) {
                addSmooth(path, points);
            } else {
                for (int i = 1; i < points.length; i++) {
                    path.lineTo(points[i][0], points[i][1]);
                }
            }
        }
        return path;
    }

    /** A run that ends where it began is closed: it starts halfway along its first edge. */
    private static void addSmooth(Path2D path, double[][] points) {
        int last = points.length - 1;
        boolean closed = points[0][0] == points[last][0] && points[0][1] == points[last][1];
        if (closed) {
            path.moveTo(middle(points, 0, 0), middle(points, 0, 1));
        }
        for (int i = 1; i < last; i++) {
            boolean end = i == last - 1 && !closed;
            path.quadTo(
                    points[i][0],
                    points[i][1],
                    end ? points[last][0] : middle(points, i, 0),
                    end ? points[last][1] : middle(points, i, 1));
        }
        if (closed) {
            path.quadTo(points[0][0], points[0][1], middle(points, 0, 0), middle(points, 0, 1));
        }
    }

    private static double middle(double[][] points, int i, int axis) {
        return (points[i][axis] + points[i + 1][axis]) / 2;
    }

    private static double[][] points(String digits) {
        double[][] points = new double[digits.length() / 2][2];
        for (int i = 0; i < digits.length(); i++) {
            points[i / 2][i % 2] = digits.charAt(i) - '0';
        }
        return points;
    }
}
