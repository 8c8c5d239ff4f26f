package dev.gradus.vision.cells;

import java.util.random.RandomGenerator;

/** What lies in a dish and is no cell: specks, refractile grains, fibres. It belongs to no mask. */
final class Debris {
    private Debris() {}

    /** Specks and grains on the ground. */
    static void draw(Canvas canvas, CellPhotoSettings settings, RandomGenerator random) {
        int specks = number(settings, 0.9, random);
        for (int i = 0; i < specks; i++) {
            double x = settings.width() * random.nextDouble();
            double y = settings.height() * random.nextDouble();
            double radius = 0.8 + 2.8 * Math.pow(random.nextDouble(), 2);
            double strength = 0.25 + 0.45 * random.nextDouble();
            boolean bright = random.nextDouble() < 0.3;
            speck(canvas, x, y, radius, bright ? -strength : strength);
        }
    }

    /** Fibres and soft, out-of-focus dust above the cells. */
    static void drawAbove(Canvas canvas, CellPhotoSettings settings, RandomGenerator random) {
        int fibres = number(settings, 0.07, random);
        for (int i = 0; i < fibres; i++) {
            fibre(canvas, settings, random);
        }
        int dust = number(settings, 0.12, random);
        for (int i = 0; i < dust; i++) {
            double x = settings.width() * random.nextDouble();
            double y = settings.height() * random.nextDouble();
            double radius = 8 + 18 * random.nextDouble();
            double strength = 0.03 + 0.06 * random.nextDouble();
            canvas.window(x, y, 3 * radius, (px, py, index) -> {
                double distance = Math.hypot(px - x, py - y) / radius;
                canvas.multiply(index, 1 - strength * Math.exp(-distance * distance));
            });
        }
    }

    private static int number(CellPhotoSettings settings, double part, RandomGenerator random) {
        double mean = part * settings.debrisPerMegapixel() * settings.height() * settings.width() / 1e6;
        return (int) Math.round(mean * 2 * random.nextDouble());
    }

    /** Dark with a bright fringe, or the reverse. */
    private static void speck(Canvas canvas, double x, double y, double radius, double strength) {
        canvas.window(x, y, 4 * radius + 2, (px, py, index) -> {
            double at = Math.hypot(px - x, py - y) / radius;
            double core = Math.exp(-at * at);
            double fringe = 0.4 * Math.exp(-Math.pow((at - 1.8) / 0.7, 2));
            canvas.multiply(index, 1 - strength * (core - fringe));
        });
    }

    /** A thin curve whose direction wanders. */
    private static void fibre(Canvas canvas, CellPhotoSettings settings, RandomGenerator random) {
        double x = settings.width() * random.nextDouble();
        double y = settings.height() * random.nextDouble();
        double direction = 2 * Math.PI * random.nextDouble();
        double bend = 0;
        double thickness = 0.7 + 1.0 * random.nextDouble();
        double strength = 0.10 + 0.14 * random.nextDouble();
        int steps = 30 + random.nextInt(110);
        for (int i = 0; i < steps; i++) {
            double px = x;
            double py = y;
            canvas.window(px, py, 3 * thickness, (cx, cy, index) -> {
                double at = Math.hypot(cx - px, cy - py) / thickness;
                canvas.multiply(index, 1 - strength * Math.exp(-at * at));
            });
            bend = 0.9 * bend + 0.02 * random.nextGaussian();
            direction += bend;
            x += 1.4 * Math.cos(direction);
            y += 1.4 * Math.sin(direction);
        }
    }
}
