package dev.gradus.vision.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.gradus.data.DatasetException;
import dev.gradus.data.Sample;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MnistTest {
    @TempDir
    Path folder;

    private static byte[] images(int count, int side) {
        byte[] bytes = new byte[16 + count * side * side];
        ByteBuffer.wrap(bytes).putInt(0x803).putInt(count).putInt(side).putInt(side);
        for (int i = 16; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 7);
        }
        return bytes;
    }

    private static byte[] labels(int... labels) {
        byte[] bytes = new byte[8 + labels.length];
        ByteBuffer.wrap(bytes).putInt(0x801).putInt(labels.length);
        for (int i = 0; i < labels.length; i++) {
            bytes[8 + i] = (byte) labels[i];
        }
        return bytes;
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    private Path file(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    private void refused(byte[] images, byte[] labels, String message) throws IOException {
        Path imagesFile = file("images", images);
        Path labelsFile = file("labels", labels);
        assertThatThrownBy(() -> Mnist.read(imagesFile, labelsFile))
                .isInstanceOf(DatasetException.class)
                .hasMessage(folder + "/" + message)
                .message()
                .hasLineCount(1);
    }

    @Test
    void readsPlainAndGzipped() throws Exception {
        Path images = file("images", images(3, 28));
        Path labels = file("labels.gz", gzip(labels(4, 0, 9)));
        Mnist mnist = Mnist.read(images, labels);
        assertThat(mnist.size()).isEqualTo(3);
        Sample last = mnist.get(2);
        assertThat(last.label()).isEqualTo(9);
        assertThat(last.inputShape()).containsExactly(1, 28, 28);
        byte third = (byte) ((16 + 2 * 784 + 5) * 7);
        assertThat(last.input()[5]).isEqualTo((third & 255) / 255f);
        assertThatThrownBy(() -> mnist.get(3)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void damagedFilesAreNamed() throws Exception {
        byte[] good = images(3, 28);
        byte[] digits = labels(1, 2, 3);
        refused(
                Arrays.copyOf(good, 1000),
                digits,
                "images: expected 2368 bytes for [3, 28, 28], found 1000 bytes (truncated)");
        refused(Arrays.copyOf(good, 9), digits, "images: expected an idx header of 16 bytes, found 9 bytes");
        refused(new byte[0], digits, "images: expected an idx header of 16 bytes, found 0 bytes");
        refused(Arrays.copyOf(good, 2369), digits, "images: expected 2368 bytes for [3, 28, 28], found more than that");
        refused(digits, digits, "images: expected an idx header of 16 bytes, found 11 bytes");
        refused(good, good, "labels: expected idx magic 0x00000801 at offset 0, found 0x00000803");
        refused(images(3, 27), digits, "images: expected images of 28x28, found 27x27");
        refused(good, labels(1, 2), "labels: expected 3 labels, one for each image of images, found 2 labels");
        refused(good, labels(1, 10, 3), "labels: expected labels 0 to 9, found label 10 at offset 9");
    }

    @Test
    void aTruncatedGzipIsTold() throws Exception {
        byte[] good = gzip(images(3, 28));
        Path labels = file("labels", labels(1, 2, 3));
        for (int length : new int[] {2, 5, 9, 15, 40, good.length / 2, good.length - 9}) {
            Path images = file("images", Arrays.copyOf(good, length));
            assertThatThrownBy(() -> Mnist.read(images, labels))
                    .as("gzip cut to %d of %d bytes", length, good.length)
                    .isInstanceOf(DatasetException.class)
                    .hasMessageStartingWith(images + ": expected ")
                    .message()
                    .hasLineCount(1);
        }
    }

    @Test
    void aHugeHeaderAllocatesNothing() throws Exception {
        byte[] huge = images(1, 28);
        ByteBuffer.wrap(huge).putInt(4, 2_000_000);
        refused(
                huge,
                labels(1),
                "images: expected 1568000016 bytes for [2000000, 28, 28], found 800 bytes (truncated)");
        ByteBuffer.wrap(huge).putInt(4, Integer.MAX_VALUE);
        refused(
                huge,
                labels(1),
                "images: expected at most 2 GB of values, found 1683627179264 bytes for [2147483647, 28, 28]");
        ByteBuffer.wrap(huge).putInt(4, -1);
        refused(huge, labels(1), "images: expected a positive size at offset 4, found -1");
    }

    @Test
    void aMissingFileIsNamed() {
        Path images = folder.resolve("nothing");
        assertThatThrownBy(() -> Mnist.read(images, images))
                .isInstanceOf(DatasetException.class)
                .hasMessage(images + ": expected an idx file, found no such file");
    }

    @Test
    void filesAtHandAreNeverDownloaded() throws Exception {
        Path mnist = Files.createDirectories(folder.resolve("mnist"));
        Files.write(mnist.resolve("t10k-images-idx3-ubyte"), images(2, 28));
        Files.write(mnist.resolve("t10k-labels-idx1-ubyte.gz"), gzip(labels(5, 6)));
        assertThat(Mnist.open(folder, Mnist.Part.TEST).size()).isEqualTo(2);
        RemoteFile wanted = new RemoteFile("t10k-images-idx3-ubyte.gz", 1, "");
        assertThat(Mnist.locate(mnist, wanted, new Download(List.of())))
                .isEqualTo(mnist.resolve("t10k-images-idx3-ubyte"));
    }

    @Test
    void theRealFilesHoldDigits() throws Exception {
        String home = System.getenv("GRADUS_DATA");
        assumeThat(home).as("set GRADUS_DATA to a data home with mnist/").isNotNull();
        assumeThat(Path.of(home, "mnist"))
                .as("set GRADUS_DATA to a data home with mnist/")
                .isDirectory();
        Mnist train = Mnist.open(Path.of(home), Mnist.Part.TRAIN);
        Mnist test = Mnist.open(Path.of(home), Mnist.Part.TEST);
        assertThat(train.size()).isEqualTo(60_000);
        assertThat(test.size()).isGreaterThanOrEqualTo(5_000);
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < train.size(); i++) {
            for (float value : train.get(i).input()) {
                sum += value;
                squares += value * value;
            }
        }
        double count = train.size() * 784.0;
        double mean = sum / count;
        assertThat(mean).isCloseTo(Mnist.MEAN, within(1e-4));
        assertThat(Math.sqrt(squares / count - mean * mean)).isCloseTo(Mnist.STD, within(1e-4));
    }
}
