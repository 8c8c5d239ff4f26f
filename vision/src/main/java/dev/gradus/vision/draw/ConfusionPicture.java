package dev.gradus.vision.draw;

import dev.gradus.metrics.ConfusionMatrix;
import dev.gradus.vision.image.Image;
import dev.gradus.vision.image.Pixels;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Locale;

/** A confusion matrix as a picture: a row for each true class, a column for each found one, darker for a larger share. */
public final class ConfusionPicture {
    private static final int CELL = 48;
    private static final int NAMES = 120;
    private static final double TEXT = 9;

    private ConfusionPicture() {}

    /**
     * Draws the shares of each true class in percent; what is below half a percent is left empty.
     *
     * @param matrix the counts
     * @param names of the classes
     */
    public static Image of(ConfusionMatrix matrix, List<String> names) {
        int n = names.size();
        BufferedImage picture =
                new BufferedImage(NAMES + n * CELL + 1, NAMES + n * CELL + 1, BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D graphics = picture.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, picture.getWidth(), picture.getHeight());
        for (int truth = 0; truth < n; truth++) {
            int y = NAMES + truth * CELL;
            graphics.setColor(Color.DARK_GRAY);
            StrokeFont.draw(graphics, shortened(names.get(truth)), 4, y + (CELL - TEXT) / 2, TEXT);
            double count = 0;
            for (int found = 0; found < n; found++) {
                count += matrix.count(truth, found);
            }
            for (int found = 0; found < n; found++) {
                double share = count == 0 ? 0 : matrix.count(truth, found) / count;
                cell(graphics, NAMES + found * CELL, y, share, truth == found);
            }
        }
        graphics.rotate(-Math.PI / 2);
        graphics.setColor(Color.DARK_GRAY);
        for (int found = 0; found < n; found++) {
            StrokeFont.draw(
                    graphics, shortened(names.get(found)), 4.0 - NAMES, NAMES + found * CELL + (CELL - TEXT) / 2, TEXT);
        }
        graphics.dispose();
        return Pixels.fromBuffered(picture);
    }

    /** Blue on the diagonal, red beside it. */
    private static void cell(Graphics2D graphics, int x, int y, double share, boolean right) {
        float pale = (float) (1 - share);
        graphics.setColor(
                right ? new Color(pale, pale, 1 - 0.3f * (1 - pale)) : new Color(1 - 0.2f * (1 - pale), pale, pale));
        graphics.fillRect(x, y, CELL, CELL);
        graphics.setColor(Color.LIGHT_GRAY);
        graphics.drawRect(x, y, CELL, CELL);
        if (share >= 0.005) {
            String text = String.format(Locale.ROOT, "%.0f", 100 * share);
            graphics.setColor(share > 0.5 ? Color.WHITE : Color.DARK_GRAY);
            StrokeFont.draw(graphics, text, x + (CELL - StrokeFont.width(text, TEXT)) / 2, y + (CELL - TEXT) / 2, TEXT);
        }
    }

    private static String shortened(String name) {
        String text = name;
        while (StrokeFont.width(text, TEXT) > NAMES - 8) {
            text = text.substring(0, text.length() - 1);
        }
        return text;
    }
}
