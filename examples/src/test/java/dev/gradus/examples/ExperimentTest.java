package dev.gradus.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradus.vision.image.Image;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that {@code run} and {@code search} read, on digits that anybody can read. */
final class ExperimentTest {
    private static final String SEARCH = "\nsearch:\n  metric: val_accuracy\n";

    @TempDir
    private Path folder;

    private Path out;

    @BeforeEach
    void digits() throws IOException {
        Bars.write(folder, 96, 20);
        out = folder.resolve("out");
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("experiment.yaml"), text);
    }

    private String base() {
        return String.format(
                """
                command: mnist
                data:      {data: "%s", batch: 16, validation: 0.25, train-images: 64}
                optimizer: {name: sgd, lr: 0.01, momentum: 0.8}
                schedule:  {name: cosine}
                epochs: 1
                lookahead: half
                no-norm-decay: false
                out: "%s"
                """, folder.toString().replace("\\", "\\\\"), out.toString().replace("\\", "\\\\"));
    }

    @Test
    void aFileIsACommandLine() throws Exception {
        CommandRun shown = CommandRun.of("run", file(base()), "--print", "--seed", 9);
        assertThat(shown.out().trim())
                .isEqualTo("gradus mnist --data " + folder + " --batch 16 --validation 0.25 --train-images 64"
                        + " --optimizer sgd --lr 0.01 --momentum 0.8 --schedule cosine --epochs 1 --lookahead half --out "
                        + out + " --seed 9");
        CommandRun run = CommandRun.of("run", file(base()), "--seed", 9, "--epochs", 2);
        assertThat(run.err()).isEmpty();
        assertThat(CommandRun.metrics(out)).containsEntry("seed", "9").containsEntry("steps", "6");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            epochs: 1                       | expected a key 'command'
            command: mnisd                  | expected a command in line 1, found 'mnisd' (did you mean 'mnist'?)
            command: mnist~learning-rate: 1 | line 2, found 'learning-rate' (did you mean 'lr'?)
            command: mnist~epochz: 1        | line 2, found 'epochz' (did you mean 'epochs'?)
            command: mnist~optimiser: {lr: 1} | line 2, found 'optimiser' (did you mean 'optimizer'?)
            command: mnist~lr: 1~lr: 2      | expected each key once in line 3
            command: mnist~lr: 1~optimizer: {lr: 2} | expected each option once in line 3
            command: mnist~lr: fast         | expected a value of 'lr' in line 2, found 'fast'
            command: mnist~optimizer: {name: adamx} | expected a value of 'optimizer' in line 2, found 'adamx'
            command: [                      | expected YAML in line
            - a list                        | expected keys and values
            """)
    void whatIsWrongIsSaidWithItsLine(String text, String expected) throws Exception {
        CommandRun run = CommandRun.of("run", file(text.trim().replace("~", "\n")));
        assertThat(run.code()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(run.errorLines())
                .singleElement()
                .asString()
                .startsWith("gradus: " + folder.resolve("experiment.yaml"))
                .contains(expected.trim());
    }

    @Test
    void aMissingFileIsNamed() {
        assertThat(CommandRun.of("run", folder.resolve("none.yaml")).err()).contains("none.yaml: no such file");
    }

    private List<String> results() throws IOException {
        return Files.readAllLines(out.resolve("results.csv"));
    }

    @Test
    void aGridTriesAllAndARepetitionTriesNone() throws Exception {
        Path file = file(base() + SEARCH + "  method: grid\n  space: {lr: [0.001, 0.05], batch: [8, 16]}\n");
        CommandRun run = CommandRun.of("search", file);
        assertThat(run.err()).isEmpty();
        assertThat(results()).hasSize(5);
        assertThat(results().get(0)).isEqualTo("trial,val_accuracy,seconds,lr,batch");
        List<Double> values = results().stream()
                .skip(1)
                .map(line -> Double.valueOf(line.split(",", -1)[1]))
                .toList();
        assertThat(values).isSortedAccordingTo((a, b) -> Double.compare(b, a));
        assertThat(Image.read(out.resolve("search-lr.png")).width()).isGreaterThan(300);
        Map<String, String> best =
                CommandRun.metrics(out.resolve("trial-00" + results().get(1).split(",", -1)[0]));
        assertThat(out.resolve("best.yaml"))
                .content()
                .contains("command: mnist", "lr: " + results().get(1).split(",", -1)[3], "lookahead: half");
        assertThat(Double.valueOf(best.get("val_accuracy"))).isEqualTo(values.get(0));
        assertThat(CommandRun.of("run", out.resolve("best.yaml"), "--print").code())
                .isZero();

        String before =
                Files.getLastModifiedTime(out.resolve("trial-001/metrics.json")).toString();
        List<String> lines = results();
        assertThat(CommandRun.of("search", file).code()).isEqualTo(ExitCode.DONE);
        assertThat(results()).isEqualTo(lines);
        assertThat(Files.getLastModifiedTime(out.resolve("trial-001/metrics.json"))
                        .toString())
                .isEqualTo(before);
    }

    @Test
    void randomTrialsAreDrawnFromTheSpaceAndGoOnAfterABreak() throws Exception {
        Path file = file(base() + SEARCH
                + "  method: random\n  trials: 3\n  space: {lr: {log: [0.001, 0.1]}, batch: {uniform: [4, 16]}}\n");
        CommandRun broken = CommandRun.interrupted("search", file);
        assertThat(broken.code()).isEqualTo(ExitCode.INTERRUPTED);
        assertThat(broken.out()).contains("interrupted; the same command goes on");
        assertThat(CommandRun.of("search", file).code()).isEqualTo(ExitCode.DONE);
        assertThat(results()).hasSize(4);
        for (String line : results().subList(1, 4)) {
            String[] cells = line.split(",", -1);
            assertThat(Double.parseDouble(cells[3])).isBetween(0.001, 0.1);
            assertThat(Integer.parseInt(cells[4])).isBetween(4, 16);
        }
        assertThat(Files.readString(out.resolve("trial-001/log.txt"))).contains("going on from");
    }

    @Test
    void halvingGivesTheBestMoreEpochs() throws Exception {
        Path file = file(base() + SEARCH + "  method: halving\n  trials: 4\n  space: {lr: {log: [1e-6, 0.1]}}\n"
                + "  halving: {from: 1, to: 4, factor: 2}\n");
        assertThat(CommandRun.of("search", file).code()).isEqualTo(ExitCode.DONE);
        List<String> lines = results();
        assertThat(lines).hasSize(1 + 4 + 2 + 1);
        assertThat(lines.get(1)).matches(Pattern.compile("\\d,[0-9.]+,[0-9.]+,[-0-9.e]+,4"));
        assertThat(lines.get(2)).endsWith(",2");
        assertThat(lines.get(4)).endsWith(",1");
        assertThat(lines.get(1).split(",", -1)[0]).isEqualTo(lines.get(2).split(",", -1)[0]);
    }

    @Test
    void aTrialThatFailsIsLastAndTheSearchGoesOn() throws Exception {
        Path file = file(base() + SEARCH + "  method: grid\n  space: {lr: [1e30, 0.01]}\n");
        CommandRun run = CommandRun.of("search", file);
        assertThat(run.code()).isEqualTo(ExitCode.DONE);
        assertThat(run.out()).contains("failed, see");
        assertThat(results().get(2)).startsWith("1,NaN,");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            metod: grid              | found 'metod' (did you mean 'method'?)
            method: gird             | expected one of [random, grid, halving] for 'method'
            method: grid             | expected a section 'space'
            space: {lrr: [1]}        | found 'lrr' (did you mean 'lr'?)
            space: {lr: {log: [0, 1]}} | a number of
            space: {lr: {normal: [0, 1]}} | expected a list, {uniform: [LOW, HIGH]} or {log: [LOW, HIGH]}
            """)
    void whatIsWrongWithASearchIsSaid(String line, String expected) throws Exception {
        CommandRun run = CommandRun.of("search", file(base() + "search:\n  " + line.trim() + "\n"));
        assertThat(run.code()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(run.err()).contains(expected.trim());
    }

    @Test
    void otherTrialsInTheSameFolderAreNotMixed() throws Exception {
        CommandRun.of("search", file(base() + SEARCH + "  method: grid\n  space: {lr: [0.01]}\n"));
        CommandRun run = CommandRun.of("search", file(base() + SEARCH + "  method: grid\n  space: {lr: [0.02]}\n"));
        assertThat(run.code()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(run.err()).contains("trial.json: expected a trial of mnist", "or name another 'out'");
    }

    @Test
    void aMetricThatIsNotThereIsNamed() throws Exception {
        CommandRun run = CommandRun.of(
                "search", file(base() + "\nsearch:\n  metric: val_f1\n  method: grid\n  space: {lr: [0.01]}\n"));
        assertThat(run.err()).contains("metrics.json: expected the figure 'val_f1'", "val_accuracy");
    }
}
