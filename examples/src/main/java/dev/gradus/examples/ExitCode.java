package dev.gradus.examples;

/** What the {@code gradus} command's exit status says. */
public enum ExitCode {
    /** Everything was done. */
    DONE(0),
    /** A failure that no other code names: out of memory, a loss that is not a number. */
    FAILED(1),
    /** The command line was wrong. */
    USAGE(2),
    /** Bad data or a bad model file; one line on standard error names the file. */
    BAD_INPUT(3),
    /** Done, but some inputs were skipped. */
    SOME_SKIPPED(4),
    /** Interrupted (Ctrl-C) after the state was saved. */
    INTERRUPTED(130);

    private final int status;

    ExitCode(int status) {
        this.status = status;
    }

    /** The process's exit status. */
    public int status() {
        return status;
    }
}
