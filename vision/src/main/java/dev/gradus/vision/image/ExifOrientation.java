package dev.gradus.vision.image;

import com.twelvemonkeys.imageio.metadata.jpeg.JPEG;
import com.twelvemonkeys.imageio.metadata.jpeg.JPEGSegment;
import com.twelvemonkeys.imageio.metadata.jpeg.JPEGSegmentUtil;
import dev.gradus.data.DatasetException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageInputStream;

/** The way a camera was held, from a JPEG's EXIF block (tag 274: 1 to 8), and turning the picture upright. */
final class ExifOrientation {
    private static final int ORIENTATION = 274;

    private ExifOrientation() {}

    static Image apply(Path file, Image image) throws DatasetException {
        return upright(image, read(file));
    }

    private static int read(Path file) throws DatasetException {
        try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
            List<JPEGSegment> blocks = JPEGSegmentUtil.readSegments(in, JPEG.APP1, "Exif");
            if (blocks.isEmpty()) {
                return 1;
            }
            try (InputStream data = blocks.get(0).data()) {
                data.skipNBytes(1); // the padding byte after "Exif\0"
                return orientation(ByteBuffer.wrap(data.readAllBytes()));
            }
        } catch (IOException e) {
            throw new DatasetException(file, "a whole JPEG picture", "damaged segments (" + e.getMessage() + ")", e);
        }
    }

    /** Looks up tag 274 in the first directory of a TIFF block; a block without it, or a broken one, is upright. */
    static int orientation(ByteBuffer exif) {
        if (exif.limit() < 8) {
            return 1;
        }
        exif.order(exif.getShort(0) == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        long directory = exif.getInt(4) & 0xffffffffL;
        if (directory + 2 > exif.limit()) {
            return 1;
        }
        int entries = exif.getShort((int) directory) & 0xffff;
        for (int i = 0; i < entries; i++) {
            long entry = directory + 2 + 12L * i;
            if (entry + 12 > exif.limit()) {
                return 1;
            }
            if (exif.getShort((int) entry) == ORIENTATION) {
                return exif.getShort((int) entry + 8);
            }
        }
        return 1;
    }

    /** Codes 5 to 8 swap rows and columns; the others only mirror. Any other code means upright. */
    static Image upright(Image image, int code) {
        if (code < 2 || code > 8) {
            return image;
        }
        boolean transpose = code >= 5;
        boolean mirrorX = code == 2 || code == 3 || code == 7 || code == 8;
        boolean mirrorY = code == 3 || code == 4 || code == 6 || code == 7;
        int height = transpose ? image.width() : image.height();
        int width = transpose ? image.height() : image.width();
        Image result = Image.black(image.channels(), height, width);
        for (int c = 0; c < image.channels(); c++) {
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    int storedY = transpose ? x : y;
                    int storedX = transpose ? y : x;
                    result.data()[(c * height + y) * width + x] = image.get(
                            c,
                            mirrorY ? image.height() - 1 - storedY : storedY,
                            mirrorX ? image.width() - 1 - storedX : storedX);
                }
            }
        }
        return result;
    }
}
