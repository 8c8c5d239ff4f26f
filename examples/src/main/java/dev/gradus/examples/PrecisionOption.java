package dev.gradus.examples;

import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code --precision} of the commands that train. */
public final class PrecisionOption {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--precision",
            paramLabel = "TYPE",
            defaultValue = "f32",
            description = "What products are computed in, f32 or bf16, while training (${DEFAULT-VALUE}).")
    private Arithmetic arithmetic;

    /** Set by picocli. */
    public PrecisionOption() {}

    /** What was asked for, or F32 where the processor has no instructions for it, which is then said. */
    public Arithmetic get() {
        PrintWriter messages = spec.commandLine().getErr();
        arithmetic = arithmetic.orWhatRunsHere(messages);
        messages.flush();
        return arithmetic;
    }
}
