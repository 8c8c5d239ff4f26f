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
            description = "What products are computed in, f32 or bf16, while training (f32 unless said above).")
    private Arithmetic arithmetic;

    /** Set by picocli. */
    public PrecisionOption() {}

    /** What was asked for, or F32 where the processor has no instructions for it, which is then said. */
    public Arithmetic get() {
        return get(Arithmetic.F32);
    }

    /** The same, or what else the command computes in unless told otherwise. */
    public Arithmetic get(Arithmetic otherwise) {
        arithmetic = arithmetic == null ? otherwise : arithmetic;
        PrintWriter messages = spec.commandLine().getErr();
        arithmetic = arithmetic.orWhatRunsHere(messages);
        messages.flush();
        return arithmetic;
    }
}
