package dev.gradus.vision.image;

import dev.gradus.data.DatasetException;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/** Reads one picture file. The kind is told by the content, never by the file's name. */
final class ImageDecoder {
    private static final String EXPECTED = "a PNG, JPEG, TIFF or BMP picture";

    private static final float[] BYTE_VALUES = byteValues();

    private final Path file;
    private String damage;

    ImageDecoder(Path file) {
        this.file = file;
    }

    Image decode() throws DatasetException {
        Format format = format();
        Image image = toImage(read(format));
        return format == Format.JPEG ? ExifOrientation.apply(file, image) : image;
    }

    Image decodeClasses() throws DatasetException {
        String expected = "a PNG of one channel and at most 8 bits, whose values are classes";
        Format format = format();
        if (format != Format.PNG) {
            throw new DatasetException(file, expected, "a " + format);
        }
        Raster raster = read(format).getRaster();
        int bits = raster.getSampleModel().getSampleSize(0);
        if (raster.getNumBands() != 1 || bits > 8) {
            throw new DatasetException(file, expected, raster.getNumBands() + " channels of " + bits + " bits");
        }
        Image classes = black(1, raster.getHeight(), raster.getWidth());
        raster.getSamples(raster.getMinX(), raster.getMinY(), raster.getWidth(), raster.getHeight(), 0, classes.data());
        return classes;
    }

    private Format format() throws DatasetException {
        if (!Files.isRegularFile(file)) {
            String found =
                    Files.isDirectory(file) ? "a folder" : Files.exists(file) ? "a special file" : "no such file";
            throw new DatasetException(file, EXPECTED, found);
        }
        byte[] start;
        try (InputStream in = Files.newInputStream(file)) {
            start = in.readNBytes(8);
        } catch (IOException e) {
            throw new DatasetException(file, EXPECTED, "a file that cannot be read (" + e.getMessage() + ")", e);
        }
        if (start.length == 0) {
            throw new DatasetException(file, EXPECTED, "an empty file");
        }
        for (Format format : Format.values()) {
            if (format.matches(start)) {
                return format;
            }
        }
        throw new DatasetException(file, EXPECTED, "a file that starts with " + describe(start));
    }

    private BufferedImage read(Format format) throws DatasetException {
        Iterator<ImageReader> readers =
                ImageIO.getImageReadersByFormatName(format.name().toLowerCase(Locale.ROOT));
        if (!readers.hasNext()) {
            throw new DatasetException(file, "a reader for " + format + " in this Java", "none");
        }
        ImageReader reader = readers.next();
        try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
            reader.setInput(in, true, true);
            reader.addIIOReadWarningListener((source, warning) -> noteDamage(warning));
            requirePlausibleSize(format, reader);
            BufferedImage picture = reader.read(0);
            if (damage != null) {
                throw new DatasetException(file, "a whole " + format + " picture", "damaged data (" + damage + ")");
            }
            return picture;
        } catch (IOException | RuntimeException e) {
            // Decoders answer broken data with every kind of unchecked exception; all of them mean a damaged file.
            throw new DatasetException(file, "a whole " + format + " picture", "damaged data (" + reason(e) + ")", e);
        } finally {
            reader.dispose();
        }
    }

    /** A damaged header may claim any size; no PNG, JPEG or BMP packs more than about 8,300 pixels into a byte. */
    private void requirePlausibleSize(Format format, ImageReader reader) throws IOException, DatasetException {
        long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
        boolean plausible = format == Format.TIFF || pixels / 10_000 <= Files.size(file);
        if (pixels > Integer.MAX_VALUE || !plausible) {
            throw new DatasetException(
                    file,
                    "a whole " + format + " picture",
                    "a header of " + reader.getWidth(0) + "x" + reader.getHeight(0) + " pixels before "
                            + Files.size(file) + " bytes");
        }
    }

    /** libjpeg fills what is missing with grey and only warns; these two warnings are its words for lost data. */
    private void noteDamage(String warning) {
        if (damage == null && (warning.startsWith("Premature end") || warning.startsWith("Corrupt JPEG data"))) {
            damage = warning;
        }
    }

    private Image toImage(BufferedImage picture) throws DatasetException {
        ColorModel model = picture.getColorModel();
        if (model instanceof IndexColorModel palette) {
            return fromPalette(picture.getRaster(), palette);
        }
        Raster raster = picture.getRaster();
        int channels = model.getNumColorComponents();
        if (channels != 1 && channels != 3) {
            throw new DatasetException(file, "grey or RGB", "a picture of " + channels + " colour components");
        }
        int bits = raster.getSampleModel().getSampleSize(0);
        if (bits > 16) {
            throw new DatasetException(file, "1 to 16 bits a sample", bits + " bits");
        }
        return fromSamples(raster, channels);
    }

    private Image fromSamples(Raster raster, int channels) throws DatasetException {
        int width = raster.getWidth();
        int height = raster.getHeight();
        Image image = black(channels, height, width);
        float[] data = image.data();
        if (raster.getDataBuffer() instanceof DataBufferByte bytes
                && raster.getSampleModel() instanceof PixelInterleavedSampleModel layout
                && raster.getParent() == null) {
            fromBytes(bytes.getData(), layout, image);
            return image;
        }
        float[] row = new float[width];
        for (int c = 0; c < channels; c++) {
            float white = (1 << raster.getSampleModel().getSampleSize(c)) - 1;
            for (int y = 0; y < height; y++) {
                raster.getSamples(raster.getMinX(), raster.getMinY() + y, width, 1, c, row);
                int at = (c * height + y) * width;
                for (int x = 0; x < width; x++) {
                    data[at + x] = row[x] / white;
                }
            }
        }
        return image;
    }

    /** The usual case, several times faster than through {@code getSamples}. */
    private static void fromBytes(byte[] bytes, PixelInterleavedSampleModel layout, Image image) {
        int step = layout.getPixelStride();
        int[] offsets = layout.getBandOffsets();
        int width = image.width();
        float[] data = image.data();
        int to = 0;
        for (int c = 0; c < image.channels(); c++) {
            for (int y = 0; y < image.height(); y++) {
                int from = y * layout.getScanlineStride() + offsets[c];
                for (int x = 0; x < width; x++) {
                    data[to++] = BYTE_VALUES[bytes[from + x * step] & 255];
                }
            }
        }
    }

    private static float[] byteValues() {
        float[] values = new float[256];
        for (int i = 0; i < values.length; i++) {
            values[i] = i / 255f;
        }
        return values;
    }

    private Image fromPalette(Raster raster, IndexColorModel palette) throws DatasetException {
        int width = raster.getWidth();
        int height = raster.getHeight();
        int channels = isGrey(palette) ? 1 : 3;
        Image image = black(channels, height, width);
        int[] row = new int[width];
        for (int y = 0; y < height; y++) {
            raster.getSamples(raster.getMinX(), raster.getMinY() + y, width, 1, 0, row);
            for (int c = 0; c < channels; c++) {
                int at = (c * height + y) * width;
                for (int x = 0; x < width; x++) {
                    image.data()[at + x] = ((palette.getRGB(row[x]) >> (16 - 8 * c)) & 255) / 255f;
                }
            }
        }
        return image;
    }

    private static boolean isGrey(IndexColorModel palette) {
        for (int i = 0; i < palette.getMapSize(); i++) {
            if (palette.getRed(i) != palette.getGreen(i) || palette.getRed(i) != palette.getBlue(i)) {
                return false;
            }
        }
        return true;
    }

    private Image black(int channels, int height, int width) throws DatasetException {
        if ((long) channels * height * width > Integer.MAX_VALUE) {
            throw new DatasetException(
                    file, "at most " + Integer.MAX_VALUE + " samples", channels + "x" + height + "x" + width);
        }
        return Image.black(channels, height, width);
    }

    private static String reason(Exception e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private static String describe(byte[] start) {
        boolean text = true;
        StringBuilder hex = new StringBuilder("bytes");
        for (byte b : start) {
            text &= (b >= 32 && b < 127) || b == '\n' || b == '\r' || b == '\t';
            hex.append(String.format(Locale.ROOT, " %02x", b));
        }
        return text ? "the text '" + new String(start, StandardCharsets.US_ASCII).strip() + "'" : hex.toString();
    }

    private enum Format {
        PNG("89504e470d0a1a0a"),
        JPEG("ffd8ff"),
        TIFF("4949(2a|2b)00|4d4d00(2a|2b)"),
        BMP("424d");

        private final String magic;

        /** @param magic the first bytes in hexadecimal digits, as a regular expression */
        Format(String magic) {
            this.magic = magic;
        }

        boolean matches(byte[] start) {
            return HexFormat.of().formatHex(start).matches("(" + magic + ").*");
        }
    }
}
