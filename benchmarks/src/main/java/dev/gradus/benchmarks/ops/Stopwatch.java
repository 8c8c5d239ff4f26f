package dev.gradus.benchmarks.ops;

import dev.gradus.examples.Arithmetic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Times calls with JMH. A fork starts with the options and the environment of this JVM, which {@code ./gradus} has set.
 *
 * @param arithmetic what products are computed in
 * @param forks JVMs, one after the other; 0 to stay in this one, for tests
 * @param warmUp milliseconds before what is timed, for the JVM compiles loops for seconds; for oneDNN an iteration's
 * @param milliseconds of a timed iteration, or one call where that takes longer
 */
record Stopwatch(Arithmetic arithmetic, int forks, int warmUp, int milliseconds) {
    private static final int ITERATIONS = 5;

    Timing gradus(SingleOp op, String size) throws IOException {
        return time("gradus", warmUp, op, size);
    }

    Timing peer(SingleOp op, String size) throws IOException {
        return time("peer", milliseconds, op, size);
    }

    /** The baseline. */
    Timing nothing() throws IOException {
        return run(method("nothing", milliseconds));
    }

    private Timing time(String method, int before, SingleOp op, String size) throws IOException {
        return run(method(method, before)
                .param("op", op.name())
                .param("size", size)
                .param("arithmetic", arithmetic.name()));
    }

    private ChainedOptionsBuilder method(String name, int before) {
        return new OptionsBuilder()
                .include(OpBenchmark.class.getName().replace(".", "\\.") + "\\." + name + "$")
                .forks(forks)
                .warmupIterations(1)
                .warmupTime(TimeValue.milliseconds(before))
                .measurementIterations(ITERATIONS)
                .measurementTime(TimeValue.milliseconds(milliseconds))
                .shouldFailOnError(true);
    }

    private static Timing run(ChainedOptionsBuilder options) throws IOException {
        Path log = Files.createTempFile("gradus-bench", ".log");
        try {
            List<RunResult> results =
                    List.copyOf(new Runner(options.output(log.toString()).build()).run());
            return Timing.of(results.get(0));
        } catch (RunnerException e) {
            throw new IOException("bench ops: JMH failed with " + e.getMessage() + "\n" + Files.readString(log), e);
        } finally {
            Files.delete(log);
        }
    }
}
