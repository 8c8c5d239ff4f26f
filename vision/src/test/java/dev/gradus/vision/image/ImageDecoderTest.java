package dev.gradus.vision.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.gradus.data.DatasetException;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDecoderTest {
    @TempDir
    Path folder;

    private Path write(BufferedImage picture, String format) throws IOException {
        Path file = folder.resolve("picture." + format);
        assertThat(ImageIO.write(picture, format, file.toFile())).isTrue();
        return file;
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "tif"})
    void sixteenBitGreyIsScaledByItsOwnRange(String format) throws Exception {
        BufferedImage picture = new BufferedImage(3, 1, BufferedImage.TYPE_USHORT_GRAY);
        picture.getRaster().setSamples(0, 0, 3, 1, 0, new int[] {0, 32768, 65535});
        Image image = Image.read(write(picture, format));
        assertThat(image.shape()).containsExactly(1, 1, 3);
        assertThat(image.data()).containsExactly(new float[] {0, 32768 / 65535f, 1}, within(1e-6f));
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "tif"})
    void alphaIsDroppedAndColoursStay(String format) throws Exception {
        BufferedImage picture = new BufferedImage(2, 1, BufferedImage.TYPE_4BYTE_ABGR);
        picture.setRGB(0, 0, 0xff204060);
        picture.setRGB(1, 0, 0x80ff8000);
        Image image = Image.read(write(picture, format));
        assertThat(image.shape()).containsExactly(3, 1, 2);
        assertThat(image.data())
                .containsExactly(new float[] {0x20 / 255f, 1, 0x40 / 255f, 0x80 / 255f, 0x60 / 255f, 0}, within(1e-6f));
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "tif"})
    void oneBitIsBlackAndWhite(String format) throws Exception {
        BufferedImage picture = new BufferedImage(9, 2, BufferedImage.TYPE_BYTE_BINARY);
        picture.setRGB(8, 1, 0xffffffff);
        Image image = Image.read(write(picture, format));
        assertThat(image.shape()).containsExactly(1, 2, 9);
        float[] expected = new float[18];
        expected[17] = 1;
        assertThat(image.data()).containsExactly(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "tif"})
    void aColouredPaletteGivesRgb(String format) throws Exception {
        byte[] reds = {0, (byte) 255};
        byte[] blues = {(byte) 128, 0};
        BufferedImage picture = new BufferedImage(
                2, 1, BufferedImage.TYPE_BYTE_INDEXED, new IndexColorModel(8, 2, reds, new byte[2], blues));
        picture.getRaster().setSample(1, 0, 0, 1);
        assertThat(Image.read(write(picture, format)).data())
                .containsExactly(new float[] {0, 1, 0, 0, 128 / 255f, 0}, within(1e-6f));
    }

    @ParameterizedTest
    @ValueSource(ints = {BufferedImage.TYPE_BYTE_GRAY, BufferedImage.TYPE_3BYTE_BGR})
    void jpegIsCloseToItsSource(int type) throws Exception {
        Image source = Image.black(type == BufferedImage.TYPE_BYTE_GRAY ? 1 : 3, 16, 24);
        Arrays.fill(source.data(), 0.6f);
        Image image = Image.read(write(Pixels.toBuffered(source), "jpg"));
        assertThat(image.shape()).isEqualTo(source.shape());
        assertThat(image.data()).containsExactly(source.data(), within(0.02f));
    }

    @Test
    void theContentDecidesNotTheName() throws Exception {
        Path png = folder.resolve("really-a-png.jpg");
        Image image = ImageTest.noise(3, 5, 6, 1);
        image.writePng(png);
        assertThat(Image.read(png).data()).containsExactly(image.data());
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpg", "tif"})
    void everyTruncationIsToldInOneLine(String format) throws Exception {
        byte[] whole = Files.readAllBytes(write(Pixels.toBuffered(ImageTest.noise(3, 40, 50, 5)), format));
        for (double part : new double[] {0.002, 0.02, 0.2, 0.5, 0.8, 0.95}) {
            Path file = folder.resolve("cut." + format);
            Files.write(file, Arrays.copyOf(whole, (int) (whole.length * part)));
            assertThatThrownBy(() -> Image.read(file))
                    .as("%s cut to %.1f %%", format, 100 * part)
                    .isInstanceOf(DatasetException.class)
                    .hasMessageStartingWith(file + ": expected a ")
                    .hasMessageContaining(", found ")
                    .message()
                    .hasLineCount(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpg", "tif"})
    void damagedBytesNeverThrowAnythingElse(String format) throws Exception {
        byte[] whole = Files.readAllBytes(write(Pixels.toBuffered(ImageTest.noise(1, 20, 20, 5)), format));
        Random random = new Random(3);
        Path file = folder.resolve("damaged." + format);
        int refused = 0;
        for (int round = 0; round < 200; round++) {
            byte[] damaged = whole.clone();
            for (int i = 0; i < 5; i++) {
                damaged[random.nextInt(Math.min(whole.length, 300))] = (byte) random.nextInt(256);
            }
            Files.write(file, damaged);
            try {
                Image.read(file);
            } catch (DatasetException e) {
                refused++;
                assertThat(e.getMessage()).startsWith(file.toString()).hasLineCount(1);
            }
        }
        assertThat(refused).isPositive();
    }

    @Test
    void filesThatAreNoPictures() throws Exception {
        Path file = folder.resolve("a.png");
        refused(file, "a PNG, JPEG, TIFF or BMP picture, found no such file");
        Files.createFile(file);
        refused(file, "a PNG, JPEG, TIFF or BMP picture, found an empty file");
        Files.writeString(file, "hello, world\n");
        refused(file, "a PNG, JPEG, TIFF or BMP picture, found a file that starts with the text 'hello, w'");
        Files.write(file, new byte[] {0, 1, 2});
        refused(file, "a PNG, JPEG, TIFF or BMP picture, found a file that starts with bytes 00 01 02");
        refused(folder, "a PNG, JPEG, TIFF or BMP picture, found a folder");
    }

    private static void refused(Path file, String words) {
        assertThatThrownBy(() -> Image.read(file))
                .isInstanceOf(DatasetException.class)
                .hasMessage(file + ": expected " + words);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void exifOrientationTurnsThePictureUpright(int code) throws Exception {
        // What the camera shows: dark everywhere but in the upper left quarter. Stored as each code tells.
        Image upright = Image.black(1, 32, 48);
        for (int y = 0; y < 16; y++) {
            Arrays.fill(upright.data(), y * 48, y * 48 + 24, 1f);
        }
        int inverse = code == 6 ? 8 : code == 8 ? 6 : code;
        byte[] stored = Files.readAllBytes(write(Pixels.toBuffered(ExifOrientation.upright(upright, inverse)), "jpg"));
        Path file = folder.resolve("turned.jpg");
        Files.write(file, withExif(stored, code));
        Image read = Image.read(file);
        assertThat(read.shape()).containsExactly(1, 32, 48);
        assertThat(read.get(0, 5, 5)).isGreaterThan(0.9f);
        assertThat(read.get(0, 5, 42)).isLessThan(0.1f);
        assertThat(read.get(0, 26, 5)).isLessThan(0.1f);
    }

    @Test
    void orientationSixTurnsClockwise() {
        Image stored = Image.of(1, 2, 3, new float[] {1, 2, 3, 4, 5, 6});
        assertThat(ExifOrientation.upright(stored, 6).data()).containsExactly(4, 1, 5, 2, 6, 3);
        assertThat(ExifOrientation.upright(stored, 8).data()).containsExactly(3, 6, 2, 5, 1, 4);
    }

    @Test
    void aBrokenExifBlockMeansUpright() {
        assertThat(ExifOrientation.orientation(ByteBuffer.allocate(3))).isEqualTo(1);
        byte[] beyond = {'M', 'M', 0, 42, 127, 0, 0, 0};
        assertThat(ExifOrientation.orientation(ByteBuffer.wrap(beyond))).isEqualTo(1);
        byte[] cut = {'M', 'M', 0, 42, 0, 0, 0, 8, 0, 9, 1, 18};
        assertThat(ExifOrientation.orientation(ByteBuffer.wrap(cut))).isEqualTo(1);
    }

    private static byte[] withExif(byte[] jpeg, int orientation) {
        byte[] block = {
            (byte) 0xff,
            (byte) 0xe1,
            0,
            34,
            'E',
            'x',
            'i',
            'f',
            0,
            0,
            'M',
            'M',
            0,
            42,
            0,
            0,
            0,
            8,
            0,
            1,
            1,
            18,
            0,
            3,
            0,
            0,
            0,
            1,
            0,
            (byte) orientation,
            0,
            0,
            0,
            0,
            0,
            0
        };
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(jpeg, 0, 2);
        out.writeBytes(block);
        out.write(jpeg, 2, jpeg.length - 2);
        return out.toByteArray();
    }

    @Test
    void realMicrographsAreRead() throws Exception {
        String home = System.getenv("GRADUS_DATA");
        assumeThat(home).as("set GRADUS_DATA to a data home with spheroids/").isNotNull();
        Path spheroids = Path.of(home, "spheroids");
        assumeThat(spheroids)
                .as("set GRADUS_DATA to a data home with spheroids/")
                .isDirectory();
        String name = "3D_dynamic_1_day0_10x_CH1_8bit_18D.tif";
        Image photo = Image.read(spheroids.resolve("image").resolve(name));
        Image mask = Image.read(spheroids.resolve("mask").resolve(name));
        assertThat(photo.shape()).containsExactly(1, 1440, 1920);
        assertThat(mask.sameSize(photo)).isTrue();
        int between = 0;
        double inside = 0;
        double outside = 0;
        double count = 0;
        for (int i = 0; i < mask.data().length; i++) {
            between += mask.data()[i] != 0 && mask.data()[i] != 1 ? 1 : 0;
            inside += mask.data()[i] * photo.data()[i];
            outside += (1 - mask.data()[i]) * photo.data()[i];
            count += mask.data()[i];
        }
        assertThat(between).isZero();
        assertThat(count).isBetween(1000.0, mask.data().length / 2.0);
        assertThat(inside / count).isGreaterThan(10 * outside / (mask.data().length - count));
    }
}
