package dev.gradus.benchmarks;

import dev.gradus.backend.Processor;
import java.io.PrintWriter;
import java.util.Locale;

/** What the products of a step are computed in; everything else is FLOAT32. */
enum Arithmetic {
    F32,
    BF16;

    /** This, or F32 where the processor has no instructions for it, which is then said. */
    Arithmetic orWhatRunsHere(PrintWriter messages) {
        if (this == BF16 && !Processor.hasBf16()) {
            messages.println("bench: this processor has no bf16 instructions (" + Processor.instructionSet()
                    + "), so f32 is run");
            return F32;
        }
        return this;
    }

    /** The name on the command line and in the output. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
