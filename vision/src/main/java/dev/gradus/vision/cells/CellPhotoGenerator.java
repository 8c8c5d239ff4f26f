package dev.gradus.vision.cells;

import boofcv.alg.filter.blur.GBlurImageOps;
import boofcv.concurrency.BoofConcurrency;
import boofcv.struct.image.GrayF32;
import dev.gradus.vision.image.Image;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Draws bright-field photographs of cells, with the exact mask: a round well with a dark rim, uneven light, cells of many
 * sizes and shapes, alone and in clusters, each with a dark rim, a bright halo and an inner texture, some of them flat
 * and faint; specks and fibres that are no cells; blur by bad focus; shot noise. For trying a network where no labelled
 * photographs are at hand, not for judging it: real photographs differ more from one another than these do.
 *
 * <p>The same generator state gives the same photo. Instances are immutable and may be shared by threads.
 */
public final class CellPhotoGenerator {
    private final CellPhotoSettings settings;

    /** Photographs after {@link CellPhotoSettings#defaults()}. */
    public CellPhotoGenerator() {
        this(CellPhotoSettings.defaults());
    }

    /** Photographs after {@code settings}. */
    public CellPhotoGenerator(CellPhotoSettings settings) {
        this.settings = settings;
    }

    /** One photograph; everything about it is drawn from {@code random}. */
    public CellPhoto generate(RandomGenerator random) {
        Well well = Well.random(settings, random);
        List<CellContour> contours = placeCells(well, random);
        Canvas canvas = new Canvas(settings.height(), settings.width());
        drawBackground(canvas, random);
        Debris.draw(canvas, settings, random);
        for (int i = 0; i < contours.size(); i++) {
            new CellPainter(contours.get(i), random).paint(canvas, i + 1);
        }
        Debris.drawAbove(canvas, settings, random);
        illuminate(canvas, well, random);
        Image photo = blur(canvas.light(), 0.6 + settings.maxBlur() * random.nextDouble());
        addNoise(photo, random);
        return new CellPhoto(photo, canvas.mask(), canvas.labels(), canvas.countLabels(contours.size()));
    }

    private List<CellContour> placeCells(Well well, RandomGenerator random) {
        double area = settings.height() * (double) settings.width() / 1e6;
        double density = settings.cellsPerMegapixel() * Math.exp(0.5 * random.nextGaussian() - 0.125);
        int wanted = (int) Math.round(density * area);
        List<CellContour> placed = new ArrayList<>();
        for (int attempt = 0; placed.size() < wanted && attempt < 20 * wanted; attempt++) {
            double spread = Math.pow(random.nextDouble(), 1.5);
            double radius = settings.minRadius() + (settings.maxRadius() - settings.minRadius()) * spread;
            double x = settings.width() * random.nextDouble();
            double y = settings.height() * random.nextDouble();
            if (!placed.isEmpty() && random.nextDouble() < settings.clustering()) {
                CellContour neighbour = placed.get(random.nextInt(placed.size()));
                double angle = 2 * Math.PI * random.nextDouble();
                double reach = neighbour.towards(Math.cos(angle), Math.sin(angle)) + radius;
                x = neighbour.x() + 0.97 * reach * Math.cos(angle);
                y = neighbour.y() + 0.97 * reach * Math.sin(angle);
            }
            CellContour contour = new CellContour(x, y, radius, random);
            if (well.holds(x, y, contour.farthest()) && hasRoom(contour, placed)) {
                placed.add(contour);
            }
        }
        return placed;
    }

    /** Cells may touch and press against each other, but hardly cover each other. */
    private static boolean hasRoom(CellContour cell, List<CellContour> placed) {
        for (CellContour other : placed) {
            double dx = other.x() - cell.x();
            double dy = other.y() - cell.y();
            double distance = Math.hypot(dx, dy);
            if (distance < cell.farthest() + other.farthest()
                    && distance < 0.93 * (cell.towards(dx, dy) + other.towards(-dx, -dy))) {
                return false;
            }
        }
        return true;
    }

    private void drawBackground(Canvas canvas, RandomGenerator random) {
        Image mottle = SmoothNoise.field(settings.height(), settings.width(), 14, random);
        Image grain = SmoothNoise.field(settings.height(), settings.width(), 5, random);
        float[] light = canvas.light().data();
        for (int i = 0; i < light.length; i++) {
            light[i] = 1 + 0.012f * mottle.data()[i] + 0.010f * grain.data()[i];
        }
    }

    /** Lamp and lens: a slope, a slow undulation, the fall-off to the corners, and the well's rim. */
    private void illuminate(Canvas canvas, Well well, RandomGenerator random) {
        int height = settings.height();
        int width = settings.width();
        Image slow = SmoothNoise.field(height, width, Math.max(height, width) / 2.0, random);
        double level = 0.52 + 0.16 * random.nextDouble();
        double angle = 2 * Math.PI * random.nextDouble();
        double slope = 0.5 * settings.unevenness() * random.nextDouble();
        double falloff = settings.unevenness() * random.nextDouble();
        float[] light = canvas.light().data();
        for (int y = 0; y < height; y++) {
            double v = 2 * (y + 0.5) / height - 1;
            for (int x = 0; x < width; x++) {
                double u = 2 * (x + 0.5) / width - 1;
                double lamp = 1
                        + slope * (u * Math.cos(angle) + v * Math.sin(angle)) / 2
                        + 0.15 * settings.unevenness() * slow.data()[y * width + x]
                        - falloff * (u * u + v * v) / 2;
                light[y * width + x] *= (float) (level * lamp * well.transmission(x, y));
            }
        }
    }

    private Image blur(Image light, double sigma) {
        BoofConcurrency.USE_CONCURRENT = false; // loader threads work side by side already
        GrayF32 in = new GrayF32(settings.width(), settings.height());
        in.data = light.data();
        GrayF32 out = new GrayF32(settings.width(), settings.height());
        GBlurImageOps.gaussian(in, out, sigma, -1, null);
        return Image.of(1, settings.height(), settings.width(), out.data);
    }

    /** Photon noise grows with the root of the light; the sensor adds a little of its own. */
    private void addNoise(Image photo, RandomGenerator random) {
        float[] data = photo.data();
        for (int i = 0; i < data.length; i++) {
            double spread = settings.noise() * Math.sqrt(0.2 + 1.6 * Math.max(0, data[i]));
            data[i] = (float) Math.max(0, Math.min(1, data[i] + spread * random.nextGaussian()));
        }
    }
}
