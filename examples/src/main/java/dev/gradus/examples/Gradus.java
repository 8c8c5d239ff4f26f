package dev.gradus.examples;

import java.io.IOException;
import java.util.ServiceLoader;
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
        subcommands = Jshell.class)
public final class Gradus implements Runnable {
    @Spec
    private CommandSpec spec;

    private Gradus() {}

    /** Runs the command and ends the process with its {@link ExitCode}. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /** The command with the {@link Subcommand}s of the modules downstream and the project's exit codes. */
    static CommandLine commandLine() {
        CommandLine command = new CommandLine(new Gradus());
        ServiceLoader.load(Subcommand.class).forEach(command::addSubcommand);
        command.setCaseInsensitiveEnumValuesAllowed(true);
        return command.setExecutionExceptionHandler((failure, failed, parsed) -> {
            if (failure instanceof IOException) {
                failed.getErr().println("gradus: " + failure.getMessage());
                return ExitCode.BAD_INPUT;
            }
            failure.printStackTrace(failed.getErr());
            return ExitCode.FAILED;
        });
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which command?");
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
