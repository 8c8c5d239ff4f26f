package dev.gradus.vision.draw;

import dev.gradus.vision.image.Image;
import dev.gradus.vision.image.Pixels;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Pictures in a grid, each with a caption: samples, augmentations, worst mistakes. Every picture is fitted into a square
 * cell; one much smaller than it is enlarged by whole pixels, so that its pixels stay visible.
 */
public final class ContactSheet {
    private static final int GAP = 8;
    private static final int TEXT = 10;
    private static final int CAPTION = 2 * TEXT;

    private final int columns;
    private final int cell;
    private final List<Image> pictures = new ArrayList<>();
    private final List<String> captions = new ArrayList<>();

    /**
     * @param columns pictures in a row
     * @param cell the side of a picture's square in pixels
     * @throws IllegalArgumentException if one of them is not positive
     */
    public ContactSheet(int columns, int cell) {
        if (columns < 1 || cell < 1) {
            throw new IllegalArgumentException(
                    "contactSheet: expected positive columns and cell, got " + columns + " and " + cell);
        }
        this.columns = columns;
        this.cell = cell;
    }

    /**
     * Adds a picture of one or three channels; a caption too long for its cell is cut.
     *
     * @throws IllegalArgumentException if there are neither one nor three channels
     */
    public ContactSheet add(Image picture, String caption) {
        pictures.add(picture.toRgb());
        captions.add(caption);
        return this;
    }

    /**
     * The sheet, RGB.
     *
     * @throws IllegalStateException if nothing was added
     */
    public Image render() {
        return Pixels.fromBuffered(draw());
    }

    /**
     * Writes the sheet as a PNG that appears complete or not at all.
     *
     * @throws IOException if the file cannot be written
     * @throws IllegalStateException if nothing was added
     */
    public void writePng(Path file) throws IOException {
        Pixels.writePng(draw(), file);
    }

    private BufferedImage draw() {
        if (pictures.isEmpty()) {
            throw new IllegalStateException("contactSheet: nothing was added");
        }
        int shown = Math.min(columns, pictures.size());
        int rows = (pictures.size() + columns - 1) / columns;
        BufferedImage sheet = new BufferedImage(
                GAP + shown * (cell + GAP), GAP + rows * (cell + CAPTION + GAP), BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D graphics = sheet.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
        graphics.setColor(Color.DARK_GRAY);
        for (int i = 0; i < pictures.size(); i++) {
            int x = GAP + i % columns * (cell + GAP);
            int y = GAP + i / columns * (cell + CAPTION + GAP);
            BufferedImage picture = Pixels.toBuffered(fit(pictures.get(i)));
            graphics.drawImage(
                    picture, x + (cell - picture.getWidth()) / 2, y + (cell - picture.getHeight()) / 2, null);
            StrokeFont.draw(graphics, shorten(captions.get(i)), x, y + cell + TEXT / 2.0, TEXT);
        }
        graphics.dispose();
        return sheet;
    }

    private Image fit(Image picture) {
        double factor = Math.min((double) cell / picture.width(), (double) cell / picture.height());
        if (factor >= 2) {
            return enlarge(picture, (int) factor);
        }
        int height = Math.max(1, (int) Math.round(picture.height() * factor));
        int width = Math.max(1, (int) Math.round(picture.width() * factor));
        return picture.resize(height, width);
    }

    private static Image enlarge(Image picture, int factor) {
        Image result = Image.black(3, picture.height() * factor, picture.width() * factor);
        int to = 0;
        for (int c = 0; c < 3; c++) {
            for (int y = 0; y < result.height(); y++) {
                for (int x = 0; x < result.width(); x++) {
                    result.data()[to++] = picture.get(c, y / factor, x / factor);
                }
            }
        }
        return result;
    }

    /** The pixels that a caption is wide, rounded up. */
    public static int width(String caption) {
        return (int) Math.ceil(StrokeFont.width(caption, TEXT));
    }

    private String shorten(String caption) {
        String text = caption;
        while (width(text) > cell) {
            text = text.substring(0, text.length() - 1);
        }
        return text;
    }
}
