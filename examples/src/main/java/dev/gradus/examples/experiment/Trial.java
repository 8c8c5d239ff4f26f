package dev.gradus.examples.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gradus.data.DatasetException;
import dev.gradus.examples.ExitCode;
import dev.gradus.examples.Gradus;
import dev.gradus.io.AtomicFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/**
 * One training of a search, in a folder of its own. A {@code trial.json} there says what came of it and stands for the
 * trial when the search is run again; without it, the trial goes on from its checkpoint.
 *
 * @param number from 1
 * @param values the options that the search chose, those of a round of halving included
 * @param folder its results
 */
record Trial(int number, Map<String, String> values, Path folder) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * What came of a trial.
     *
     * @param trial which
     * @param value the metric; NaN if the trial failed
     * @param seconds the command's {@code train_seconds}
     */
    record Result(Trial trial, double value, double seconds) {}

    /**
     * Runs it, unless it was run before.
     *
     * @param metric the key in {@code metrics.json}
     * @return the result; null if the user has ended the run
     */
    Result run(Experiment experiment, String metric) throws DatasetException, IOException {
        Map<String, String> all = new LinkedHashMap<>(values);
        all.put("out", folder.toString());
        List<String> arguments = experiment.arguments(all);
        Path file = folder.resolve("trial.json");
        if (Files.exists(file)) {
            return known(file, arguments);
        }
        Files.createDirectories(folder);
        List<String> resuming = new ArrayList<>(arguments);
        resuming.add("--resume");
        int code;
        try (PrintWriter log = new PrintWriter(folder.resolve("log.txt").toFile(), StandardCharsets.UTF_8)) {
            CommandLine gradus = Gradus.commandLine().setOut(log).setErr(log);
            code = gradus.execute(resuming.toArray(String[]::new));
        }
        if (code == ExitCode.INTERRUPTED) {
            return null;
        }
        boolean failed = code == ExitCode.FAILED;
        if (!failed && code != ExitCode.DONE) {
            throw new DatasetException(folder.resolve("log.txt"), "a trial that can run", complaint());
        }
        JsonNode metrics =
                failed ? null : JSON.readTree(folder.resolve("metrics.json").toFile());
        if (!failed && !metrics.path(metric).isNumber()) {
            List<String> keys = new ArrayList<>();
            metrics.fieldNames().forEachRemaining(keys::add);
            throw new DatasetException(
                    folder.resolve("metrics.json"),
                    "the figure '" + metric + "' (the options 'validation' and 'metric' decide)",
                    keys.toString());
        }
        Map<String, Object> record = new LinkedHashMap<>();
        record.put("arguments", arguments);
        record.put("value", failed ? null : metrics.get(metric).asDouble());
        record.put("seconds", failed ? null : metrics.path("train_seconds").asDouble());
        AtomicFile.write(file, JSON.writeValueAsBytes(record));
        return known(file, arguments);
    }

    private String complaint() throws IOException {
        return Files.readAllLines(folder.resolve("log.txt")).stream()
                .filter(line -> line.startsWith("gradus: "))
                .findFirst()
                .orElse("no word");
    }

    private Result known(Path file, List<String> arguments) throws DatasetException, IOException {
        JsonNode record = JSON.readTree(file.toFile());
        List<String> found = new ArrayList<>();
        record.path("arguments").forEach(word -> found.add(word.asText()));
        if (!found.equals(arguments)) {
            throw new DatasetException(
                    file,
                    "a trial of " + String.join(" ", arguments) + " (or name another 'out')",
                    String.join(" ", found));
        }
        return new Result(
                this,
                record.path("value").isNumber() ? record.get("value").asDouble() : Double.NaN,
                record.path("seconds").asDouble());
    }
}
