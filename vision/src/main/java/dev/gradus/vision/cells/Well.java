package dev.gradus.vision.cells;

import java.util.random.RandomGenerator;

/** The round well of the plate that the photo looks into: its wall darkens all that lies outside. */
final class Well {
    private final double x;
    private final double y;
    private final double radius;
    private final double rim;
    private final double wall;

    private Well(double x, double y, double radius, double rim, double wall) {
        this.x = x;
        this.y = y;
        this.radius = radius;
        this.rim = rim;
        this.wall = wall;
    }

    /** A well whose wall shows at one side or all around, or one that is too large to show. */
    static Well random(CellPhotoSettings settings, RandomGenerator random) {
        double side = Math.min(settings.height(), settings.width());
        double reach = Math.hypot(settings.height(), settings.width());
        boolean shows = random.nextDouble() < settings.wellProbability();
        double radius = shows ? side * (0.46 + 0.35 * random.nextDouble()) : 3 * reach;
        double play = shows ? Math.max(0, radius - 0.40 * side) : 0;
        double angle = 2 * Math.PI * random.nextDouble();
        double shift = play * random.nextDouble();
        return new Well(
                settings.width() / 2.0 + shift * Math.cos(angle),
                settings.height() / 2.0 + shift * Math.sin(angle),
                radius,
                side * (0.012 + 0.02 * random.nextDouble()),
                0.10 + 0.2 * random.nextDouble());
    }

    /** Whether something of this radius lies inside, clear of the wall. */
    boolean holds(double px, double py, double reach) {
        return Math.hypot(px - x, py - y) + reach < radius - 1.5 * rim;
    }

    /** The part of the light that passes: a shadow before the wall, a thin bright line on it, and the dark wall. */
    double transmission(double px, double py) {
        double distance = Math.hypot(px - x, py - y) - radius;
        double inWall = 1 / (1 + Math.exp(-distance / (0.25 * rim)));
        double shadow = 0.45 * Math.exp(-Math.pow((distance + 0.4 * rim) / (1.4 * rim), 2));
        double line = 0.55 * Math.exp(-Math.pow((distance - 0.9 * rim) / (0.22 * rim), 2));
        double fading = 0.16 * Math.exp(-Math.max(0, -distance) / (5 * rim));
        return (1 - shadow - fading) * (1 - inWall) + (wall + line) * inWall;
    }
}
