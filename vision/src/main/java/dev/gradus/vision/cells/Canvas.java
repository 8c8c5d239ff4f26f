package dev.gradus.vision.cells;

import dev.gradus.vision.image.Image;

/** The photo in the making: the light that passes, as factors, and the truth. */
final class Canvas {
    private final Image light;
    private final Image mask;
    private final Image labels;

    Canvas(int height, int width) {
        light = Image.black(1, height, width);
        mask = Image.black(1, height, width);
        labels = Image.black(1, height, width);
    }

    Image light() {
        return light;
    }

    Image mask() {
        return mask;
    }

    Image labels() {
        return labels;
    }

    /** What happens at one pixel of a window. */
    @FunctionalInterface
    interface PixelAction {
        void at(int x, int y, int index);
    }

    /** Visits the pixels within {@code reach} of a centre that lie on the canvas. */
    void window(double centreX, double centreY, double reach, PixelAction action) {
        int left = Math.max(0, (int) Math.floor(centreX - reach));
        int right = Math.min(light.width() - 1, (int) Math.ceil(centreX + reach));
        int top = Math.max(0, (int) Math.floor(centreY - reach));
        int bottom = Math.min(light.height() - 1, (int) Math.ceil(centreY + reach));
        for (int y = top; y <= bottom; y++) {
            for (int x = left; x <= right; x++) {
                action.at(x, y, y * light.width() + x);
            }
        }
    }

    void multiply(int index, double factor) {
        light.data()[index] *= (float) Math.max(0.05, factor);
    }

    void label(int index, int label) {
        mask.data()[index] = 1;
        labels.data()[index] = label;
    }

    /** How many of the labels 1 to {@code placed} show: a cell whose centre is outside may show no pixel. */
    int countLabels(int placed) {
        boolean[] seen = new boolean[placed + 1];
        int count = 0;
        for (float label : labels.data()) {
            if (label > 0 && !seen[(int) label]) {
                seen[(int) label] = true;
                count++;
            }
        }
        return count;
    }
}
