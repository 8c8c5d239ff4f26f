package dev.gradus.vision.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.gradus.data.DatasetException;
import dev.gradus.data.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class Cifar10Test {
    private static final int RECORD = 3073;

    @TempDir
    private Path folder;

    /** Records whose pixel i of image n is 7n + i, modulo 256. */
    private Path file(String name, int... classes) throws IOException {
        byte[] bytes = new byte[classes.length * RECORD];
        for (int n = 0; n < classes.length; n++) {
            bytes[n * RECORD] = (byte) classes[n];
            for (int i = 1; i < RECORD; i++) {
                bytes[n * RECORD + i] = (byte) (7 * n + i - 1);
            }
        }
        return Files.write(folder.resolve(name), bytes);
    }

    @Test
    void readsTheRecordsOfSeveralFiles() throws Exception {
        Cifar10 images = Cifar10.read(file("a", 3, 9), file("b", 0), file("c", 1, 2, 4));
        assertThat(images.size()).isEqualTo(6);
        int[] labels = new int[6];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = images.label(i);
        }
        assertThat(labels).containsExactly(3, 9, 0, 1, 2, 4);
        Sample sample = images.get(4); // the second record of the last file
        assertThat(sample.label()).isEqualTo(2);
        assertThat(sample.inputShape()).containsExactly(3, 32, 32);
        assertThat(sample.input()[0]).isEqualTo(7 / 255f);
        assertThat(sample.input()[1024]).isEqualTo((7 + 1024) % 256 / 255f);
        assertThatThrownBy(() -> images.get(6)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> images.get(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void saysWhatIsWrongWithAFile() throws IOException {
        Path cut = Files.write(folder.resolve("cut.bin"), new byte[RECORD + 5]);
        assertThatThrownBy(() -> Cifar10.read(cut))
                .isInstanceOf(DatasetException.class)
                .hasMessage(cut + ": expected records of 3073 bytes, found 3078 bytes");
        Path empty = Files.write(folder.resolve("empty.bin"), new byte[0]);
        assertThatThrownBy(() -> Cifar10.read(empty)).hasMessageContaining("found 0 bytes");
        Path other = file("other.bin", 1, 10);
        assertThatThrownBy(() -> Cifar10.read(other))
                .hasMessage(other + ": expected classes 0 to 9, found class 10 at offset 3073");
    }

    @Test
    void saysWhereToGetMissingFiles() {
        assertThatThrownBy(() -> Cifar10.open(folder, Cifar10.Part.TEST))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("test_batch.bin: expected CIFAR-10; unpack cifar-10-binary.tar.gz")
                .hasMessageContaining("no such file");
    }

    @Test
    void theRealImagesHaveTheirMeansAndClasses() throws DatasetException {
        String home = System.getenv("GRADUS_DATA");
        Path data = home == null ? Path.of(System.getProperty("user.home"), ".gradus", "data") : Path.of(home);
        assumeThat(data.resolve("cifar10/cifar-10-batches-bin/test_batch.bin"))
                .as("CIFAR-10's binary version, unpacked in cifar10/ of the data home (GRADUS_DATA)")
                .exists();
        Cifar10 images = Cifar10.open(data, Cifar10.Part.TEST);
        int[] counts = new int[10];
        double[] sums = new double[3];
        for (int i = 0; i < images.size(); i++) {
            Sample sample = images.get(i);
            counts[sample.label()]++;
            for (int p = 0; p < sample.input().length; p++) {
                sums[p / 1024] += sample.input()[p] / 1024 / images.size();
            }
        }
        for (int k = 0; k < 10; k++) {
            assertThat(counts[k]).isBetween(images.size() / 12, images.size() / 8);
        }
        for (int c = 0; c < 3; c++) {
            assertThat(sums[c]).isCloseTo(Cifar10.MEAN.get(c), within(0.02));
        }
    }
}
