package dev.gradus.vision.draw;

import dev.gradus.io.AtomicFile;
import dev.gradus.optim.LrSchedule;
import dev.gradus.vision.image.Pixels;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Curves over a common axis, such as losses over epochs: a PNG of 900 x 540 pixels, drawn without any font, or SVG. */
public final class Curves {
    private static final int WIDTH = 900;
    private static final int HEIGHT = 540;
    private static final int LEFT = 90;
    private static final int RIGHT = 20;
    private static final int TOP = 50;
    private static final int BOTTOM = 60;
    private static final double TEXT = 11;
    private static final Color GRID = new Color(0xdddddd);

    private final String title;
    private final String xLabel;
    private final List<Series> series = new ArrayList<>();

    /**
     * @param title drawn above
     * @param xLabel drawn below the horizontal axis
     */
    public Curves(String title, String xLabel) {
        this.title = title;
        this.xLabel = xLabel;
    }

    /**
     * A schedule of learning rates, to be drawn: {@code Curves.of("one cycle", schedule, steps).writePng(file)}.
     *
     * @param title drawn above
     * @param schedule asked for the rate of every step, or of 900 of them
     * @param steps how many updates there are, at least 1
     */
    public static Curves of(String title, LrSchedule schedule, long steps) {
        if (steps < 1) {
            throw new IllegalArgumentException("curves: expected 1 update or more of a schedule, got " + steps);
        }
        int points = (int) Math.min(steps, WIDTH);
        double[] x = new double[points];
        double[] y = new double[points];
        for (int i = 0; i < points; i++) {
            long step = points == 1 ? 0 : Math.round((double) i * (steps - 1) / (points - 1));
            x[i] = step;
            y[i] = schedule.lr(step);
        }
        return new Curves(title, "update").add("learning rate", x, y);
    }

    /** Blue, orange, green, purple and grey, apart for colour-blind eyes too; then again. */
    private static Color colour(int index) {
        return switch (index % 5) {
            case 0 -> new Color(0x0072b2);
            case 1 -> new Color(0xd55e00);
            case 2 -> new Color(0x009e73);
            case 3 -> new Color(0x7b3294);
            default -> new Color(0x555555);
        };
    }

    /**
     * Adds a curve; a value that is not finite leaves a gap.
     *
     * @param name for the legend
     * @param x where, in ascending order
     * @param y the values
     * @throws IllegalArgumentException if the lengths differ
     */
    public Curves add(String name, double[] x, double[] y) {
        if (x.length != y.length) {
            throw new IllegalArgumentException(
                    "curves: expected as many x as y for '" + name + "', got " + x.length + " and " + y.length);
        }
        series.add(new Series(name, x.clone(), y.clone()));
        return this;
    }

    /** Adds a curve over 1, 2, 3 and so on, such as epochs. */
    public Curves add(String name, double... y) {
        double[] x = new double[y.length];
        for (int i = 0; i < x.length; i++) {
            x[i] = i + 1;
        }
        return add(name, x, y);
    }

    /**
     * Writes the PNG, which appears complete or not at all.
     *
     * @throws IOException if the file cannot be written
     * @throws IllegalStateException if there is no finite point to draw
     */
    public void writePng(Path file) throws IOException {
        Pixels.writePng(draw(), file);
    }

    /**
     * Writes an SVG file of the same size, which appears complete or not at all.
     *
     * @throws IOException if the file cannot be written
     * @throws IllegalStateException if there is no finite point to draw
     */
    public void writeSvg(Path file) throws IOException {
        StringBuilder svg = new StringBuilder(String.format(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\">%n"
                        + "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n",
                WIDTH, HEIGHT));
        draw(new Surface.Svg(svg));
        AtomicFile.write(file, svg.append("</svg>\n").toString().getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Writes both.
     *
     * @param base the files' path without {@code .png} and {@code .svg}
     * @throws IOException if a file cannot be written
     * @throws IllegalStateException if there is no finite point to draw
     */
    public void write(Path base) throws IOException {
        writePng(base.resolveSibling(base.getFileName() + ".png"));
        writeSvg(base.resolveSibling(base.getFileName() + ".svg"));
    }

    BufferedImage draw() {
        BufferedImage picture = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D graphics = picture.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, WIDTH, HEIGHT);
        draw(new Surface.Pixel(graphics));
        graphics.dispose();
        return picture;
    }

    private void draw(Surface surface) {
        Scale xs = Scale.around(series.stream().map(Series::x).toList(), LEFT, WIDTH - RIGHT);
        Scale ys = Scale.around(series.stream().map(Series::y).toList(), HEIGHT - BOTTOM, TOP);
        drawAxes(surface, xs, ys);
        for (int i = 0; i < series.size(); i++) {
            drawCurve(surface, series.get(i), colour(i), xs, ys);
        }
        drawLegend(surface);
    }

    private void drawAxes(Surface surface, Scale xs, Scale ys) {
        for (double x : xs.ticks()) {
            String label = label(x, xs.step());
            line(surface, xs.pixel(x), TOP, xs.pixel(x), HEIGHT - BOTTOM, GRID, 1);
            double last = WIDTH - (TEXT + StrokeFont.width(label, TEXT)) / 2; // not cut off at the edge
            text(surface, label, Surface.Anchor.MIDDLE, Math.min(xs.pixel(x), last), HEIGHT - BOTTOM + TEXT);
        }
        for (double y : ys.ticks()) {
            String label = label(y, ys.step());
            line(surface, LEFT, ys.pixel(y), WIDTH - RIGHT, ys.pixel(y), GRID, 1);
            text(surface, label, Surface.Anchor.END, LEFT - TEXT, ys.pixel(y) - TEXT / 2);
        }
        double middle = (LEFT + WIDTH - RIGHT) / 2.0;
        text(surface, xLabel, Surface.Anchor.MIDDLE, middle, HEIGHT - 2 * TEXT);
        surface.text(title, Surface.Anchor.START, LEFT, (TOP - TEXT) / 2, 1.3 * TEXT, Color.DARK_GRAY);
    }

    private static void line(Surface surface, double x0, double y0, double x1, double y1, Color colour, double width) {
        surface.line(List.of(new double[] {x0, y0}, new double[] {x1, y1}), colour, width);
    }

    private static void text(Surface surface, String text, Surface.Anchor anchor, double x, double y) {
        surface.text(text, anchor, x, y, TEXT, Color.DARK_GRAY);
    }

    private static void drawCurve(Surface surface, Series curve, Color colour, Scale xs, Scale ys) {
        List<double[]> run = new ArrayList<>();
        for (int i = 0; i <= curve.x().length; i++) {
            boolean finite = i < curve.x().length && Double.isFinite(curve.x()[i]) && Double.isFinite(curve.y()[i]);
            if (finite) {
                run.add(new double[] {xs.pixel(curve.x()[i]), ys.pixel(curve.y()[i])});
            } else if (!run.isEmpty()) {
                surface.line(run, colour, 2.5);
                run = new ArrayList<>();
            }
        }
    }

    private void drawLegend(Surface surface) {
        double x = WIDTH - RIGHT;
        for (int i = series.size() - 1; i >= 0; i--) {
            x -= StrokeFont.width(series.get(i).name(), TEXT);
            text(surface, series.get(i).name(), Surface.Anchor.START, x, (TOP - TEXT) / 2);
            x -= 2 * TEXT;
            line(surface, x, TOP / 2.0, x + 1.4 * TEXT, TOP / 2.0, colour(i), 3);
            x -= 2 * TEXT;
        }
    }

    /** As many digits as tell two ticks apart. */
    private static String label(double value, double step) {
        int digits = Math.max(0, (int) Math.ceil(-Math.log10(step) - 1e-9));
        return digits > 6
                ? String.format(Locale.ROOT, "%.2e", value)
                : String.format(Locale.ROOT, "%." + digits + "f", value);
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Series(String name, double[] x, double[] y) {}

    /** A straight map from values to pixels that starts and ends at round values. */
    private record Scale(double low, double high, double step, int from, int to) {
        static Scale around(List<double[]> values, int from, int to) {
            double[] finite = values.stream()
                    .flatMapToDouble(Arrays::stream)
                    .filter(Double::isFinite)
                    .toArray();
            if (finite.length == 0) {
                throw new IllegalStateException("curves: there is no finite point to draw");
            }
            double min = Double.POSITIVE_INFINITY;
            double max = Double.NEGATIVE_INFINITY;
            for (double value : finite) {
                min = Math.min(min, value);
                max = Math.max(max, value);
            }
            double range = max > min ? max - min : Math.max(1e-6, Math.abs(max));
            double step = roundStep(range / 6);
            return new Scale(step * Math.floor(min / step), step * Math.ceil((min + range) / step), step, from, to);
        }

        /** The least of 1, 2, 5, 10, 20 … (and their fractions) that is not under {@code least}. */
        private static double roundStep(double least) {
            double power = Math.pow(10, Math.floor(Math.log10(least)));
            double lead = least / power;
            return power * (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10);
        }

        double pixel(double value) {
            return from + (value - low) / (high - low) * (to - from);
        }

        double[] ticks() {
            double[] ticks = new double[(int) Math.round((high - low) / step) + 1];
            for (int i = 0; i < ticks.length; i++) {
                ticks[i] = low + i * step;
            }
            return ticks;
        }
    }
}
