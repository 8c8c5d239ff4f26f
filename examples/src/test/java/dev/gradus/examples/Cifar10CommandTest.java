package dev.gradus.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gradus.io.Safetensors;
import dev.gradus.memory.TensorScope;
import dev.gradus.ops.Convolutions;
import dev.gradus.random.Rng;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import dev.gradus.vision.data.Cifar10;
import dev.gradus.vision.image.Image;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On pictures that anybody can name: each class has a colour of its own, in noise. */
final class Cifar10CommandTest {
    private static final int RECORD = 3073;

    @TempDir
    private Path data;

    @TempDir
    private Path results;

    private Path out;

    @BeforeEach
    void pictures() throws IOException {
        Path folder = Files.createDirectories(data.resolve("cifar10/cifar-10-batches-bin"));
        for (int i = 1; i <= 5; i++) {
            Files.write(folder.resolve("data_batch_" + i + ".bin"), records(40, i));
        }
        Files.write(folder.resolve("test_batch.bin"), records(50, 6));
        out = results.resolve("run");
    }

    private static byte[] records(int count, long seed) {
        Rng rng = Rng.seed(seed);
        byte[] bytes = new byte[count * RECORD];
        for (int n = 0; n < count; n++) {
            int label = n % 10;
            bytes[n * RECORD] = (byte) label;
            for (int i = 1; i < RECORD; i++) {
                int channel = (i - 1) / 1024;
                int colour = 50 + 60 * (channel == 0 ? label % 3 : channel == 1 ? label / 3 % 3 : label / 9);
                bytes[n * RECORD + i] = (byte) (colour + rng.nextInt(40));
            }
        }
        return bytes;
    }

    private Object[] words(Object... more) {
        List<Object> words =
                new ArrayList<>(List.of("cifar10", "--data", data, "--out", out, "--epochs", 6, "--batch", 20));
        words.addAll(List.of(more));
        return words.toArray();
    }

    private byte[] model() throws IOException {
        return Files.readAllBytes(out.resolve("model.safetensors"));
    }

    @Test
    void learnsAndWritesWhatItPromises() throws Exception {
        CommandRun run = CommandRun.of(words("--ema", 0.8, "--clip-norm", 5));
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isEqualTo(ExitCode.DONE);
        Map<String, String> metrics = CommandRun.metrics(out);
        assertThat(Double.parseDouble(metrics.get("test_accuracy"))).isGreaterThan(0.8);
        assertThat(Double.parseDouble(metrics.get("train_seconds"))).isPositive();
        assertThat(metrics).containsEntry("steps", "60").containsEntry("interrupted", "false");
        assertThat(run.out()).contains("test_accuracy", "train_seconds");
        assertThat(Image.read(out.resolve("mistakes.png")).width()).isGreaterThan(600);
        assertThat(Image.read(out.resolve("curves.png")).width()).isGreaterThan(300);
        List<String> lines = Files.readAllLines(out.resolve("metrics.jsonl"));
        assertThat(lines).hasSize(12).allMatch(line -> line.startsWith("{\"epoch\":"));
        assertThat(lines.get(11)).contains("\"epoch\":6,\"train_loss\":");
    }

    /** Its first convolution makes 2x2 patches uncorrelated, and stays so. */
    @Test
    @SuppressWarnings("try") // the scope acts by being open
    void theFastRecipeWhitensAndLearns() throws Exception {
        CommandRun run = CommandRun.of(words("--recipe", "fast", "--epochs", 4, "--precision", "f32"));
        assertThat(run.err()).isEmpty();
        assertThat(Double.parseDouble(CommandRun.metrics(out).get("test_accuracy")))
                .isGreaterThan(0.5);
        try (TensorScope scope = TensorScope.open()) {
            Tensor filters =
                    Safetensors.read(out.resolve("model.safetensors")).tensors().get("whiten.weight");
            Cifar10 pictures = Cifar10.open(data, Cifar10.Part.TRAIN);
            double[] sums = new double[3];
            int count = 0;
            for (int n = 0; n < 20; n++) {
                float[] values = pictures.get(n).input();
                for (int i = 0; i < values.length; i++) {
                    values[i] = (values[i] - Cifar10.MEAN.get(i / 1024)) / Cifar10.STD.get(i / 1024);
                }
                Tensor out = Convolutions.conv2d(Tensor.of(values, Shape.of(1, 3, 32, 32)), filters, null, 1, 0);
                float[] white = out.toFloatArray();
                for (int i = 0; i < 961; i++) {
                    sums[0] += white[5 * 961 + i] * white[5 * 961 + i];
                    sums[1] += white[5 * 961 + i] * white[6 * 961 + i];
                    sums[2] += white[5 * 961 + i] * white[17 * 961 + i];
                    count++;
                }
            }
            assertThat(sums[0] / count).isCloseTo(1, within(0.3));
            assertThat(sums[1] / count).isCloseTo(0, within(0.3));
            assertThat(sums[2]).isEqualTo(-sums[0]);
        }
    }

    @Test
    void goesOnAfterCtrlCToTheSameNetwork() throws Exception {
        assertThat(CommandRun.of(words()).code()).isEqualTo(ExitCode.DONE);
        byte[] whole = model();
        List<String> log = Files.readAllLines(out.resolve("metrics.jsonl"));
        out = results.resolve("broken");
        CommandRun broken = CommandRun.interrupted(words());
        assertThat(broken.code()).isEqualTo(ExitCode.INTERRUPTED);
        assertThat(broken.out()).contains("--resume goes on from " + out.resolve("checkpoint.safetensors"));
        assertThat(CommandRun.metrics(out)).containsEntry("steps", "1").containsEntry("interrupted", "true");
        CommandRun resumed = CommandRun.of(words("--resume"));
        assertThat(resumed.err()).isEmpty();
        assertThat(resumed.out()).contains("going on from " + out.resolve("checkpoint.safetensors"));
        assertThat(Arrays.equals(model(), whole)).isTrue();
        List<String> again = Files.readAllLines(out.resolve("metrics.jsonl"));
        assertThat(again).hasSameSizeAs(log);
        for (int i = 0; i < log.size(); i++) {
            assertThat(again.get(i).replaceAll("\"seconds\".*", ""))
                    .isEqualTo(log.get(i).replaceAll("\"seconds\".*", ""));
        }
    }

    /** Three times, each time after another checkpoint or in the midst of one. */
    @Test
    void goesOnAfterBeingKilledToTheSameNetwork() throws Exception {
        assertThat(CommandRun.of(words("--recipe", "small")).code()).isEqualTo(ExitCode.DONE);
        byte[] whole = model();
        out = results.resolve("killed");
        for (int i = 0; i < 3; i++) {
            Process process = start(words("--checkpoint-every", 0.01, "--resume"));
            Path checkpoint = out.resolve("checkpoint.safetensors");
            long size = Files.exists(checkpoint)
                    ? Files.getLastModifiedTime(checkpoint).toMillis()
                    : 0;
            while (process.isAlive()
                    && (!Files.exists(checkpoint)
                            || Files.getLastModifiedTime(checkpoint).toMillis() == size)) {
                Thread.sleep(2);
            }
            Thread.sleep(7L * i);
            process.destroyForcibly();
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        }
        assertThat(CommandRun.of(words("--checkpoint-every", 5, "--resume")).code())
                .isEqualTo(ExitCode.DONE);
        assertThat(Arrays.equals(model(), whole)).isTrue();
    }

    private static Process start(Object... words) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.gradus.examples.Gradus"));
        Arrays.stream(words).forEach(word -> command.add(word.toString()));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    @Test
    void findsALearningRate() throws Exception {
        CommandRun run = CommandRun.of(words("--find-lr"));
        assertThat(run.code()).isEqualTo(ExitCode.DONE);
        assertThat(run.out()).matches("(?s).*suggestion: --lr [0-9.e-]+ \\(the loss is lowest at .*lr\\.png.*");
        assertThat(Image.read(out.resolve("lr.png")).width()).isGreaterThan(300);
        assertThat(out.resolve("model.safetensors")).doesNotExist();
    }

    @Test
    void refusesToGoOnWithAnotherRunsCheckpoint() throws Exception {
        CommandRun.interrupted(words());
        CommandRun run = CommandRun.of(words("--resume", "--lr", 0.5));
        assertThat(run.code()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(run.errorLines()).hasSize(1);
        assertThat(run.err()).contains("checkpoint.safetensors", "expected a run with lr 0.5, found one with 0.01");
    }

    @Test
    void saysWhatIsWrongInOneLine() throws Exception {
        CommandRun usage = CommandRun.of(words("--accumulate", 0));
        assertThat(usage.code()).isEqualTo(ExitCode.USAGE);
        assertThat(usage.err()).contains("--accumulate: expected a value above 0, got 0");
        Path test = data.resolve("cifar10/cifar-10-batches-bin/test_batch.bin");
        Files.write(test, new byte[100]);
        CommandRun damaged = CommandRun.of(words());
        assertThat(damaged.code()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(damaged.errorLines())
                .containsExactly("gradus: " + test + ": expected records of 3073 bytes, found 100 bytes");
        Files.delete(test);
        assertThat(CommandRun.of(words()).err()).contains("test_batch.bin: expected CIFAR-10; unpack");
    }
}
