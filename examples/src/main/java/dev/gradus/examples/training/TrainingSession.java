package dev.gradus.examples.training;

import dev.gradus.dashboard.Dashboard;
import dev.gradus.data.DataLoader;
import dev.gradus.data.DatasetException;
import dev.gradus.examples.Interruption;
import dev.gradus.examples.RunMetrics;
import dev.gradus.examples.UpdateClock;
import dev.gradus.layers.Layer;
import dev.gradus.layers.losses.Loss;
import dev.gradus.memory.TensorScope;
import dev.gradus.optim.Optimizer;
import dev.gradus.optim.WeightAverage;
import dev.gradus.tensor.Tensor;
import dev.gradus.train.BestState;
import dev.gradus.train.Checkpoints;
import dev.gradus.train.EarlyStopping;
import dev.gradus.train.EpochReport;
import dev.gradus.train.MetricsLog;
import dev.gradus.train.ProgressBar;
import dev.gradus.train.TensorBoardLog;
import dev.gradus.train.Trainer;
import dev.gradus.train.TrainingResult;
import dev.gradus.vision.image.Image;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntConsumer;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * A training with all that its options ask for around it: optimizer, schedule, progress, logs, dashboard, profile,
 * checkpoints.
 *
 * <pre>{@code
 * try (TrainingSession session = new TrainingSession(options, "digits", network, loss, loader.batches())) {
 *     session.trainer().metric(new Accuracy());
 *     TrainingResult result = session.fit(loader, validation, Checkpoints.in(out).of("command", "digits"));
 *     …
 * }
 * }</pre>
 */
public final class TrainingSession implements AutoCloseable {
    private final TrainingOptions options;
    private final Layer network;
    private final Trainer trainer;
    private final UpdateClock clock;
    private final Path out;
    private final PrintWriter console;
    private final Dashboard dashboard;
    private final TensorBoardLog board;
    private final Profiling profiling;
    private BestState best;
    private IntConsumer timeUp = epoch -> {};
    private double waitedShare;
    private WeightAverage average;

    /**
     * Sets a training up.
     *
     * @param title for people
     * @param network the network
     * @param loss what is minimised
     * @param batches of an epoch
     */
    public TrainingSession(TrainingOptions options, String title, Layer network, Loss loss, int batches)
            throws IOException {
        this.options = options;
        this.network = network;
        out = options.out();
        console = options.spec().commandLine().getOut();
        clock = options.clock();
        Optimizer optimizer = options.optimization().optimizer(network, batches);
        WatchingOptions watching = options.watching();
        trainer = new Trainer(network, loss, optimizer)
                .schedule(options.optimization().schedule(batches))
                .precision(options.arithmetic()::block)
                .callback(new ProgressBar())
                .callback(new MetricsLog(out.resolve("metrics.jsonl"), watching.logEvery));
        trainer.callback(clock.stopping(trainer));
        if (options.faults().detectAnomaly) {
            trainer.detectAnomalies();
        }
        board = watching.tensorboard ? new TensorBoardLog(out, network, watching.logEvery) : null;
        dashboard = watching.dashboard == null ? null : Dashboard.on(watching.dashboard, title, optimizer);
        if (dashboard != null) {
            say("watch at %s", dashboard.address());
        }
        profiling = watching.profile == 0 ? null : new Profiling(watching.profile, out, console);
    }

    /** The trainer, to which metrics and callbacks can be added until {@link #fit}. */
    public Trainer trainer() {
        return trainer;
    }

    /** Ends after {@code --patience} epochs without a higher score, and keeps the network of the best epoch. */
    public void keepBest(ToDoubleFunction<EpochReport> score) {
        best = new BestState(network, score);
        trainer.callback(best);
        if (options.data().patience != null) {
            trainer.callback(
                    new EarlyStopping(trainer, options.data().patience, report -> -score.applyAsDouble(report)));
        }
    }

    /**
     * Before the best network is chosen: what measures the one that stands where the time ended an epoch in its midst.
     *
     * @param measure is told the epoch, from 0, which {@link #keepBest} then asks the score of
     */
    public void onTimeUp(IntConsumer measure) {
        timeUp = measure;
    }

    /** Shows a picture on the dashboard and in TensorBoard, if there are such. */
    public void show(String name, Image picture, int epoch) {
        byte[] png;
        try {
            png = picture.png();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (dashboard != null) {
            dashboard.picture(name, png);
        }
        if (board != null) {
            board.events().image(name, picture.height(), picture.width(), png, epoch + 1L);
        }
    }

    /** Adds a point to a curve of the dashboard and of TensorBoard, if there are such. */
    public void point(String curve, double epochs, double value) {
        if (dashboard != null) {
            dashboard.point(curve, epochs, value);
        }
        if (board != null) {
            board.events().scalar(curve, value, Math.round(epochs));
        }
    }

    /** Whether anybody would see a picture. */
    public boolean isShown() {
        return dashboard != null || board != null;
    }

    /**
     * Trains; goes on from the checkpoint if that is wanted. Afterwards the network has the average of its weights, or
     * those of the best epoch, if it was asked for.
     *
     * @param checkpoints what the result depends on, beside the options
     */
    @SuppressWarnings("try") // scopes act by being open
    public TrainingResult fit(DataLoader training, DataLoader validation, Checkpoints checkpoints)
            throws DatasetException, IOException {
        OptimizationOptions optimization = options.optimization();
        average = optimization.attach(trainer, network);
        // Behind those that a checkpoint keeps, so that a run can be gone on with under other eyes.
        Stream.of(board, dashboard, profiling).filter(Objects::nonNull).forEach(trainer::callback);
        trainer.checkpoints(optimization
                .identify(checkpoints)
                .every(Duration.ofMillis((long) (1000 * options.data().checkpointSeconds)))
                .of("precision", options.arithmetic())
                .of("validation", options.validation())
                .of("patience", options.data().patience)
                .of("seed", options.run().seed()));
        if (options.data().resume) {
            boolean found = trainer.resume();
            say("%s%s", found ? "going on from " : "nothing to go on from yet: no ", checkpoints.file());
        }
        if (board != null) {
            try (TensorScope scope = TensorScope.open();
                    DataLoader.Epoch batches = training.epoch(0)) {
                board.graph(network, batches.next().input());
            }
        }
        TrainingResult result = trainer.fit(training, validation, optimization.epochs());
        waitedShare = training.waitedShare();
        say("waited for data: %.1f %% of the training", 100 * waitedShare);
        if (average != null) {
            adoptAverage();
        } else if (best != null) {
            if (timedOut() && !interrupted()) {
                int epoch = result.epochs().size();
                timeUp.accept(epoch);
                best.onEpoch(new EpochReport(epoch, optimization.epochs(), Double.NaN, null, 0));
            }
            best.restore();
        }
        network.eval();
        return result;
    }

    @SuppressWarnings("try") // the scope acts by being open
    private void adoptAverage() {
        try (TensorScope scope = TensorScope.open()) {
            Map<String, Tensor> mean;
            try (WeightAverage.Block block = average.inUse()) {
                mean = network.stateDict();
            }
            network.loadStateDict(mean);
        }
    }

    /** Whether the network ends as an average. */
    public boolean averages() {
        return average != null;
    }

    /** The report of the best epoch; null without {@link #keepBest}. */
    public EpochReport best() {
        return best == null ? null : best.best();
    }

    /** The time from the process's start to the last update, those of earlier processes included. */
    public double trainSeconds() {
        return clock.secondsAtLastUpdate();
    }

    /** Whether {@code --minutes} ended the training. */
    public boolean timedOut() {
        return clock.timedOut();
    }

    /** Whether the user ended it. */
    public boolean interrupted() {
        return Interruption.isRequested();
    }

    /** The figures that every training has. */
    public RunMetrics metrics(String command, TrainingResult result) {
        OptimizationOptions optimization = options.optimization();
        return new RunMetrics(command)
                .put("train_seconds", trainSeconds())
                .put("steps", result.steps())
                .put("epochs", optimization.epochs())
                .put("batch", optimization.batch())
                .put("lr", optimization.lr())
                .put("precision", options.arithmetic().toString())
                .put("seed", options.run().seed())
                .put("parameters", network.parameterCount())
                .put("data_wait_share", waitedShare)
                .put("interrupted", interrupted());
    }

    private void say(String format, Object... values) {
        console.println(String.format(Locale.ROOT, format, values));
        console.flush();
    }

    /** Ends what watches. */
    @Override
    public void close() throws IOException {
        if (profiling != null) {
            profiling.close();
        }
        if (board != null) {
            board.close();
        }
        if (dashboard != null) {
            dashboard.close();
        }
    }
}
