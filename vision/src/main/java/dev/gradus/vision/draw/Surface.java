package dev.gradus.vision.draw;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Path2D;
import java.util.List;
import java.util.Locale;

/** What a chart is drawn on: pixels or SVG. */
interface Surface {
    /** Draws a line through points {@code (x, y)}; a single one is a dot. */
    void line(List<double[]> points, Color colour, double width);

    /** Writes a text that begins, is centred or ends at {@code x}: capitals {@code size} high, with their tops at {@code y}. */
    void text(String text, Anchor anchor, double x, double y, double size, Color colour);

    /** Which part of a text is at the given place. */
    enum Anchor {
        START,
        MIDDLE,
        END
    }

    /** Pixels, with text of strokes. */
    record Pixel(Graphics2D graphics) implements Surface {
        @Override
        public void line(List<double[]> points, Color colour, double width) {
            Path2D path = new Path2D.Double();
            path.moveTo(points.get(0)[0], points.get(0)[1]);
            path.lineTo(points.get(0)[0] + 0.01, points.get(0)[1]); // a lone point shows as a dot
            points.forEach(point -> path.lineTo(point[0], point[1]));
            graphics.setColor(colour);
            // Moved to whole pixels, the grid is sharp; curves would be bumpy.
            graphics.setRenderingHint(
                    RenderingHints.KEY_STROKE_CONTROL,
                    width > 1 ? RenderingHints.VALUE_STROKE_PURE : RenderingHints.VALUE_STROKE_NORMALIZE);
            graphics.setStroke(new BasicStroke((float) width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
            graphics.draw(path);
        }

        @Override
        public void text(String text, Anchor anchor, double x, double y, double size, Color colour) {
            double before = StrokeFont.width(text, size)
                    * switch (anchor) {
                        case START -> 0;
                        case MIDDLE -> 0.5;
                        case END -> 1;
                    };
            graphics.setColor(colour);
            StrokeFont.draw(graphics, text, x - before, y, size);
        }
    }

    /** Lines and text elements of SVG. */
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
        public void text(String text, Anchor anchor, double x, double y, double size, Color colour) {
            if (!text.isEmpty()) {
                elements.append(String.format(
                        Locale.ROOT,
                        "<text text-anchor=\"%s\" x=\"%.2f\" y=\"%.2f\" font-size=\"%.1f\" fill=\"%s\">%s</text>%n",
                        anchor.name().toLowerCase(Locale.ROOT),
                        x,
                        y + size,
                        size / CAPITAL,
                        hex(colour),
                        text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")));
            }
        }

        private static String hex(Color colour) {
            return String.format("#%06x", colour.getRGB() & 0xffffff);
        }
    }
}
