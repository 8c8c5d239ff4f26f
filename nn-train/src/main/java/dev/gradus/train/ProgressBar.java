package dev.gradus.train;

import java.io.Console;
import java.io.PrintStream;
import java.util.Locale;

/**
 * Shows a training: on a terminal a line that moves, with rate, remaining time of the epoch and loss; elsewhere a plain
 * line every half minute. After each epoch a line with losses and metrics.
 */
public final class ProgressBar implements Callback {
    private static final int WIDTH = 24;
    private static final long TERMINAL_NANOS = 100_000_000L;
    private static final long PLAIN_NANOS = 30_000_000_000L;

    private final PrintStream out;
    private final boolean terminal;
    private long epochStart;
    private long lastShown;

    /** To standard output; as a moving line if that is a terminal. */
    public ProgressBar() {
        this(System.out, isTerminal());
    }

    /** From JDK 22 on there is always a console, which knows whether it is a terminal. */
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isTerminal() {
        Console console = System.console();
        if (console == null || Runtime.version().feature() < 22) {
            return console != null;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("java.io.Console: expected the method isTerminal of JDK 22", e);
        }
    }

    /**
     * To a stream.
     *
     * @param out where to write
     * @param terminal whether a carriage return moves back to the beginning of the line
     */
    public ProgressBar(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    @Override
    public void onBatch(Progress p) {
        long now = System.nanoTime();
        if (p.batch() == 0) {
            epochStart = now;
            lastShown = now;
            return; // the first batch is warm-up, so that the rate does not count it
        }
        if (now - lastShown >= (terminal ? TERMINAL_NANOS : PLAIN_NANOS)) {
            lastShown = now;
            show(p, (now - epochStart) / 1e9);
        }
    }

    private void show(Progress p, double seconds) {
        double done = (p.batch() + 1.0) / p.batches();
        double perSecond = (double) p.samples() * p.batch() / (p.batch() + 1.0) / seconds;
        double left = seconds / p.batch() * (p.batches() - p.batch() - 1);
        int filled = (int) (done * WIDTH);
        String line = String.format(
                Locale.ROOT,
                "epoch %d/%d [%s%s] %3.0f %%  %s samples/s  %s left  loss %.4f",
                p.epoch() + 1,
                p.epochs(),
                "#".repeat(filled),
                ".".repeat(WIDTH - filled),
                100 * done,
                perSecond >= 100 ? Long.toString(Math.round(perSecond)) : String.format(Locale.ROOT, "%.1f", perSecond),
                clock(left),
                p.meanLoss());
        if (terminal) {
            out.print("\r" + line + "\u001b[K");
            out.flush();
        } else {
            out.println(line);
        }
    }

    private static String clock(double seconds) {
        long whole = Math.round(seconds);
        return whole >= 3600
                ? String.format(Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60)
                : String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60);
    }

    @Override
    public void onEpoch(EpochReport report) {
        StringBuilder line = new StringBuilder();
        line.append(String.format(
                Locale.ROOT,
                "epoch %d/%d  %s  loss %.4f",
                report.epoch() + 1,
                report.epochs(),
                clock(report.seconds()),
                report.trainLoss()));
        if (report.evaluation() != null) {
            line.append(String.format(
                    Locale.ROOT, "  validation loss %.4f", report.evaluation().loss()));
            report.evaluation()
                    .metrics()
                    .forEach((name, value) -> line.append(String.format(Locale.ROOT, "  %s %.4f", name, value)));
        }
        out.println((terminal ? "\r\u001b[K" : "") + line);
    }
}
