package dev.gradus.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

final class GradusTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(Callable<Integer> body, String... args) {
        CommandLine gradus = Gradus.commandLine();
        gradus.addSubcommand("probe", new Probe(body));
        return gradus.setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
    }

    @Test
    void helpIsPrintedAndIsSuccess() {
        assertThat(run(() -> ExitCode.DONE, "--help")).isEqualTo(ExitCode.DONE);
        assertThat(out.toString()).startsWith("Usage: gradus").contains("probe");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void noCommandAnUnknownOneAndAnUnknownOptionAreWrongUsage() {
        assertThat(run(() -> ExitCode.DONE)).isEqualTo(ExitCode.USAGE);
        assertThat(run(() -> ExitCode.DONE, "parnassum")).isEqualTo(ExitCode.USAGE);
        assertThat(run(() -> ExitCode.DONE, "probe", "--no-such-option")).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void theSubcommandsExitCodeIsTheProcesss() {
        assertThat(run(() -> ExitCode.SOME_SKIPPED, "probe")).isEqualTo(ExitCode.SOME_SKIPPED);
    }

    @Test
    void aBadFileIsOneLineOnStandardError() {
        Callable<Integer> missing = () -> {
            throw new NoSuchFileException("masks/7.png", null, "there is no mask");
        };
        assertThat(run(missing, "probe")).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(err.toString().strip()).isEqualTo("gradus: masks/7.png: there is no mask");
    }

    @Test
    void anythingElseIsAFailureOfOneLine() {
        Callable<Integer> broken = () -> {
            throw new IllegalStateException("a loss that is\nnot a number");
        };
        assertThat(run(broken, "probe")).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString().strip()).isEqualTo("gradus: a loss that is; not a number");
    }

    @Test
    void verboseAddsTheStackTrace() {
        Callable<Integer> broken = () -> {
            throw new IllegalStateException("a loss that is not a number");
        };
        assertThat(run(broken, "probe", "--verbose")).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).contains("IllegalStateException: a loss that is not a number", "\tat ");
    }

    @Test
    void everyCommandTeachesByExample() {
        for (String command : new String[] {"mnist", "cells", "cells train", "cells segment", "classify"}) {
            CommandRun help = CommandRun.of((Object[]) (command + " --help").split(" ", -1));
            assertThat(help.code()).isEqualTo(ExitCode.DONE);
            assertThat(help.out()).contains("Example", "--out", "  gradus " + command);
        }
    }

    @Command
    private static final class Probe implements Callable<Integer> {
        private final Callable<Integer> body;

        Probe(Callable<Integer> body) {
            this.body = body;
        }

        @Override
        public Integer call() throws Exception {
            return body.call();
        }
    }
}
