package dev.gradus.vision.draw;

import dev.gradus.vision.image.Image;
import dev.gradus.vision.image.Pixels;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A colour for each class, 0 to 255: those of Pascal VOC, whose class 0 is black and 255 cream. The bits of a class's
 * number, three at a time, are the highest bits of red, green and blue that are still free.
 */
public final class Palette {
    private static final byte[][] COLOURS = colours();

    private Palette() {}

    private static byte[][] colours() {
        byte[][] colours = new byte[3][256];
        for (int label = 0; label < 256; label++) {
            for (int bit = 0; bit < 8; bit++) {
                int channel = bit % 3;
                if (((label >> bit) & 1) != 0) {
                    colours[channel][label] |= (byte) (128 >> (bit / 3));
                }
            }
        }
        return colours;
    }

    /** Red, green and blue of a class, 0..1. */
    public static float[] colour(int label) {
        float[] colour = new float[3];
        for (int c = 0; c < 3; c++) {
            colour[c] = (COLOURS[c][label & 255] & 255) / 255f;
        }
        return colour;
    }

    /**
     * The picture of a mask of classes, RGB.
     *
     * @throws IllegalArgumentException if the mask has more than one channel, or classes over 255
     */
    public static Image paint(Image classes) {
        int plane = requireClasses(classes);
        Image picture = Image.black(3, classes.height(), classes.width());
        for (int i = 0; i < plane; i++) {
            float[] colour = colour((int) classes.data()[i]);
            for (int c = 0; c < 3; c++) {
                picture.data()[c * plane + i] = colour[c];
            }
        }
        return picture;
    }

    /**
     * Writes a mask of classes as a PNG of these colours, from which {@link Image#readClasses} reads the classes.
     *
     * @throws IllegalArgumentException if the mask has more than one channel, or classes over 255
     * @throws IOException if the file cannot be written
     */
    public static void writePng(Image classes, Path file) throws IOException {
        requireClasses(classes);
        IndexColorModel model = new IndexColorModel(8, 256, COLOURS[0], COLOURS[1], COLOURS[2]);
        BufferedImage picture =
                new BufferedImage(classes.width(), classes.height(), BufferedImage.TYPE_BYTE_INDEXED, model);
        picture.getRaster().setSamples(0, 0, classes.width(), classes.height(), 0, classes.data());
        Pixels.writePng(picture, file);
    }

    private static int requireClasses(Image classes) {
        boolean valid = classes.channels() == 1;
        for (float value : classes.data()) {
            valid &= value >= 0 && value <= 255;
        }
        if (!valid) {
            throw new IllegalArgumentException("palette: expected one channel of classes 0 to 255, got " + classes);
        }
        return classes.height() * classes.width();
    }
}
