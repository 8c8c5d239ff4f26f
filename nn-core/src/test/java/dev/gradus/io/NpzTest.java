package dev.gradus.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gradus.backend.Backends;
import dev.gradus.random.Rng;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpzTest {
    @TempDir
    Path folder;

    private Backends backend;

    @BeforeEach
    void useTheBackendInJava() {
        backend = Backends.use(Backends.named("java"));
    }

    @AfterEach
    void restoreTheBackend() {
        backend.close();
    }

    @Test
    void everyBitSurvives() throws IOException {
        Rng rng = Rng.seed(7);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (DType dtype : DType.values()) {
            if (dtype != DType.BFLOAT16) {
                tensors.put("weights/" + dtype, Values.random(rng, dtype, Values.randomShape(rng)));
            }
        }
        tensors.put("large", Values.random(rng, DType.FLOAT64, Shape.of(200_001)));
        Path path = folder.resolve("a.npz");
        Npz.write(path, tensors);
        Map<String, Tensor> read = Npz.read(path);
        assertThat(read.keySet()).containsExactlyElementsOf(tensors.keySet());
        for (Map.Entry<String, Tensor> e : tensors.entrySet()) {
            assertThat(read.get(e.getKey()).dtype()).isEqualTo(e.getValue().dtype());
            assertThat(read.get(e.getKey()).shape()).isEqualTo(e.getValue().shape());
            assertThat(Values.bits(read.get(e.getKey()))).isEqualTo(Values.bits(e.getValue()));
        }
    }

    @Test
    void readsCompressedEntries() throws IOException {
        Path single = folder.resolve("a.npy");
        Npy.write(single, Tensor.of(new float[5000], Shape.of(5000)));
        Path path = folder.resolve("c.npz");
        zip(path, "x.npy", Files.readAllBytes(single));
        assertThat(Files.size(path)).isLessThan(1000);
        assertThat(Npz.read(path).get("x").toFloatArray()).isEqualTo(new float[5000]);
    }

    @Test
    void anErrorInAnEntryNamesIt() throws IOException {
        Path path = folder.resolve("a.npz");
        zip(path, "x.npy", "short".getBytes(StandardCharsets.US_ASCII));
        refused(path, path + "!x.npy, byte 0: expected 6 bytes of magic, found the end of the file at byte 5");
        zip(path, "readme.txt", new byte[0]);
        refused(path, path + "!readme.txt, byte 0: expected entries named *.npy, found readme.txt");
    }

    @Test
    void everyTruncationAndOtherFiles() throws IOException {
        Path path = folder.resolve("a.npz");
        Npz.write(path, Map.of("a", Tensor.of(new byte[] {1, 2, 3}, Shape.of(3))));
        byte[] whole = Files.readAllBytes(path);
        for (int length = 0; length < whole.length; length++) {
            Files.write(path, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> Npz.read(path)).as("%s bytes", length).isInstanceOf(ModelFormatException.class);
        }
    }

    /** The data of a stored entry lie in the file as they are; only the checksum can tell that one is wrong. */
    @Test
    void aChangedElement() throws IOException {
        Path path = folder.resolve("a.npz");
        Npz.write(path, Map.of("a", Tensor.of(new byte[] {101, 102, 103}, Shape.of(3))));
        byte[] bytes = Files.readAllBytes(path);
        int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("efg");
        bytes[at] = 1;
        Files.write(path, bytes);
        assertThatThrownBy(() -> Npz.read(path))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageStartingWith(path + "!a.npy, byte 0: expected the checksum ");
    }

    @Test
    void aWriteThatFailsLeavesNothing() {
        Tensor freed = Tensor.of(2f);
        freed.free();
        assertThatThrownBy(() -> Npz.write(folder.resolve("a.npz"), Map.of("b", freed)))
                .isInstanceOf(IllegalStateException.class);
        assertThat(folder).isEmptyDirectory();
    }

    private static void zip(Path path, String name, byte[] bytes) throws IOException {
        try (OutputStream out = Files.newOutputStream(path);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry(name));
            zip.write(bytes);
        }
    }

    private static void refused(Path path, String message) {
        assertThatThrownBy(() -> Npz.read(path))
                .isInstanceOf(ModelFormatException.class)
                .hasMessage(message);
    }
}
