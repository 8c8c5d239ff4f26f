package dev.gradus.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradus.vision.image.Image;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On "digits" that anybody can read: a bar whose height is the digit. */
class MnistCommandTest {
    @TempDir
    Path data;

    @TempDir
    Path results;

    private Path out;

    @BeforeEach
    void digits() throws IOException {
        Path folder = Files.createDirectories(data.resolve("mnist"));
        writeImages(folder.resolve("train-images-idx3-ubyte"), 320);
        writeLabels(folder.resolve("train-labels-idx1-ubyte"), 320);
        writeImages(folder.resolve("t10k-images-idx3-ubyte"), 50);
        writeLabels(folder.resolve("t10k-labels-idx1-ubyte"), 50);
        out = results.resolve("run");
    }

    private static void writeImages(Path file, int count) throws IOException {
        try (DataOutputStream idx = new DataOutputStream(Files.newOutputStream(file))) {
            for (int word : new int[] {0x803, count, 28, 28}) {
                idx.writeInt(word);
            }
            for (int i = 0; i < count; i++) {
                byte[] pixels = new byte[28 * 28];
                int row = 2 + 2 * (i % 10);
                for (int x = 4; x < 24; x++) {
                    pixels[28 * row + x] = (byte) (200 + i % 50);
                    pixels[28 * (row + 1) + x] = (byte) 255;
                }
                idx.write(pixels);
            }
        }
    }

    private static void writeLabels(Path file, int count) throws IOException {
        try (DataOutputStream idx = new DataOutputStream(Files.newOutputStream(file))) {
            idx.writeInt(0x801);
            idx.writeInt(count);
            for (int i = 0; i < count; i++) {
                idx.writeByte(i % 10);
            }
        }
    }

    private CommandRun mnist(Object... more) {
        return CommandRun.of(arguments(more));
    }

    private Object[] arguments(Object... more) {
        Object[] words = new Object[9 + more.length];
        Object[] first = {"mnist", "--data", data, "--out", out, "--epochs", 4, "--batch", 16};
        System.arraycopy(first, 0, words, 0, 9);
        System.arraycopy(more, 0, words, 9, more.length);
        return words;
    }

    @Test
    void learnsAndWritesWhatItPromises() throws Exception {
        CommandRun run = mnist();
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isEqualTo(ExitCode.DONE);
        Map<String, String> metrics = CommandRun.metrics(out);
        assertThat(Double.parseDouble(metrics.get("test_accuracy"))).isGreaterThan(0.95);
        assertThat(Double.parseDouble(metrics.get("train_seconds"))).isPositive();
        assertThat(metrics).containsEntry("steps", "80").containsEntry("interrupted", "false");
        assertThat(run.out()).contains("test_accuracy", "train_seconds");
        assertThat(out.resolve("model.safetensors")).isNotEmptyFile();
        assertThat(Image.read(out.resolve("mistakes.png")).width()).isGreaterThan(600);
    }

    @Test
    void theSameSeedGivesTheSameNetwork() throws Exception {
        mnist("--seed", 3);
        byte[] first = Files.readAllBytes(out.resolve("model.safetensors"));
        mnist("--seed", 3);
        assertThat(out.resolve("model.safetensors")).hasBinaryContent(first);
    }

    @Test
    void aTruncatedFileIsOneLineAndNothingIsWritten() throws Exception {
        Path images = data.resolve("mnist/train-images-idx3-ubyte");
        byte[] bytes = Files.readAllBytes(images);
        Files.write(images, java.util.Arrays.copyOf(bytes, bytes.length - 100));
        CommandRun run = mnist();
        assertThat(run.code()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(run.errorLines()).singleElement().asString().contains(images.toString(), "expected");
        assertThat(out).doesNotExist();
    }

    @Test
    void anInterruptionSavesTheNetwork() throws Exception {
        CommandRun run = CommandRun.interrupted(arguments());
        assertThat(run.code()).isEqualTo(ExitCode.INTERRUPTED);
        assertThat(out.resolve("model.safetensors")).isNotEmptyFile();
        assertThat(CommandRun.metrics(out)).containsEntry("interrupted", "true").containsEntry("steps", "1");
    }

    @Test
    void aLossThatIsNotANumberStopsWithOneLineThatSaysWhereItArose() throws Exception {
        CommandRun run = mnist("--lr", "1e30");
        assertThat(run.code()).isEqualTo(ExitCode.FAILED);
        assertThat(run.errorLines()).singleElement().asString().contains("expected a finite loss", "it arose in");
        assertThat(out).isEmptyDirectory();
    }

    @Test
    void wrongValuesAreWrongUsage() {
        assertThat(mnist("--lr", "0").code()).isEqualTo(ExitCode.USAGE);
        assertThat(mnist("--backend", "abacus").err()).contains("expected onednn, nd4j or java, got 'abacus'");
        assertThat(mnist("--threads", "0").code()).isEqualTo(ExitCode.USAGE);
    }
}
