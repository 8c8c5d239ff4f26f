package dev.gradus.examples;

import java.io.IOException;
import java.util.concurrent.CancellationException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The {@code gradus} command. A subcommand returns an {@link ExitCode} or throws: an {@link IOException}, a bad data or
 * model file among them, ends as {@link ExitCode#BAD_INPUT} with its message as the one line on standard error, anything
 * else as {@link ExitCode#FAILED} with a stack trace.
 */
@Command(
        name = "gradus",
        description = "Trains and runs the networks of the Gradus examples.",
        mixinStandardHelpOptions = true,
        versionProvider = Gradus.Version.class,
        subcommands = {})
public final class Gradus implements Runnable {
    @Spec
    private CommandSpec spec;

    private Gradus() {}

    /** Runs the command and ends the process with its {@link ExitCode}. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /** The command with the project's exit codes, for tests and for embedding. */
    static CommandLine commandLine() {
        return new CommandLine(new Gradus())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExitCodeExceptionMapper(e -> exitCode(e).status())
                .setExecutionExceptionHandler((e, command, parsed) -> {
                    report(e, command);
                    return exitCode(e).status();
                });
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which command?");
    }

    private static ExitCode exitCode(Throwable failure) {
        if (failure instanceof IOException) {
            return ExitCode.BAD_INPUT;
        }
        if (failure instanceof CancellationException || failure instanceof InterruptedException) {
            return ExitCode.INTERRUPTED;
        }
        return ExitCode.FAILED;
    }

    private static void report(Throwable failure, CommandLine command) {
        if (exitCode(failure) == ExitCode.FAILED) {
            failure.printStackTrace(command.getErr());
        } else {
            command.getErr().println("gradus: " + failure.getMessage());
        }
    }

    /** Gradus's own version, as the jar's manifest has it, and Java's. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Gradus.class.getPackage().getImplementationVersion();
            return new String[] {
                "gradus " + (version == null ? "(not from a jar)" : version),
                "Java " + System.getProperty("java.version") + " (" + System.getProperty("java.vm.name") + ")"
            };
        }
    }
}
