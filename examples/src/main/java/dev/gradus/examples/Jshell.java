package dev.gradus.examples;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jshell.tool.JavaShellToolBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/**
 * {@code gradus jshell}: Java's own read-eval-print loop with Gradus on its class path and imported, to try tensors line
 * by line. Its options and files to load follow, as in {@code gradus jshell --feedback concise lesson.jsh}. The JVM
 * options of the command (GRADUS_OPTS) hold for what is evaluated too.
 */
@Command(name = "jshell", description = "Tries tensors line by line: Java's jshell, with Gradus imported.")
final class Jshell implements Callable<Integer> {
    @Unmatched
    private List<String> arguments = new ArrayList<>();

    @Override
    public Integer call() throws Exception {
        if (ModuleLayer.boot().findModule("jdk.jshell").isEmpty()) {
            throw new IOException(
                    "jshell: expected a JDK, found a runtime without jdk.jshell: " + System.getProperty("java.home"));
        }
        return start(JavaShellToolBuilder.builder(), arguments);
    }

    /** Runs a shell until its input ends or {@code /exit}; returns its exit status. */
    static int start(JavaShellToolBuilder shell, List<String> arguments) throws Exception {
        Path startup = Files.createTempFile("gradus", ".jsh");
        try (InputStream script = Jshell.class.getResourceAsStream("gradus.jsh")) {
            Files.copy(script, startup, StandardCopyOption.REPLACE_EXISTING);
            List<String> all = new ArrayList<>();
            all.addAll(List.of("--class-path", classPath()));
            all.addAll(List.of("--startup", "DEFAULT", "--startup", startup.toString()));
            for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
                all.add("-R" + option);
            }
            all.addAll(arguments);
            return shell.start(all.toArray(String[]::new));
        } finally {
            Files.delete(startup);
        }
    }

    /** This JVM's class path without what is not there, at which Java shrugs and jshell stops. */
    private static String classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> new File(entry).exists())
                .collect(Collectors.joining(File.pathSeparator));
    }
}
