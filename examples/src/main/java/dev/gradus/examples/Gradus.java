package dev.gradus.examples;

import dev.gradus.data.DatasetException;
import dev.gradus.examples.cells.CellsCommand;
import dev.gradus.examples.cifar10.Cifar10Command;
import dev.gradus.examples.classify.ClassifyCommand;
import dev.gradus.examples.doctor.DoctorCommand;
import dev.gradus.examples.exercises.judge.ExerciseCommand;
import dev.gradus.examples.experiment.RunCommand;
import dev.gradus.examples.experiment.SearchCommand;
import dev.gradus.examples.linear.LinearCommand;
import dev.gradus.examples.mlp.MlpCommand;
import dev.gradus.examples.mnist.MnistCommand;
import dev.gradus.examples.voc.VocCommand;
import dev.gradus.io.ModelFormatException;
import java.io.PrintWriter;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.ServiceLoader;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * The {@code gradus} command. A subcommand returns an {@link ExitCode} or throws: a {@link DatasetException}, a
 * {@link ModelFormatException} or a {@link FileSystemException} ends as {@link ExitCode#BAD_INPUT}, anything else as
 * {@link ExitCode#FAILED}. Either way the message is the one line on standard error; {@code --verbose} adds the stack
 * trace.
 */
@Command(
        name = "gradus",
        description = "Trains and runs the networks of the Gradus examples.",
        mixinStandardHelpOptions = true,
        versionProvider = Gradus.Version.class,
        subcommands = {
            LinearCommand.class,
            MlpCommand.class,
            MnistCommand.class,
            Cifar10Command.class,
            CellsCommand.class,
            ClassifyCommand.class,
            VocCommand.class,
            ExerciseCommand.class,
            RunCommand.class,
            SearchCommand.class,
            DoctorCommand.class,
            Jshell.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:failed (out of memory, a loss that is not a number)",
            "2:wrong usage",
            "3:bad data or a bad model file",
            "4:done, but some inputs were skipped",
            "130:interrupted, state saved"
        })
public final class Gradus implements Runnable {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--verbose",
            scope = ScopeType.INHERIT,
            description = "Where something fails, say in which line of the program.")
    private boolean verbose;

    private Gradus() {}

    /** Runs the command and ends the process with its {@link ExitCode}. */
    @SuppressWarnings("try") // the block acts by being open
    public static void main(String[] args) {
        int code;
        try (Interruption.OnSignal signals = Interruption.onSignal()) {
            code = commandLine().execute(args);
        } catch (OutOfMemoryError e) {
            System.err.println(
                    "gradus: out of memory (" + e.getMessage() + "); a larger Java heap: GRADUS_OPTS=-Xmx8g");
            code = ExitCode.FAILED;
        } catch (ExceptionInInitializerError e) {
            code = explainStart(e);
        }
        System.exit(code);
    }

    /** A setting is read, and ND4J looks for its device, when the class that needs it is first used. */
    private static int explainStart(ExceptionInInitializerError failure) {
        Throwable cause = failure;
        while (cause instanceof ExceptionInInitializerError && cause.getCause() != null) {
            cause = cause.getCause();
        }
        System.err.println("gradus: " + cause.getMessage());
        return cause instanceof IllegalArgumentException ? ExitCode.USAGE : ExitCode.FAILED;
    }

    /** The command with the {@link Subcommand}s of the modules downstream and the project's exit codes. */
    public static CommandLine commandLine() {
        Gradus gradus = new Gradus();
        CommandLine command = new CommandLine(gradus);
        ServiceLoader.load(Subcommand.class).forEach(command::addSubcommand);
        SectionedHelp.apply(command);
        return command.setOverwrittenOptionsAllowed(true)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(Gradus::explainUsage)
                .setExecutionExceptionHandler((failure, failed, parsed) -> gradus.report(failure, failed.getErr()));
    }

    private static int explainUsage(ParameterException wrong, String... words) {
        CommandLine command = wrong.getCommandLine();
        command.getErr().println("gradus: " + wrong.getMessage());
        command.getErr().println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        return ExitCode.USAGE;
    }

    private int report(Exception failure, PrintWriter err) {
        boolean badInput = failure instanceof DatasetException
                || failure instanceof ModelFormatException
                || failure instanceof FileSystemException;
        err.println("gradus: " + describe(failure).replaceAll("\\s*\\R\\s*", "; "));
        if (verbose) {
            failure.printStackTrace(err);
        }
        return badInput ? ExitCode.BAD_INPUT : ExitCode.FAILED;
    }

    private static String describe(Exception failure) {
        if (failure instanceof FileSystemException file && file.getReason() == null) {
            return file.getFile() + ": "
                    + (file instanceof NoSuchFileException
                            ? "no such file"
                            : file.getClass().getSimpleName());
        }
        return failure.getMessage() == null ? failure.toString() : failure.getMessage();
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which command?");
    }

    /** Gradus's own version, as the jar's manifest has it, and Java's. */
    public static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {
                "gradus " + number(),
                "Java " + System.getProperty("java.version") + " (" + System.getProperty("java.vm.name") + ")"
            };
        }

        /** The version number, for files. */
        public static String number() {
            String version = Gradus.class.getPackage().getImplementationVersion();
            return version == null ? "(not from a jar)" : version;
        }
    }
}
