package dev.gradus.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gradus.io.Safetensors;
import dev.gradus.tensor.Tensor;
import dev.gradus.vision.image.Image;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On "digits" that anybody can read: a bar whose height is the digit. */
class MnistCommandTest {
    @TempDir
    Path data;

    @TempDir
    Path results;

    private Path out;

    @BeforeEach
    void digits() throws IOException {
        Bars.write(data, 320, 50);
        out = results.resolve("run");
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
        assertThat(Double.parseDouble(metrics.get("test_accuracy")))
                .isGreaterThan(0.8); // moved bars look like others; chance is 0.1
        assertThat(Double.parseDouble(metrics.get("train_seconds"))).isPositive();
        assertThat(metrics).containsEntry("steps", "80").containsEntry("interrupted", "false");
        assertThat(run.out()).contains("test_accuracy", "train_seconds");
        assertThat(out.resolve("model.safetensors")).isNotEmptyFile();
        assertThat(Image.read(out.resolve("mistakes.png")).width()).isGreaterThan(600);
    }

    @Test
    void normsCanHaveARateOfTheirOwn() throws Exception {
        Object[] sgd = {"--epochs", 1, "--train-images", 64, "--optimizer", "sgd", "--lr", 0.01, "--weight-decay", 0};
        mnist(sgd);
        Map<String, Tensor> plain = weights();
        mnist(Stream.concat(Stream.of(sgd), Stream.of("--norm-lr", 1e-9)).toArray());
        Map<String, Tensor> still = weights();
        assertThat(still.get("norm1.weight").toFloatArray()).containsOnly(1);
        assertThat(plain.get("norm1.weight").sub(1).abs().max().item()).isGreaterThan(1e-4);
        assertThat(still.get("fc2.bias").toFloatArray()).isNotEqualTo(new float[10]);
    }

    private Map<String, Tensor> weights() throws Exception {
        return Safetensors.read(out.resolve("model.safetensors")).tensors();
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
        assertThat(out.resolve("run.json")).exists();
        assertThat(out.resolve("model.safetensors")).doesNotExist();
    }

    @Test
    void wrongValuesAreWrongUsage() {
        assertThat(mnist("--lr", "0").code()).isEqualTo(ExitCode.USAGE);
        assertThat(mnist("--backend", "abacus").err()).contains("expected onednn, nd4j or java, got 'abacus'");
        assertThat(mnist("--threads", "0").code()).isEqualTo(ExitCode.USAGE);
    }

    // ---- the options of all commands that train

    @Test
    void runJsonSaysWhatMadeTheResult() throws Exception {
        mnist("--epochs", 1, "--seed", 5, "--optimizer", "lion", "--lr", "0.001");
        JsonNode run = new ObjectMapper().readTree(out.resolve("run.json").toFile());
        assertThat(run.get("command").asText()).isEqualTo("gradus mnist");
        assertThat(run.get("arguments").toString()).contains("\"--optimizer\",\"lion\"");
        assertThat(run.get("seed").asInt()).isEqualTo(5);
        assertThat(run.get("options").get("weight-decay").asDouble()).isEqualTo(0.01);
        assertThat(run.get("options").get("schedule").asText()).isEqualTo("one-cycle");
        assertThat(run.get("options").get("batch").asInt()).isEqualTo(16);
        assertThat(run.get("versions").get("java").asText()).contains(System.getProperty("java.version"));
        assertThat(run.get("machine").get("threads").asInt()).isPositive();
        String fingerprint =
                run.get("data").get(data.resolve("mnist").toString()).asText();
        assertThat(fingerprint).matches("[0-9a-f]{64}");
        Path labels = data.resolve("mnist/train-labels-idx1-ubyte");
        byte[] bytes = Files.readAllBytes(labels);
        bytes[20] = 3;
        Files.write(labels, bytes);
        assertThat(DataFingerprint.of(data.resolve("mnist"))).isNotEqualTo(fingerprint);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sgd",
                "nesterov",
                "adam",
                "adamw",
                "nadam",
                "rmsprop",
                "adagrad",
                "adadelta",
                "lamb",
                "lion",
                "muon"
            })
    void everyOptimizerTrains(String name) throws Exception {
        CommandRun run =
                mnist("--epochs", 1, "--train-images", 64, "--optimizer", name, "--no-norm-decay", "--lookahead");
        assertThat(run.err()).isEmpty();
        assertThat(CommandRun.metrics(out)).containsEntry("steps", "4");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "one-cycle",
                "constant",
                "cosine",
                "restarts",
                "step",
                "exponential",
                "linear",
                "cyclic",
                "plateau"
            })
    void everyScheduleTrains(String name) throws Exception {
        CommandRun run =
                mnist("--epochs", 2, "--train-images", 64, "--schedule", name, "--warmup", 2, "--validation", 0.25);
        assertThat(run.err()).isEmpty();
        assertThat(CommandRun.metrics(out)).containsEntry("steps", "6").containsKeys("val_accuracy", "best_epoch");
    }

    @Test
    void theBestEpochIsKeptAndPatienceEnds() throws Exception {
        CommandRun run = mnist("--epochs", 40, "--validation", 0.2, "--patience", 2, "--swa", 3);
        assertThat(run.code()).isEqualTo(ExitCode.DONE);
        Map<String, String> metrics = CommandRun.metrics(out);
        assertThat(Integer.parseInt(metrics.get("steps"))).isLessThan(40 * 16);
        assertThat(metrics).containsEntry("train_images", "256");
    }

    /** What is kept is what was measured: the last average, not the best epoch. */
    @Test
    void anAverageHasTheFiguresOfTheLastEpoch() throws Exception {
        mnist("--epochs", 6, "--validation", 0.2, "--ema", 0.5, "--lr", 0.03);
        Map<String, String> metrics = CommandRun.metrics(out);
        assertThat(metrics).containsEntry("last_epoch", "6").doesNotContainKey("best_epoch");
        List<String> lines = Files.readAllLines(out.resolve("metrics.jsonl"));
        assertThat(lines.get(lines.size() - 1)).contains("\"accuracy\":" + metrics.get("val_accuracy"));
    }

    @Test
    void theTimeMayEndBeforeTheFirstEpoch() throws Exception {
        CommandRun run = mnist("--minutes", 0.00001);
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isEqualTo(ExitCode.DONE);
        assertThat(CommandRun.metrics(out)).containsEntry("steps", "1").containsKey("test_accuracy");
    }

    @Test
    void everythingThatWatchesCanBeOnAtOnce() throws Exception {
        CommandRun run = mnist("--dashboard", 0, "--tensorboard", "--profile", 3, "--clip-value", 1);
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("watch at http://localhost:", "part of a step", "trace.json");
        assertThat(out.resolve("profile.txt")).content().contains("conv2d", "backward");
        assertThat(out.resolve("trace.json")).isNotEmptyFile();
        assertThat(out).isDirectoryContaining("glob:**events.out.tfevents.*");
    }

    @Test
    void checksBeforeATraining() throws Exception {
        CommandRun run = mnist("--check");
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("loss at chance: expected about ln 10", "fc2", "gradient", "overfit one batch");
        assertThat(out.resolve("model.safetensors")).doesNotExist();
    }

    @Test
    void anomaliesAreNamedWithTheirModule() {
        CommandRun run = mnist("--detect-anomaly", "--lr", "1e30");
        assertThat(run.code()).isEqualTo(ExitCode.FAILED);
        assertThat(run.errorLines()).singleElement().asString().contains("it arose in", "module");
    }

    @Test
    void optionsThatDoNotGoTogetherAreWrongUsage() {
        assertThat(mnist("--patience", 3).err()).contains("--patience: expected at least 1, and --validation with it");
        assertThat(mnist("--schedule", "plateau").err()).contains("--schedule: expected --validation with it");
        assertThat(mnist("--ema", 0.9, "--swa", 2).err()).contains("--swa: expected no --ema beside it, got 2");
        assertThat(mnist("--ema", 2).err()).contains("--ema: expected a decay between 0 and 1, got 2.0");
        assertThat(mnist("--optimizer", "adamx").err()).contains("--optimizer", "ADAMW", "adamx");
    }

    @Test
    void theHelpShowsTheOptionsInGroups() {
        CommandRun help = CommandRun.of("mnist", "--help");

        assertThat(help.out()).contains("Updates", "Watching", "Finding faults", "--dashboard", "one-cycle");
    }
}
