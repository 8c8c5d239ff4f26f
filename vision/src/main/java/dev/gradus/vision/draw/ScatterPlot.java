package dev.gradus.vision.draw;

import dev.gradus.vision.image.Image;
import dev.gradus.vision.image.Pixels;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.image.BufferedImage;
import java.util.List;

/** Points of a plane, a colour for each class, with a legend: 640 x 480 pixels. */
public final class ScatterPlot {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 480;
    private static final int LEGEND = 140;
    private static final int EDGE = 20;
    private static final double DOT = 6;
    private static final double TEXT = 10;

    private ScatterPlot() {}

    /**
     * Draws points; both axes have the same scale.
     *
     * @param points x and y of each
     * @param labels the class of each
     * @param classes the names of the classes
     * @throws IllegalArgumentException if there are none, or not as many classes as points
     */
    public static Image of(double[][] points, int[] labels, List<String> classes) {
        if (points.length == 0 || points.length != labels.length) {
            throw new IllegalArgumentException("scatterPlot: expected as many classes as points, at least 1, got "
                    + labels.length + " and " + points.length);
        }
        double[] low = {Double.MAX_VALUE, Double.MAX_VALUE};
        double[] high = {-Double.MAX_VALUE, -Double.MAX_VALUE};
        for (double[] point : points) {
            for (int k = 0; k < 2; k++) {
                low[k] = Math.min(low[k], point[k]);
                high[k] = Math.max(high[k], point[k]);
            }
        }
        double room = Math.min(WIDTH - LEGEND, HEIGHT) - 2 * EDGE;
        double range = Math.max(high[0] - low[0], high[1] - low[1]);
        double scale = range > 0 ? room / range : 1;
        BufferedImage picture = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D graphics = picture.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, WIDTH, HEIGHT);
        for (int i = 0; i < points.length; i++) {
            double x = (WIDTH - LEGEND) / 2.0 + (points[i][0] - (low[0] + high[0]) / 2) * scale;
            double y = HEIGHT / 2.0 - (points[i][1] - (low[1] + high[1]) / 2) * scale;
            dot(graphics, x, y, colour(labels[i], classes.size()));
        }
        for (int k = 0; k < classes.size(); k++) {
            double y = EDGE + k * 2 * TEXT;
            dot(graphics, WIDTH - LEGEND + TEXT / 2, y + TEXT / 2, colour(k, classes.size()));
            graphics.setColor(Color.DARK_GRAY);
            StrokeFont.draw(graphics, classes.get(k), WIDTH - LEGEND + 2 * TEXT, y, TEXT);
        }
        graphics.dispose();
        return Pixels.fromBuffered(picture);
    }

    private static void dot(Graphics2D graphics, double x, double y, Color colour) {
        graphics.setColor(colour);
        graphics.fill(new Ellipse2D.Double(x - DOT / 2, y - DOT / 2, DOT, DOT));
    }

    private static Color colour(int label, int classes) {
        return Color.getHSBColor((float) label / Math.max(1, classes), 0.8f, label % 2 == 0 ? 0.9f : 0.65f);
    }
}
