package dev.gradus.vision.image;

import dev.gradus.io.AtomicFile;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** The way from {@link Image} to Java2D's 8-bit pictures and back, and to PNG files. */
public final class Pixels {
    private Pixels() {}

    /**
     * An 8-bit picture: {@code TYPE_BYTE_GRAY} for one channel, {@code TYPE_3BYTE_BGR} for three; values are clamped to
     * 0..1 and rounded.
     *
     * @throws IllegalArgumentException if there are neither one nor three channels
     */
    public static BufferedImage toBuffered(Image image) {
        int channels = image.channels();
        if (channels != 1 && channels != 3) {
            throw new IllegalArgumentException("picture: expected 1 or 3 channels, got " + channels);
        }
        int type = channels == 1 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_3BYTE_BGR;
        BufferedImage picture = new BufferedImage(image.width(), image.height(), type);
        byte[] bytes = ((DataBufferByte) picture.getRaster().getDataBuffer()).getData();
        float[] data = image.data();
        int plane = image.width() * image.height();
        for (int c = 0; c < channels; c++) {
            for (int i = 0; i < plane; i++) {
                bytes[i * channels + channels - 1 - c] = (byte) toByte(data[c * plane + i]);
            }
        }
        return picture;
    }

    /** Three channels from any Java2D picture, through its colour model; alpha is dropped. */
    public static Image fromBuffered(BufferedImage picture) {
        int width = picture.getWidth();
        int height = picture.getHeight();
        Image image = Image.black(3, height, width);
        int plane = width * height;
        int[] row = new int[width];
        for (int y = 0; y < height; y++) {
            picture.getRGB(0, y, width, 1, row, 0, width);
            for (int x = 0; x < width; x++) {
                for (int c = 0; c < 3; c++) {
                    image.data()[c * plane + y * width + x] = ((row[x] >> (16 - 8 * c)) & 255) / 255f;
                }
            }
        }
        return image;
    }

    /**
     * Writes a PNG that appears complete or not at all; missing folders are made.
     *
     * @throws IOException if the file cannot be written
     */
    public static void writePng(BufferedImage picture, Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        AtomicFile.write(file, png(picture));
    }

    /** The bytes of a PNG file. */
    static byte[] png(BufferedImage picture) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        if (!ImageIO.write(picture, "png", bytes)) {
            throw new IOException("this Java has no PNG writer");
        }
        return bytes.toByteArray();
    }

    private static int toByte(float value) {
        return Math.round(Math.max(0, Math.min(1, value)) * 255);
    }
}
