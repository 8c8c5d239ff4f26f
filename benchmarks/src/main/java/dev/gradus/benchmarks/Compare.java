package dev.gradus.benchmarks;

import dev.gradus.examples.ExitCode;
import dev.gradus.io.Safetensors;
import dev.gradus.layers.Layer;
import dev.gradus.memory.TensorScope;
import dev.gradus.random.Rng;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code gradus bench compare MODEL…}: Gradus and PyTorch, each in a process of its own, from the same weights on the
 * same batches, in turns. A ratio is printed only for a model whose losses and gradients agree.
 */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        description = "Times Gradus and PyTorch in turns, from equal weights on equal data, and prints their ratio.")
final class Compare implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..*", paramLabel = "MODEL", description = "Of: ${COMPLETION-CANDIDATES}. Default: all.")
    private List<Workload> workloads = List.of(Workload.values());

    @Option(
            names = "--precision",
            defaultValue = "f32",
            paramLabel = "TYPE",
            description = "What products are computed in: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Arithmetic arithmetic;

    @Option(
            names = "--rounds",
            defaultValue = "3",
            paramLabel = "N",
            description = "How often each takes its turn. Default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(
            names = "--runs",
            paramLabel = "N",
            description = "Timed rounds in a turn, after three of warm-up. Default: 5; lenet 20, softmax and mlp 200.")
    private Integer runs;

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        arithmetic = arithmetic.orWhatRunsHere(spec.commandLine().getErr());
        out.println(
                "| model | | gradus ms | pytorch plain | channels-last | ratio (rounds) | peak MB, gradus / pytorch |");
        out.println("|---|---|---|---|---|---|---|");
        boolean agree = true;
        Path folder = Files.createTempDirectory("gradus-bench");
        try {
            for (Workload workload : workloads) {
                agree &= compare(workload, folder, out);
            }
        } finally {
            try (var files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        }
        return agree ? ExitCode.DONE : ExitCode.FAILED;
    }

    private boolean compare(Workload workload, Path folder, PrintWriter out) throws IOException, InterruptedException {
        Path weights = folder.resolve("weights.safetensors");
        Path data = folder.resolve("data.safetensors");
        say(workload + ": ten steps of each, to see whether losses and gradients agree");
        export(workload, weights, data);
        List<String> start = List.of(workload.toString(), "--weights", weights.toString(), "--data", data.toString());
        Agreement agreement = check(folder, start);
        String found = String.format(
                Locale.ROOT,
                "of what they may, the first loss differs by %.2f, the losses of ten steps by %.2f, the gradients by"
                        + " %.2f (%s)",
                agreement.firstLoss(),
                agreement.losses(),
                agreement.gradients(),
                agreement.worst());
        say(workload + ": " + found);
        if (!agreement.holds()) {
            out.println("| " + workload + " | " + arithmetic + " | no ratio: " + found + " |||||");
            out.flush();
            return false;
        }
        int timed = runs == null ? workload.comparedRounds() : runs;
        List<String> arguments = new ArrayList<>(start);
        arguments.addAll(List.of("--precision", arithmetic.toString(), "--runs", Integer.toString(timed)));
        Map<Contestant, List<Contestant.Result>> results = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            for (Contestant contestant : contestants()) {
                Contestant.Result result = contestant.time(arguments);
                results.computeIfAbsent(contestant, key -> new ArrayList<>()).add(result);
                say(String.format(
                        Locale.ROOT,
                        "%s: round %d of %d, %s %.3f ms",
                        workload,
                        round + 1,
                        rounds,
                        contestant.name(),
                        result.milliseconds()));
            }
        }
        out.println(row(workload, List.copyOf(results.values())));
        out.flush();
        return true;
    }

    /** Progress, beside the table. */
    private void say(String line) {
        spec.commandLine().getErr().println(line);
        spec.commandLine().getErr().flush();
    }

    private static List<Contestant> contestants() throws IOException {
        return List.of(Contestant.gradus(), Contestant.pyTorch("plain"), Contestant.pyTorch("channels_last"));
    }

    @SuppressWarnings("try") // the scope acts by being open
    private static void export(Workload workload, Path weights, Path data) throws IOException {
        try (TensorScope scope = TensorScope.open()) {
            Layer network = workload.network(Rng.seed(1));
            Safetensors.write(weights, network.stateDict(), Map.of());
            Safetensors.write(data, Batch.named(Batch.synthetic(workload, Rng.seed(2))), Map.of());
            network.free();
        }
    }

    private Agreement check(Path folder, List<String> start) throws IOException, InterruptedException {
        Path gradus = folder.resolve("gradus.safetensors");
        Path exact = folder.resolve("exact.safetensors");
        Path reference = folder.resolve("reference.safetensors");
        Path own = folder.resolve("own.safetensors");
        List<String> same = new ArrayList<>(start);
        same.addAll(List.of("--precision", arithmetic.toString()));
        Contestant.gradus().check(gradus, same);
        List<String> inDouble = new ArrayList<>(start);
        inDouble.addAll(List.of("--precision", "f64"));
        Contestant.pyTorch("plain").check(exact, inDouble);
        Contestant.pyTorch("plain").check(reference, start);
        Contestant.pyTorch("channels_last").check(own, same);
        return Agreement.of(arithmetic, gradus, exact, reference, own);
    }

    /** Medians over the rounds; the ratio is against PyTorch's faster layout, with the rounds' extremes. */
    private String row(Workload workload, List<List<Contestant.Result>> results) {
        List<Contestant.Result> gradus = results.get(0);
        double plain = median(results.get(1), Contestant.Result::milliseconds);
        double channelsLast = median(results.get(2), Contestant.Result::milliseconds);
        List<Contestant.Result> faster = plain <= channelsLast ? results.get(1) : results.get(2);
        double[] ratios = new double[gradus.size()];
        Arrays.setAll(ratios, i -> gradus.get(i).milliseconds() / faster.get(i).milliseconds());
        double own = median(gradus, Contestant.Result::milliseconds);
        String row = "| %s | %s | # | # | # | %.2f (%.2f–%.2f) | %.0f / %.0f |"
                .replace("#", workload.stepsPerRound() > 1 ? "%.3f" : "%.1f");
        return String.format(
                Locale.ROOT,
                row,
                workload,
                arithmetic,
                own,
                plain,
                channelsLast,
                own / Math.min(plain, channelsLast),
                Arrays.stream(ratios).min().orElseThrow(),
                Arrays.stream(ratios).max().orElseThrow(),
                median(gradus, Contestant.Result::peak),
                median(faster, Contestant.Result::peak));
    }

    private static double median(List<Contestant.Result> results, ToDoubleFunction<Contestant.Result> what) {
        return Measurement.median(results.stream().mapToDouble(what).toArray());
    }
}
