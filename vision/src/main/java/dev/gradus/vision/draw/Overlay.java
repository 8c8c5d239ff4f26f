package dev.gradus.vision.draw;

import dev.gradus.vision.image.Image;

/** A mask's outline over its photo. */
public final class Overlay {
    private static final float[] GREEN = {0.1f, 1f, 0.3f};
    private static final float[] MAGENTA = {1f, 0.1f, 0.9f};

    private Overlay() {}

    /**
     * The photo in RGB with the outline of the mask in green, drawn just inside the mask; 1 pixel wide, and one more
     * for every 800 pixels of the photo's shorter side.
     *
     * @param photo one or three channels
     * @param mask one channel, at least 0.5 is inside
     * @throws IllegalArgumentException if the sizes differ
     */
    public static Image outline(Image photo, Image mask) {
        Image result = photo.toRgb().copy();
        draw(result, mask, GREEN);
        return result;
    }

    /**
     * Like {@link #outline}, with the true mask in magenta below the prediction in green: where only one colour shows,
     * the two agree or one is missing.
     *
     * @throws IllegalArgumentException if the sizes differ
     */
    public static Image compare(Image photo, Image prediction, Image truth) {
        Image result = photo.toRgb().copy();
        draw(result, truth, MAGENTA);
        draw(result, prediction, GREEN);
        return result;
    }

    private static void draw(Image canvas, Image mask, float[] colour) {
        if (mask.channels() != 1 || !mask.sameSize(canvas)) {
            throw new IllegalArgumentException(
                    "overlay: expected a mask (1, " + canvas.height() + ", " + canvas.width() + "), got " + mask);
        }
        int radius = 1 + Math.min(canvas.height(), canvas.width()) / 800;
        int plane = canvas.height() * canvas.width();
        for (int y = 0; y < canvas.height(); y++) {
            for (int x = 0; x < canvas.width(); x++) {
                if (mask.get(0, y, x) >= 0.5f && nearOutside(mask, y, x, radius)) {
                    for (int c = 0; c < 3; c++) {
                        canvas.data()[c * plane + y * canvas.width() + x] = colour[c];
                    }
                }
            }
        }
    }

    private static boolean nearOutside(Image mask, int y, int x, int radius) {
        for (int dy = -radius; dy <= radius; dy++) {
            for (int dx = -radius; dx <= radius; dx++) {
                int ny = Math.max(0, Math.min(mask.height() - 1, y + dy));
                int nx = Math.max(0, Math.min(mask.width() - 1, x + dx));
                if (dx * dx + dy * dy <= radius * radius && mask.get(0, ny, nx) < 0.5f) {
                    return true;
                }
            }
        }
        return false;
    }
}
