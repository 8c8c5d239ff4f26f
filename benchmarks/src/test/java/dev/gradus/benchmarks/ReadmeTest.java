package dev.gradus.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradus.examples.Gradus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The programs of the README and of the guides compile as they stand there, and do what the page says. */
class ReadmeTest {
    private static final Pattern PROGRAM = Pattern.compile("```java\n(.*?public class (\\w+) .*?)```", Pattern.DOTALL);
    private static final List<String> PAGES = List.of(
            "../README.md",
            "../docs/training.md",
            "../docs/data.md",
            "../docs/watching.md",
            "../docs/finding-faults.md",
            "../docs/vision.md");
    private static final Pattern EXPERIMENT = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);
    private static final Map<String, Pattern> OUTPUT = Map.ofEntries(
            Map.entry(
                    "LearnALine",
                    Pattern.compile(
                            "weight \\[\\[(2\\.99\\d*|3\\.00?\\d*|3\\.)]], bias \\[(0\\.49\\d*|0\\.50?\\d*)]\\s*")),
            Map.entry("SwishOp", Pattern.compile("gradient right within \\d.*E-(0[6-9]|[6-9]|1\\d)\\s*")),
            Map.entry("TrainAndResume", Pattern.compile("accuracy 0\\.(9\\d*)\\s*|accuracy 1\\.0\\s*")),
            Map.entry(
                    "LoadData",
                    Pattern.compile("of 160 samples 80 are of the rare class\\s*a stream gives \\(4, 2\\)\\s*")),
            Map.entry("Watched", Pattern.compile("watch at http://localhost:\\d+/\\s*40 lines\\s*")),
            Map.entry(
                    "FindFaults",
                    Pattern.compile(
                            "(?s)loss at chance: expected about ln 2 = 0\\.693.*true.*relu: 100 % of its features"
                                    + ".*linear.*matmul.*")),
            Map.entry("FindARate", Pattern.compile("suggestion 0\\.\\d+\\s*")),
            Map.entry("Augment", Pattern.compile("the same: true\\s*")),
            Map.entry("PartCells", Pattern.compile("\\d+ cells, \\d+ outlines, \\d+ after parting\\s*")),
            Map.entry("LookInside", Pattern.compile("a map of 17x17\\s*points of 2 dimensions\\s*")),
            Map.entry(
                    "ScaleLayer",
                    Pattern.compile("(?s).*Scale.*gradient right within \\d.*E-(0[6-9]|[6-9]|1\\d)\\s*")));

    @TempDir
    private Path folder;

    @TestFactory
    Stream<DynamicTest> programs() throws IOException {
        Map<String, String> programs = new LinkedHashMap<>();
        for (String page : PAGES) {
            Matcher matcher = PROGRAM.matcher(Files.readString(Path.of(page)));
            while (matcher.find()) {
                programs.put(matcher.group(2), matcher.group(1));
            }
        }
        assertThat(programs.keySet()).isEqualTo(OUTPUT.keySet());
        return programs.entrySet().stream()
                .map(program -> DynamicTest.dynamicTest(
                        program.getKey(),
                        () -> assertThat(run(program.getKey(), program.getValue()))
                                .matches(OUTPUT.get(program.getKey()))));
    }

    @TestFactory
    Stream<DynamicTest> experiments() throws IOException {
        Matcher matcher = EXPERIMENT.matcher(Files.readString(Path.of("../docs/experiments.md")));
        List<String> files = matcher.results().map(result -> result.group(1)).toList();
        assertThat(files).hasSize(2);
        return files.stream()
                .map(text -> DynamicTest.dynamicTest(text.lines().findFirst().orElseThrow(), () -> {
                    String file = Files.writeString(folder.resolve("experiment.yaml"), text)
                            .toString();
                    String word = text.contains("search:") ? "search" : "run";
                    StringWriter out = new StringWriter();
                    assertThat(Gradus.commandLine().setOut(new PrintWriter(out)).execute(word, file, "--print"))
                            .isZero();
                    assertThat(out.toString()).contains("--epochs");
                }));
    }

    private String run(String name, String source) throws Exception {
        Path file = Files.writeString(folder.resolve(name + ".java"), source);
        List<String> arguments = new ArrayList<>(
                List.of("-proc:none", "-Xlint:all,-try,-path,-classfile", "-Werror", "-d", folder.toString()));
        arguments.addAll(List.of("-cp", System.getProperty("java.class.path"), file.toString()));
        ByteArrayOutputStream complaints = new ByteArrayOutputStream();
        int status = ToolProvider.getSystemJavaCompiler()
                .run(null, complaints, complaints, arguments.toArray(String[]::new));
        assertThat(status).as(complaints.toString(StandardCharsets.UTF_8)).isZero();
        PrintStream console = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
            System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
            loader.loadClass(name).getMethod("main", String[].class).invoke(null, (Object) new String[0]);
        } finally {
            System.setOut(console);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }
}
