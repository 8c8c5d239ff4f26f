package dev.gradus.benchmarks;

import dev.gradus.backend.Threads;
import dev.gradus.benchmarks.ops.Ops;
import dev.gradus.examples.Arithmetic;
import dev.gradus.examples.ExitCode;
import dev.gradus.examples.Subcommand;
import dev.gradus.io.Safetensors;
import dev.gradus.layers.Layer;
import dev.gradus.memory.TensorScope;
import dev.gradus.random.Rng;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code gradus bench MODEL}: times a network's training step; {@code gradus bench compare}: beside its peers;
 * {@code gradus bench ops}: single ops.
 */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Times a network's training step on synthetic data, after three rounds of warm-up.",
        subcommands = {Compare.class, Scaling.class, Ops.class})
public final class Bench implements Subcommand {
    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "MODEL", description = "One of: ${COMPLETION-CANDIDATES}.")
    private Workload workload;

    @Option(
            names = "--precision",
            defaultValue = "f32",
            paramLabel = "TYPE",
            description = "What products are computed in: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Arithmetic arithmetic;

    @Option(
            names = "--runs",
            defaultValue = "10",
            paramLabel = "N",
            description = "Timed rounds; of the small networks one is 50 steps. Default: ${DEFAULT-VALUE}.")
    private int runs;

    @Option(names = "--threads", paramLabel = "N", description = "Default: the processors that may be used.")
    private Integer threads;

    @Option(
            names = "--seed",
            defaultValue = "1",
            paramLabel = "N",
            description = "Of the weights and the data. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(names = "--weights", paramLabel = "FILE", description = "Initial weights (safetensors).")
    private Path weights;

    @Option(names = "--data", paramLabel = "FILE", description = "Batches input.0, target.0 … (safetensors).")
    private Path data;

    @Option(
            names = "--check",
            paramLabel = "FILE",
            description = "Time nothing; write the losses of ten steps and the first step's gradients to FILE.")
    private Path check;

    @Option(names = "--compiled", description = "Compile the network first; for unetinfer.")
    private boolean compiled;

    @Option(names = "--plain-ops", description = "Without layers: ops on the same parameters; for unet and unetinfer.")
    private boolean plainOps;

    @Option(names = "--peak", description = "Also say the most memory the process had resident (Linux).")
    private boolean peak;

    /** Made by the service loader. */
    public Bench() {}

    @Override
    @SuppressWarnings("try") // the scope acts by being open
    public Integer call() throws IOException {
        if (workload == null) {
            throw new ParameterException(spec.commandLine(), "Which model? " + List.of(Workload.values()));
        }
        if (runs < 1) {
            throw new ParameterException(spec.commandLine(), "--runs: expected at least 1, got " + runs);
        }
        if (compiled && workload.trains()) {
            throw new ParameterException(spec.commandLine(), "--compiled: expected unetinfer, got " + workload);
        }
        if (plainOps && !workload.segments()) {
            throw new ParameterException(
                    spec.commandLine(), "--plain-ops: expected unet or unetinfer, got " + workload);
        }
        if (plainOps && compiled) {
            throw new ParameterException(spec.commandLine(), "--plain-ops: expected it without --compiled, got both");
        }
        if (threads != null) {
            Threads.set(threads);
        }
        PrintWriter out = spec.commandLine().getOut();
        arithmetic = arithmetic.orWhatRunsHere(spec.commandLine().getErr());
        try (TensorScope scope = TensorScope.open()) {
            Layer network = workload.network(Rng.seed(seed));
            if (weights != null) {
                network.loadStateDict(Safetensors.read(weights).tensors());
            }
            List<Batch> batches = data == null
                    ? Batch.synthetic(workload, Rng.seed(seed).split("data"))
                    : Batch.of(Safetensors.read(data).tensors());
            try (Training training = new Training(workload, arithmetic, network, batches, way())) {
                if (check != null) {
                    Safetensors.write(check, training.firstSteps(), Map.of());
                } else {
                    String line = training.measure(runs).line(workload, arithmetic);
                    out.println(peak ? line + " peak " + ResidentMemory.peakMegabytes() + " MB" : line);
                }
            }
        }
        return ExitCode.DONE;
    }

    private Training.Way way() {
        if (plainOps) {
            return Training.Way.PLAIN_OPS;
        }
        return compiled ? Training.Way.COMPILED : Training.Way.LAYERS;
    }
}
