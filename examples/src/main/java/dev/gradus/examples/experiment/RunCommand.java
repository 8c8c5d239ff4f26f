package dev.gradus.examples.experiment;

import dev.gradus.examples.Gradus;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** {@code gradus run}: a command whose options stand in a file. */
@Command(
        name = "run",
        sortOptions = false,
        header = "Runs an experiment that a YAML file describes.",
        description = {
            "%nThe file names a command and its options, without the dashes; sections order them. What stands behind the"
                    + " file on the command line goes before what stands in it.%n",
            "  command: cifar10",
            "  model:     {recipe: small}",
            "  data:      {batch: 128, validation: 0.1}",
            "  optimizer: {name: adamw, lr: 0.01, weight-decay: 0.05}",
            "  schedule:  {name: one-cycle}",
            "  epochs: 5",
            "  out: out/small%n"
        },
        footer = {
            "%nExamples:",
            "  gradus run experiment.yaml",
            "  gradus run experiment.yaml --seed 8 --out out/small-8",
            "  gradus run experiment.yaml --print                 show the command line"
        })
public final class RunCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "FILE", description = "The experiment.")
    private Path file;

    @Option(names = "--print", description = "Show the command line, and run nothing.")
    private boolean print;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    @SuppressWarnings("unused") // picocli acts on it
    private boolean help;

    @Unmatched
    private List<String> others = new ArrayList<>();

    /** Made by picocli. */
    public RunCommand() {}

    @Override
    public Integer call() throws Exception {
        CommandLine gradus = Gradus.commandLine()
                .setOut(spec.commandLine().getOut())
                .setErr(spec.commandLine().getErr());
        List<String> arguments = new ArrayList<>(Experiment.read(file, gradus).arguments(Map.of()));
        arguments.addAll(others);
        if (print) {
            spec.commandLine().getOut().println("gradus " + String.join(" ", arguments));
            return 0;
        }
        return gradus.execute(arguments.toArray(String[]::new));
    }
}
