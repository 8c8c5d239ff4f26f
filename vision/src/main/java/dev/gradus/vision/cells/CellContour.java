package dev.gradus.vision.cells;

import java.util.random.RandomGenerator;

/** A cell's outline: an ellipse whose radius is changed by a few low harmonics of random phase. */
final class CellContour {
    private static final int HARMONICS = 4;
    private static final int DIRECTIONS = 256;

    private final double x;
    private final double y;
    private final double radius;
    private final double[] radii = new double[DIRECTIONS];
    private double farthest;

    CellContour(double x, double y, double radius, RandomGenerator random) {
        this.x = x;
        this.y = y;
        this.radius = radius;
        double roundness = Math.pow(random.nextDouble(), 0.5);
        double elongation = 1 + 0.7 * (1 - roundness);
        double tilt = Math.PI * random.nextDouble();
        double[] amplitudes = new double[HARMONICS];
        double[] phases = new double[HARMONICS];
        for (int k = 0; k < HARMONICS; k++) {
            amplitudes[k] = (0.02 + 0.10 * (1 - roundness)) * random.nextGaussian() / (k + 1);
            phases[k] = 2 * Math.PI * random.nextDouble();
        }
        double a = radius * Math.sqrt(elongation);
        double b = radius / Math.sqrt(elongation);
        for (int i = 0; i < DIRECTIONS; i++) {
            double angle = 2 * Math.PI * i / DIRECTIONS;
            double factor = 1;
            for (int k = 0; k < HARMONICS; k++) {
                factor += amplitudes[k] * Math.cos((k + 2) * angle + phases[k]);
            }
            radii[i] =
                    a * b / Math.hypot(b * Math.cos(angle - tilt), a * Math.sin(angle - tilt)) * Math.max(0.4, factor);
            farthest = Math.max(farthest, radii[i]);
        }
    }

    double x() {
        return x;
    }

    double y() {
        return y;
    }

    double radius() {
        return radius;
    }

    /** The largest distance of the outline from the centre. */
    double farthest() {
        return farthest;
    }

    /** How far the outline lies from the centre in the direction of {@code (dx, dy)}. */
    double towards(double dx, double dy) {
        double at = (Math.atan2(dy, dx) / (2 * Math.PI) + 1) * DIRECTIONS;
        int i = (int) at;
        double part = at - i;
        return (1 - part) * radii[i % DIRECTIONS] + part * radii[(i + 1) % DIRECTIONS];
    }

    /** The distance from the outline along the ray from the centre: negative inside. */
    double depth(double px, double py) {
        double dx = px - x;
        double dy = py - y;
        return Math.hypot(dx, dy) - towards(dx, dy);
    }
}
