package dev.gradus.examples;

/** What the {@code gradus} command's exit status says. */
public final class ExitCode {
    /** Everything was done. */
    public static final int DONE = 0;
    /** A failure that no other code names: out of memory, a loss that is not a number. */
    public static final int FAILED = 1;
    /** The command line was wrong. */
    public static final int USAGE = 2;
    /** Bad data or a bad model file; one line on standard error names the file. */
    public static final int BAD_INPUT = 3;
    /** Done, but some inputs were skipped. */
    public static final int SOME_SKIPPED = 4;
    /** Interrupted (Ctrl-C) after the state was saved. */
    public static final int INTERRUPTED = 130;

    private ExitCode() {}
}
