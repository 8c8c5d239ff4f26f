package dev.gradus.vision.draw;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Path2D;
import java.util.List;
import java.util.Locale;

/** What a chart is drawn on: pixels or SVG. */
interface Surface {
    /** Draws a line through points {@code (x, y)}; a single one is a dot. */
    void line(List<double[]> points, Color colour, double width);

    /** Writes a text whose first capital has its upper left corner at {@code (x, y)}. */
    void text(String text, double x, double y, double size, Color colour);

    /** Pixels, with text of strokes. */
    record Pixel(Graphics2D graphics) implements Surface {
        @Override
        public void line(List<double[]> points, Color colour, double width) {
            Path2D path = new Path2D.Double();
            path.moveTo(points.get(0)[0], points.get(0)[1]);
            path.lineTo(points.get(0)[0] + 0.01, points.get(0)[1]); // a lone point shows as a dot
            points.forEach(point -> path.lineTo(point[0], point[1]));
            graphics.setColor(colour);
            graphics.setStroke(new BasicStroke((float) width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
            graphics.draw(path);
        }

        @Override
        public void text(String text, double x, double y, double size, Color colour) {
            graphics.setColor(colour);
            StrokeFont.draw(graphics, text, x, y, size);
        }
    }

    /** Lines and text elements of SVG, the text as wide as that of strokes. */
    record Svg(StringBuilder elements) implements Surface {
        /** The height of capitals as a part of the size of common fonts. */
        private static final double CAPITAL = 0.72;

        @Override
        public void line(List<double[]> points, Color colour, double width) {
            StringBuilder path = new StringBuilder();
            for (double[] point : points) {
                path.append(
                        String.format(Locale.ROOT, "%s%.2f %.2f", path.length() == 0 ? "M" : "L", point[0], point[1]));
            }
            elements.append(String.format(
                    Locale.ROOT,
                    "<path d=\"%s%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"%.1f\" stroke-linecap=\"round\""
                            + " stroke-linejoin=\"round\"/>%n",
                    path,
                    points.size() == 1 ? "h0.01" : "",
                    hex(colour),
                    width));
        }

        @Override
        public void text(String text, double x, double y, double size, Color colour) {
            if (!text.isEmpty()) {
                elements.append(String.format(
                        Locale.ROOT,
                        "<text x=\"%.2f\" y=\"%.2f\" font-size=\"%.1f\" textLength=\"%.1f\""
                                + " lengthAdjust=\"spacingAndGlyphs\" fill=\"%s\">%s</text>%n",
                        x,
                        y + size,
                        size / CAPITAL,
                        StrokeFont.width(text, size),
                        hex(colour),
                        text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")));
            }
        }

        private static String hex(Color colour) {
            return String.format("#%06x", colour.getRGB() & 0xffffff);
        }
    }
}
