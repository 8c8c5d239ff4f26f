package dev.gradus.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gradus.vision.image.Image;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The first steps of the ladder, on digits that anybody can read. */
final class LadderTest {
    @TempDir
    private Path folder;

    private Path out;

    @BeforeEach
    void digits() throws IOException {
        Bars.write(folder, 320, 50);
        out = folder.resolve("out");
    }

    private CommandRun run(String command, Object... more) {
        Object[] words = new Object[more.length + 5];
        Object[] first = {command, "--data", folder, "--out", out};
        System.arraycopy(first, 0, words, 0, 5);
        System.arraycopy(more, 0, words, 5, more.length);
        return CommandRun.of(words);
    }

    private double accuracy() throws IOException {
        return Double.parseDouble(CommandRun.metrics(out).get("test_accuracy"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"softmax", "svm"})
    void aLinearClassifierLearnsAndIsComparedWithWorkByHand(String loss) throws Exception {
        CommandRun run = run("linear", "--loss", loss, "--batch", 20, "--lr", 0.01);
        assertThat(run.err()).isEmpty();
        assertThat(accuracy()).isGreaterThan(0.95);
        Matcher byHand = Pattern.compile("by hand: +loss ([0-9.]+)").matcher(run.out());
        Matcher engine = Pattern.compile("engine: +loss ([0-9.]+), .* at most ([0-9.e-]+)")
                .matcher(run.out());
        assertThat(byHand.find() && engine.find()).isTrue();
        assertThat(Double.parseDouble(byHand.group(1))).isCloseTo(Double.parseDouble(engine.group(1)), within(1e-5));
        assertThat(Double.parseDouble(engine.group(2))).isLessThan(1e-5);
        assertThat(Image.read(out.resolve("templates.png")).width()).isGreaterThan(600);
    }

    @Test
    void theNearestNeighboursOfBarsAreRight() {
        CommandRun run = run("linear", "--epochs", 1, "--neighbours", 3);
        assertThat(run.out()).contains("the 3 nearest neighbours: 1.0000");
        assertThat(run("linear", "--epochs", 1, "--neighbours", 0).out()).doesNotContain("neighbours");
    }

    @ParameterizedTest
    @ValueSource(strings = {"32", "32,16", "32,16,16"})
    void twoToFourLayersLearn(String layers) throws Exception {
        CommandRun run = run("mlp", "--layers", layers, "--batch", 20, "--lr", 0.01);
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).containsPattern("gradient of a small network: right to \\de-(0[7-9]|1\\d)");
        assertThat(accuracy()).isGreaterThan(0.9);
    }

    @Test
    void goesOnAfterABreakToTheSameNetwork() throws Exception {
        assertThat(run("mlp", "--activation", "sigmoid", "--epochs", 2).code()).isEqualTo(ExitCode.DONE);
        Map<String, String> whole = CommandRun.metrics(out);
        out = folder.resolve("broken");
        Interruption.request();
        try {
            assertThat(run("mlp", "--activation", "sigmoid", "--epochs", 2).code())
                    .isEqualTo(ExitCode.INTERRUPTED);
        } finally {
            Interruption.clear();
        }
        assertThat(run("mlp", "--activation", "sigmoid", "--epochs", 2, "--resume")
                        .code())
                .isEqualTo(ExitCode.DONE);
        assertThat(CommandRun.metrics(out)).containsEntry("test_accuracy", whole.get("test_accuracy"));
    }

    @Test
    void wrongValuesAreWrongUsage() {
        assertThat(run("mlp", "--layers", "32,0").err()).contains("--layers: expected a value above 0, got 0");
        assertThat(run("mlp", "--dropout", 1).err()).contains("--dropout: expected 0 <= P < 1, got 1.0");
        assertThat(run("linear", "--loss", "hinge").err()).contains("--loss", "SOFTMAX, SVM");
        assertThat(run("linear", "--neighbours", -1).err()).contains("--neighbours");
        assertThat(run("linear", "--set", "cifar10").err()).contains("_batch.bin: expected CIFAR-10; unpack");
    }
}
