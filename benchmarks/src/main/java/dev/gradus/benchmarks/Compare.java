package dev.gradus.benchmarks;

import dev.gradus.examples.Arithmetic;
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
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code gradus bench compare MODEL…}: Gradus and its peers, each in a process of its own, from the same weights on the
 * same batches, in turns. A ratio is printed only for a model whose losses and gradients agree.
 */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        description = "Times Gradus and its peers in turns, from equal weights on equal data, and prints their ratios.",
        footer = {
            "",
            "deeplearning4j, in f32 only, takes one short turn, for its steps last long: two timed rounds after two of"
                    + " warm-up, of softmax and mlp twenty."
        })
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
            names = "--peer",
            split = ",",
            paramLabel = "PEER",
            description = "Whom to compare with, of: ${COMPLETION-CANDIDATES}. Default: all.")
    private List<Peer> asked = List.of(Peer.values());

    @Option(
            names = "--rounds",
            defaultValue = "3",
            paramLabel = "N",
            description = "How often each takes its turn. Default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(
            names = "--runs",
            paramLabel = "N",
            description =
                    "Timed rounds in a turn, after three of warm-up. Default: 5; lenet and gru 20, softmax, mlp and ctc 200.")
    private Integer runs;

    private Set<Peer> peers;

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        arithmetic = arithmetic.orWhatRunsHere(spec.commandLine().getErr());
        peers = Peer.thatCan(arithmetic, asked, spec.commandLine().getErr());
        if (peers.isEmpty()) {
            return ExitCode.FAILED;
        }
        out.println(new ComparisonTable(peers).header());
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
        Map<Peer, String> refused = refused(workload, check(workload, folder, start));
        boolean agree = refused.isEmpty();
        if (peers.contains(Peer.DEEPLEARNING4J) && !workload.isInDeepLearning4j()) {
            say(workload + ": deeplearning4j takes no part, for it is not set up with this network");
            refused.put(Peer.DEEPLEARNING4J, "no such network");
        }
        Map<String, List<Contestant.Result>> results = new LinkedHashMap<>();
        if (!refused.keySet().equals(peers)) {
            for (int round = 0; round < rounds; round++) {
                for (Contestant contestant : contestants(round, refused.keySet())) {
                    Contestant.Result result = contestant.time(arguments(workload, start, contestant));
                    results.computeIfAbsent(contestant.name(), name -> new ArrayList<>())
                            .add(result);
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
        }
        out.println(new ComparisonTable(peers).row(workload, arithmetic, results, refused));
        out.flush();
        return agree;
    }

    /** The peers that get no ratio, with what was found: all of them where it is Gradus that disagrees. */
    private Map<Peer, String> refused(Workload workload, Map<String, Agreement> agreements) {
        Map<Peer, String> refused = new EnumMap<>(Peer.class);
        agreements.forEach((name, agreement) -> {
            say(workload + ": " + name + ": " + agreement.found());
            if (!agreement.holds()) {
                for (Peer peer : peers) {
                    if (name.equals(Contestant.GRADUS) || peer.names().contains(name)) {
                        refused.putIfAbsent(peer, agreement.found());
                    }
                }
            }
        });
        return refused;
    }

    /** Who takes a turn in a round: deeplearning4j in the first alone. */
    private List<Contestant> contestants(int round, Set<Peer> refused) throws IOException {
        List<Contestant> contestants = new ArrayList<>(List.of(Contestant.gradus()));
        for (Peer peer : peers) {
            if (!refused.contains(peer) && (round == 0 || !peer.isSlow())) {
                contestants.addAll(peer.contestants());
            }
        }
        return contestants;
    }

    private List<String> arguments(Workload workload, List<String> start, Contestant contestant) {
        List<String> arguments = new ArrayList<>(start);
        int timed = runs == null ? workload.comparedRounds() : runs;
        if (contestant.name().equals(Contestant.DEEPLEARNING4J)) {
            timed = Math.min(timed, workload.shortRounds());
            arguments.addAll(List.of("--warm-up", "2"));
        } else {
            arguments.addAll(List.of("--precision", arithmetic.toString()));
        }
        arguments.addAll(List.of("--runs", Integer.toString(timed)));
        return arguments;
    }

    /** Progress, beside the table. */
    private void say(String line) {
        spec.commandLine().getErr().println(line);
        spec.commandLine().getErr().flush();
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

    /** Who computes what PyTorch computes, by name. PyTorch is asked even where it is not timed. */
    private Map<String, Agreement> check(Workload workload, Path folder, List<String> start)
            throws IOException, InterruptedException {
        Path gradus = folder.resolve("gradus.safetensors");
        Path exact = folder.resolve("exact.safetensors");
        Path reference = folder.resolve("reference.safetensors");
        Path own = folder.resolve("own.safetensors");
        Path ownOnAvx2 = folder.resolve("own-avx2.safetensors");
        List<String> same = new ArrayList<>(start);
        same.addAll(List.of("--precision", arithmetic.toString()));
        Contestant.gradus().check(gradus, same);
        List<String> inDouble = new ArrayList<>(start);
        inDouble.addAll(List.of("--precision", "f64"));
        Contestant.pyTorch("plain").check(exact, inDouble);
        Contestant.pyTorch("plain").check(reference, start);
        Contestant.pyTorch("channels_last").check(own, same);
        // Relus at their kink turn a rounding of 1e-7 into 1e-3 of a gradient: one layout alone says little of its
        // size.
        Contestant.pyTorchOnAvx2("channels_last").check(ownOnAvx2, start);
        List<Path> variants = List.of(own, ownOnAvx2);
        Map<String, Agreement> agreements = new LinkedHashMap<>();
        agreements.put(Contestant.GRADUS, Agreement.of(arithmetic, gradus, exact, reference, variants));
        if (peers.contains(Peer.DEEPLEARNING4J) && workload.isInDeepLearning4j()) {
            Path other = folder.resolve("deeplearning4j.safetensors");
            Contestant.deepLearning4j().check(other, start);
            agreements.put(Contestant.DEEPLEARNING4J, Agreement.of(arithmetic, other, exact, reference, variants));
        }
        return agreements;
    }
}
