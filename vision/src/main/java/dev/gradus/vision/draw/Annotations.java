package dev.gradus.vision.draw;

import dev.gradus.vision.data.Box;
import dev.gradus.vision.data.PhotoMask;
import dev.gradus.vision.image.Image;
import dev.gradus.vision.image.Pixels;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.List;

/** What is known of a photo, drawn over it in the colours of the {@link Palette}. */
public final class Annotations {
    private static final float OPACITY = 0.5f;

    private Annotations() {}

    /** The photo with the classes of its mask shining through and its boxes, RGB. */
    public static Image draw(PhotoMask sample) {
        return boxes(mask(sample.photo(), sample.mask()), sample.boxes(), List.of());
    }

    /**
     * The photo half covered by the colours of classes, but for class 0.
     *
     * @param photo one or three channels
     * @param mask one channel of classes 0 to 255
     * @throws IllegalArgumentException if the sizes differ
     */
    public static Image mask(Image photo, Image mask) {
        if (mask.channels() != 1 || !mask.sameSize(photo)) {
            throw new IllegalArgumentException(
                    "annotations: expected a mask (1, " + photo.height() + ", " + photo.width() + "), got " + mask);
        }
        Image result = photo.toRgb().copy();
        int plane = photo.height() * photo.width();
        for (int i = 0; i < plane; i++) {
            int label = (int) mask.data()[i];
            if (label != 0) {
                float[] colour = Palette.colour(label);
                for (int c = 0; c < 3; c++) {
                    int at = c * plane + i;
                    result.data()[at] = (1 - OPACITY) * result.data()[at] + OPACITY * colour[c];
                }
            }
        }
        return result;
    }

    /**
     * The photo with boxes, each in the colour of its class with the class's name; difficult ones are dashed.
     *
     * @param photo one or three channels
     * @param boxes what to draw
     * @param classes the names by class; those that it lacks are not written
     */
    public static Image boxes(Image photo, List<Box> boxes, List<String> classes) {
        BufferedImage picture = Pixels.toBuffered(photo.toRgb());
        Graphics2D graphics = picture.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        float line = 1 + Math.min(photo.height(), photo.width()) / 300f;
        for (Box box : boxes) {
            float[] rgb = Palette.colour(box.label() + 1);
            Color colour = new Color(rgb[0], rgb[1], rgb[2]);
            graphics.setColor(colour);
            float[] dashes = box.difficult() ? new float[] {4 * line, 3 * line} : null;
            graphics.setStroke(new BasicStroke(line, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, dashes, 0));
            graphics.draw(new Rectangle2D.Double(
                    box.x1() + line / 2,
                    box.y1() + line / 2,
                    Math.max(0, box.width() - line),
                    Math.max(0, box.height() - line)));
            if (box.label() < classes.size()) {
                label(graphics, classes.get(box.label()), box, colour);
            }
        }
        graphics.dispose();
        return Pixels.fromBuffered(picture);
    }

    /** The name on a plate within the box's upper left corner. */
    private static void label(Graphics2D graphics, String name, Box box, Color colour) {
        double size = 8;
        graphics.setColor(colour);
        graphics.fill(new Rectangle2D.Double(box.x1(), box.y1(), StrokeFont.width(name, size) + 8, size + 8));
        boolean light = colour.getRed() * 0.3 + colour.getGreen() * 0.6 + colour.getBlue() * 0.1 > 128;
        graphics.setColor(light ? Color.BLACK : Color.WHITE);
        StrokeFont.draw(graphics, name, box.x1() + 4, box.y1() + 4, size);
    }
}
