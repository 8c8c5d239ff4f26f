package dev.gradus.dashboard;

import dev.gradus.memory.BufferPool;
import dev.gradus.optim.Optimizer;
import dev.gradus.train.Callback;
import dev.gradus.train.EpochReport;
import java.io.IOException;
import java.net.URI;

/**
 * Shows a training in the browser while it runs: losses, metrics, learning rate, gradient norm, throughput, memory, and
 * pictures that are put there. A page that loses its connection goes on by itself, with all that it missed.
 *
 * <pre>{@code
 * try (Dashboard dashboard = Dashboard.on(7070, "digits", optimizer)) {
 *     System.out.println("watch at " + dashboard.address());
 *     trainer.callback(dashboard).fit(training, validation, 5);
 * }
 * }</pre>
 *
 * <p>It answers this machine alone. It takes no time of the training's but for a gradient norm each second.
 */
public final class Dashboard implements Callback, AutoCloseable {
    private static final long POINT_NANOS = 250_000_000L;
    private static final long NORM_NANOS = 1_000_000_000L;
    private static final double MEGABYTE = 1e6;

    private final Optimizer optimizer;
    private final History history;
    private final DashboardServer server;
    private long pointAt = System.nanoTime();
    private long normAt = pointAt;
    private long samplesAtPoint;
    private double losses;
    private int batches;

    private Dashboard(int port, String title, Optimizer optimizer) throws IOException {
        this.optimizer = optimizer;
        this.history = new History(title);
        this.server = new DashboardServer(port, history);
    }

    /**
     * Opens a page.
     *
     * @param port of this machine; 0 for one that is free
     * @param title what the page is called
     * @param optimizer whose gradients are measured: those of the last update are still there after it
     * @return the dashboard
     * @throws IOException if the port is taken
     */
    public static Dashboard on(int port, String title, Optimizer optimizer) throws IOException {
        return new Dashboard(port, title, optimizer);
    }

    /**
     * Where the page is.
     *
     * @return an address for the browser
     */
    public URI address() {
        return server.address();
    }

    /**
     * Adds a point to a curve of one's own.
     *
     * @param curve {@code chart/curve}: curves of one chart are drawn together
     * @param epochs the place on the horizontal axis, in epochs
     * @param value the value; one that is not finite is left out
     */
    public void point(String curve, double epochs, double value) {
        history.point(curve, epochs, value);
    }

    /**
     * Shows a picture, in place of the one of that name.
     *
     * @param name what stands above it
     * @param png the bytes of a PNG file
     */
    public void picture(String name, byte[] png) {
        history.picture(name, png.clone());
    }

    @Override
    public void onBatch(Progress progress) {
        long now = System.nanoTime();
        losses += progress.loss();
        batches++;
        if (now - pointAt < POINT_NANOS) {
            return;
        }
        double at = progress.epoch() + (progress.batch() + 1.0) / progress.batches();
        long samples = progress.samples() - samplesAtPoint;
        double rate = samples / ((now - pointAt) / 1e9);
        history.point("loss/batches", at, losses / batches);
        history.point("learning rate/learning rate", at, progress.lr());
        if (samples > 0) {
            history.point("samples per second/samples per second", at, rate);
        }
        if (now - normAt >= NORM_NANOS) {
            history.point("gradient norm/gradient norm", at, optimizer.gradNorm());
            memory(at);
            normAt = now;
        }
        history.status(progress, samples > 0 ? rate : Double.NaN);
        losses = 0;
        batches = 0;
        samplesAtPoint = progress.samples();
        pointAt = now;
    }

    private void memory(double at) {
        Runtime java = Runtime.getRuntime();
        history.point("memory in MB/tensors", at, BufferPool.host().liveBytes() / MEGABYTE);
        history.point("memory in MB/Java heap", at, (java.totalMemory() - java.freeMemory()) / MEGABYTE);
    }

    @Override
    public void onEpoch(EpochReport report) {
        double at = report.epoch() + 1.0;
        samplesAtPoint = 0;
        history.point("loss/training", at, report.trainLoss());
        if (report.evaluation() != null) {
            history.point("loss/validation", at, report.evaluation().loss());
            report.evaluation().metrics().forEach((name, value) -> history.point("metrics/" + name, at, value));
        }
    }

    /** Tells the pages that the training is over, and closes the port. */
    @Override
    public void close() {
        history.end();
        server.close();
    }
}
