package dev.gradus.examples;

import dev.gradus.autograd.Precision;
import dev.gradus.backend.Processor;
import java.io.PrintWriter;
import java.util.Locale;

/** What the products of a step are computed in; everything else is FLOAT32. */
public enum Arithmetic {
    /** FLOAT32. */
    F32,
    /** BFLOAT16. */
    BF16;

    /**
     * The block in which products are computed so.
     *
     * @return the block, to be closed by try-with-resources
     */
    public Precision block() {
        return this == BF16 ? Precision.bf16() : Precision.f32();
    }

    /**
     * What can be run on this machine.
     *
     * @param messages where it is said that the processor lacks the instructions
     * @return this, or F32 where there are none for it
     */
    public Arithmetic orWhatRunsHere(PrintWriter messages) {
        if (this == BF16 && !Processor.hasBf16()) {
            messages.println("precision: this processor has no bf16 instructions (" + Processor.instructionSet()
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
