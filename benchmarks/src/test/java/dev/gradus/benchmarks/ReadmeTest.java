package dev.gradus.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
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
    private static final Map<String, Pattern> OUTPUT = Map.of(
            "LearnALine",
                    Pattern.compile(
                            "weight \\[\\[(2\\.99\\d*|3\\.00?\\d*|3\\.)]], bias \\[(0\\.49\\d*|0\\.50?\\d*)]\\s*"),
            "SwishOp", Pattern.compile("gradient right within \\d.*E-(0[6-9]|[6-9]|1\\d)\\s*"),
            "TrainAndResume", Pattern.compile("accuracy 0\\.(9\\d*)\\s*|accuracy 1\\.0\\s*"),
            "FindARate", Pattern.compile("suggestion 0\\.\\d+\\s*"),
            "Augment", Pattern.compile("the same: true\\s*"),
            "PartCells", Pattern.compile("\\d+ cells, \\d+ outlines, \\d+ after parting\\s*"),
            "LookInside", Pattern.compile("a map of 17x17\\s*points of 2 dimensions\\s*"),
            "ScaleLayer", Pattern.compile("(?s).*Scale.*gradient right within \\d.*E-(0[6-9]|[6-9]|1\\d)\\s*"));

    @TempDir
    private Path folder;

    @TestFactory
    Stream<DynamicTest> programs() throws IOException {
        Map<String, String> programs = new LinkedHashMap<>();
        for (String page : List.of("../README.md", "../docs/training.md", "../docs/vision.md")) {
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
