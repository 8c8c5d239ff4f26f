package dev.gradus.backend;

/**
 * Cubic convolution with a = −0.75: Keys, "Cubic convolution interpolation for digital image processing", 1981, equations
 * (4) to (6) with a free.
 */
public final class Cubic {
    private static final double A = -0.75;

    private Cubic() {}

    /**
     * The weight of a pixel.
     *
     * @param distance from the pixel, below 2
     * @return (a + 2)|d|³ − (a + 3)|d|² + 1 up to 1, a(|d|³ − 5|d|² + 8|d| − 4) beyond
     */
    public static double weight(double distance) {
        double d = Math.abs(distance);
        return d <= 1 ? ((A + 2) * d - (A + 3)) * d * d + 1 : A * (((d - 5) * d + 8) * d - 4);
    }

    /** The derivative of {@link #weight}. */
    static double slope(double distance) {
        double d = Math.abs(distance);
        double rising = d <= 1 ? (3 * (A + 2) * d - 2 * (A + 3)) * d : A * ((3 * d - 10) * d + 8);
        return Math.signum(distance) * rising;
    }
}
