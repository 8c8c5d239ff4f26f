package dev.gradus.vision.cells;

import dev.gradus.vision.image.Image;
import java.util.random.RandomGenerator;

/** One cell as light passes it: from the outside in a bright halo, a dark rim, and a textured body. */
final class CellPainter {
    private final CellContour contour;
    private final double contrast;
    private final double halo;
    private final double haloWidth;
    private final double rimWidth;
    private final double body;
    private final double lens;
    private final double lightX;
    private final double lightY;
    private final Image texture;
    private final Image granules;
    private final double granularity;

    CellPainter(CellContour contour, RandomGenerator random) {
        this.contour = contour;
        double radius = contour.radius();
        boolean faint = random.nextDouble() < 0.2;
        contrast = (faint ? 0.35 : 0.7) + 0.3 * random.nextDouble();
        halo = 0.16 + 0.20 * random.nextDouble();
        haloWidth = 1.5 + 0.09 * radius;
        rimWidth = 1.2 + 0.06 * radius;
        body = -0.12 + 0.16 * random.nextDouble();
        lens = 0.22 * random.nextDouble();
        double angle = 2 * Math.PI * random.nextDouble();
        double offset = 0.25 * radius * random.nextDouble();
        lightX = contour.x() + offset * Math.cos(angle);
        lightY = contour.y() + offset * Math.sin(angle);
        int side = 2 * (int) Math.ceil(contour.farthest()) + 3;
        texture = SmoothNoise.field(side, side, 2 + radius / 5, random);
        granules = SmoothNoise.field(side, side, 2.5, random);
        granularity = 0.06 + 0.14 * random.nextDouble();
    }

    void paint(Canvas canvas, int label) {
        double reach = contour.farthest() + 4 * haloWidth;
        canvas.window(contour.x(), contour.y(), reach, (x, y, index) -> {
            double depth = contour.depth(x, y);
            canvas.multiply(index, 1 + contrast * (depth > 0 ? outside(depth) : inside(x, y, depth)));
            if (depth <= 0) {
                canvas.label(index, label);
            }
        });
    }

    /** The halo is brightest just off the outline, and a faint dark ring follows it. */
    private double outside(double depth) {
        double near = depth / haloWidth;
        return halo * near * Math.exp(1 - near) * Math.exp(-0.35 * near) - rim(depth);
    }

    private double inside(double x, double y, double depth) {
        double centre = Math.hypot(x - lightX, y - lightY) / contour.radius();
        double glow = lens * Math.exp(-2.2 * centre * centre);
        double fade = 1 - Math.exp(depth / rimWidth);
        int middle = texture.width() / 2;
        int tx = Math.max(0, Math.min(texture.width() - 1, (int) Math.round(x - contour.x()) + middle));
        int ty = Math.max(0, Math.min(texture.height() - 1, (int) Math.round(y - contour.y()) + middle));
        double grain = granules.get(0, ty, tx);
        double rough = 0.11 * texture.get(0, ty, tx) + granularity * (grain > 0.6 ? -grain : 0.3 * grain);
        return fade * (body + glow + rough) - rim(depth);
    }

    private double rim(double depth) {
        double at = (depth + 0.8 * rimWidth) / rimWidth;
        return 0.42 * Math.exp(-at * at);
    }
}
