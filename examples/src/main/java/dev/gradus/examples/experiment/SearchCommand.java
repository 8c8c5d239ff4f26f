package dev.gradus.examples.experiment;

import dev.gradus.data.DatasetException;
import dev.gradus.examples.ExitCode;
import dev.gradus.examples.Gradus;
import dev.gradus.io.AtomicFile;
import dev.gradus.vision.draw.Curves;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gradus search}: tries an experiment with other options. */
@Command(
        name = "search",
        sortOptions = false,
        header = "Searches for the options with which an experiment does best.",
        description = {
            "%nThe file is an experiment as for gradus run, with a section that says what to try:%n",
            "  search:",
            "    method: halving           # grid: all; random; halving: many short ones, the best of them longer",
            "    trials: 9",
            "    metric: val_accuracy      # a figure of metrics.json",
            "    goal: max                 # or min",
            "    space:",
            "      lr: {log: [0.001, 0.05]}",
            "      weight-decay: {uniform: [0, 0.1]}",
            "      batch: [64, 128]",
            "    halving: {option: epochs, from: 1, to: 9, factor: 3}%n",
            "Each trial has a folder in the experiment's 'out'; results.csv, best.yaml and a picture for each option"
                    + " lie beside them. Ended early, the same command goes on. Choose by figures of held-out data"
                    + " (validation), never by the test.%n"
        },
        footer = {
            "%nExamples:",
            "  gradus search experiment.yaml",
            "  gradus search experiment.yaml --print     show what would be tried"
        })
public final class SearchCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "FILE", description = "The experiment.")
    private Path file;

    @Option(names = "--print", description = "Show the trials' command lines, and run nothing.")
    private boolean print;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    @SuppressWarnings("unused") // picocli acts on it
    private boolean help;

    /** Made by picocli. */
    public SearchCommand() {}

    @Override
    public Integer call() throws Exception {
        CommandLine gradus = Gradus.commandLine();
        Experiment experiment = Experiment.read(file, gradus);
        SearchPlan plan = SearchPlan.of(experiment);
        if (print) {
            for (Map<String, String> values : plan.trials()) {
                say("gradus %s", String.join(" ", experiment.arguments(values)));
            }
            return ExitCode.DONE;
        }
        Path out = Files.createDirectories(Path.of(experiment.value("out", "out/search")));
        List<Trial.Result> all = new ArrayList<>();
        List<Integer> left = new ArrayList<>();
        for (int i = 0; i < plan.trials().size(); i++) {
            left.add(i);
        }
        for (int round = 0; round < plan.rounds().size(); round++) {
            List<Trial.Result> results = round(experiment, plan, round, left, out);
            if (results == null) {
                say("interrupted; the same command goes on");
                return ExitCode.INTERRUPTED;
            }
            results.sort(order(plan));
            all.addAll(0, results);
            left = results.stream()
                    .limit(Math.max(1, results.size() / plan.factor()))
                    .map(result -> result.trial().number() - 1)
                    .toList();
        }
        write(experiment, plan, all, out);
        return ExitCode.DONE;
    }

    private List<Trial.Result> round(Experiment experiment, SearchPlan plan, int round, List<Integer> left, Path out)
            throws DatasetException, IOException {
        Map<String, String> budget = plan.rounds().get(round);
        List<Trial.Result> results = new ArrayList<>();
        for (int index : left) {
            Map<String, String> values = new LinkedHashMap<>(plan.trials().get(index));
            values.putAll(budget);
            String name = String.format(Locale.ROOT, "trial-%03d", index + 1);
            Path folder = out.resolve(budget.isEmpty() ? name : name + "-round-" + (round + 1));
            say("trial %d of %d  %s", results.size() + 1, left.size(), values);
            Trial.Result result = new Trial(index + 1, values, folder).run(experiment, plan.metric());
            if (result == null) {
                return null;
            }
            say(
                    "    %s",
                    Double.isNaN(result.value())
                            ? "failed, see " + folder.resolve("log.txt")
                            : String.format(
                                    Locale.ROOT, "%s %.4f in %.0f s", plan.metric(), result.value(), result.seconds()));
            results.add(result);
        }
        return results;
    }

    /** The best first; those that failed last. */
    private static Comparator<Trial.Result> order(SearchPlan plan) {
        Comparator<Trial.Result> byValue = Comparator.comparingDouble(Trial.Result::value);
        return Comparator.comparing((Trial.Result result) -> Double.isNaN(result.value()))
                .thenComparing(plan.highest() ? byValue.reversed() : byValue);
    }

    private void write(Experiment experiment, SearchPlan plan, List<Trial.Result> results, Path out)
            throws IOException {
        List<String> names = new ArrayList<>(results.get(0).trial().values().keySet());
        StringBuilder csv = new StringBuilder("trial," + plan.metric() + ",seconds," + String.join(",", names) + "\n");
        StringBuilder table = new StringBuilder(String.format("%n%-6s  %-14s  %8s", "trial", plan.metric(), "seconds"));
        names.forEach(name -> table.append(String.format("  %12s", name)));
        for (Trial.Result result : results) {
            Map<String, String> values = result.trial().values();
            csv.append(result.trial().number())
                    .append(',')
                    .append(result.value())
                    .append(',')
                    .append(result.seconds());
            table.append(String.format(
                    Locale.ROOT, "%n%-6d  %-14.4f  %8.0f", result.trial().number(), result.value(), result.seconds()));
            for (String name : names) {
                csv.append(',').append(values.get(name));
                table.append(String.format("  %12s", values.get(name)));
            }
            csv.append('\n');
        }
        AtomicFile.write(out.resolve("results.csv"), csv.toString().getBytes(StandardCharsets.UTF_8));
        AtomicFile.write(
                out.resolve("best.yaml"), yaml(experiment, results.get(0), out).getBytes(StandardCharsets.UTF_8));
        for (String name : names) {
            draw(plan, name, results, out);
        }
        say("%s%n%nwritten to %s: results.csv, best.yaml, a picture for each option", table, out);
    }

    private static String yaml(Experiment experiment, Trial.Result best, Path out) {
        Map<String, String> values = new LinkedHashMap<>(best.trial().values());
        values.put("out", out.resolve("best").toString());
        List<String> arguments = experiment.arguments(values);
        StringBuilder text = new StringBuilder("command: " + experiment.words() + "\n");
        for (int i = experiment.words().split(" ", -1).length; i < arguments.size(); i++) {
            String key = arguments.get(i).substring(2);
            boolean flag = i + 1 == arguments.size() || arguments.get(i + 1).startsWith("--");
            text.append(key)
                    .append(": ")
                    .append(flag ? "true" : arguments.get(++i))
                    .append('\n');
        }
        return text.toString();
    }

    /** The metric over an option, where that is a number and there is more than one. */
    private static void draw(SearchPlan plan, String name, List<Trial.Result> results, Path out) throws IOException {
        List<double[]> points = new ArrayList<>();
        for (Trial.Result result : results) {
            String value = result.trial().values().get(name);
            if (value.matches("-?[0-9.]+([eE][-+]?[0-9]+)?") && !Double.isNaN(result.value())) {
                points.add(new double[] {Double.parseDouble(value), result.value()});
            }
        }
        points.sort(Comparator.comparingDouble(point -> point[0]));
        if (points.size() < 2 || points.get(0)[0] == points.get(points.size() - 1)[0]) {
            return;
        }
        boolean wide = points.get(0)[0] > 0 && points.get(points.size() - 1)[0] / points.get(0)[0] > 20;
        new Curves(plan.metric(), wide ? name + " (power of ten)" : name)
                .add(
                        plan.metric(),
                        points.stream()
                                .mapToDouble(point -> wide ? Math.log10(point[0]) : point[0])
                                .toArray(),
                        points.stream().mapToDouble(point -> point[1]).toArray())
                .writePng(out.resolve("search-" + name + ".png"));
    }

    private void say(String format, Object... values) {
        PrintWriter console = spec.commandLine().getOut();
        console.println(String.format(Locale.ROOT, format, values));
        console.flush();
    }
}
