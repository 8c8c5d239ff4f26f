package dev.gradus.benchmarks.ops;

import dev.gradus.examples.Arithmetic;
import dev.gradus.examples.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code gradus bench ops}: single ops, each beside oneDNN's primitive alone or, where it does little but move memory,
 * beside a copy of as many bytes; and their share of what the machine can do, measured in the same run.
 */
@Command(
        name = "ops",
        mixinStandardHelpOptions = true,
        description = "Times single ops beside raw oneDNN or a copy, as shares of what the machine can do.")
public final class Ops implements Callable<Integer> {
    private static final int FORKS = 3;

    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "PATTERN",
            defaultValue = "",
            description = "Only rows with op and size like 'conv2d 3x3 forward 2x32x320x320' in which this regular"
                    + " expression is found.")
    private String pattern;

    @Option(
            names = "--precision",
            defaultValue = "f32",
            paramLabel = "TYPE",
            description = "What products are computed in: ${COMPLETION-CANDIDATES}; bf16 runs only products. Default:"
                    + " ${DEFAULT-VALUE}.")
    private Arithmetic arithmetic;

    @Option(names = "--quick", description = "One JVM for each figure and not three: for a look, not for a claim.")
    private boolean quick;

    @Option(names = "--forks", paramLabel = "N", description = "JVMs for each figure; 0: this one. Default: 3.")
    private Integer forks;

    @Option(
            names = "--warm-up",
            defaultValue = "4000",
            paramLabel = "MS",
            description = "Milliseconds before an op is timed: a loop in Java takes up to ten times longer in the first"
                    + " three seconds. Default: ${DEFAULT-VALUE}.")
    private int warmUp;

    @Option(
            names = "--time",
            defaultValue = "200",
            paramLabel = "MS",
            description = "Milliseconds of each of the 5 iterations in a JVM. Default: ${DEFAULT-VALUE}.")
    private int milliseconds;

    @Option(
            names = "--size",
            paramLabel = "SIZE",
            description = "Instead of the catalogue's sizes, such as 8x64x56x56; for ops that take it.")
    private String size;

    @Option(names = "--out", paramLabel = "FILE", description = "Also write the figures there (JSON).")
    private Path out;

    /** A row to be. */
    private record Job(SingleOp op, String size) {}

    /** Made by the command line. */
    public Ops() {}

    @Override
    public Integer call() throws IOException {
        int jvms = forks != null ? forks : quick ? 1 : FORKS;
        require(jvms >= 0, "--forks: expected at least 0, got " + forks);
        require(warmUp >= 1, "--warm-up: expected at least 1, got " + warmUp);
        require(milliseconds >= 1, "--time: expected at least 1, got " + milliseconds);
        PrintWriter progress = spec.commandLine().getErr();
        arithmetic = arithmetic.orWhatRunsHere(progress);
        List<Job> jobs = jobs();
        Roofline roofline = new Roofline(new Stopwatch(arithmetic, jvms, warmUp, milliseconds));
        roofline.measureLimits();
        for (Job job : jobs) {
            progress.println(roofline.add(job.op, job.size));
            progress.flush();
        }
        roofline.measureLimits();
        spec.commandLine().getOut().print(roofline.table());
        spec.commandLine().getOut().flush();
        if (out != null) {
            roofline.write(out);
        }
        return ExitCode.DONE;
    }

    private List<Job> jobs() {
        Pattern wanted;
        try {
            wanted = Pattern.compile(pattern);
        } catch (PatternSyntaxException e) {
            throw new ParameterException(spec.commandLine(), "PATTERN: " + e.getMessage(), e);
        }
        List<Job> jobs = Catalogue.ALL.stream()
                .filter(op -> op.isProduct() || arithmetic == Arithmetic.F32)
                .flatMap(op ->
                        (size == null ? op.sizes() : List.of(size)).stream().map(s -> new Job(op, s)))
                .filter(job -> wanted.matcher(job.op.name() + " " + job.size).find())
                .toList();
        require(
                !jobs.isEmpty(),
                "PATTERN: expected it in one of "
                        + Catalogue.ALL.stream().map(SingleOp::name).toList() + ", got '" + pattern + "'");
        jobs.forEach(job -> require(
                SingleOp.isShape(job.size), "--size: expected lengths such as 8x64x56x56, got '" + job.size + "'"));
        return jobs;
    }

    private void require(boolean holds, String message) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), message);
        }
    }
}
