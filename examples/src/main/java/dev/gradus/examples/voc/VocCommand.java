package dev.gradus.examples.voc;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code gradus voc}: what is in a photograph, and where. */
@Command(
        name = "voc",
        header = "Learns what is in photographs, and where, from few of them.",
        description = "%nStarts from a network that has seen ImageNet: weights/ of the data home.%n",
        subcommands = {VocClassifyCommand.class, VocSegmentCommand.class, VocDetectCommand.class})
public final class VocCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    /** Made by picocli. */
    public VocCommand() {}

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "Which of them: " + spec.subcommands().keySet() + "?");
    }
}
