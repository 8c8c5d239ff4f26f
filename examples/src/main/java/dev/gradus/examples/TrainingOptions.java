package dev.gradus.examples;

import dev.gradus.data.DataLoader;
import dev.gradus.data.DatasetException;
import dev.gradus.layers.Layer;
import dev.gradus.layers.Module;
import dev.gradus.layers.losses.Loss;
import dev.gradus.optim.Optimizer;
import dev.gradus.optim.WeightAverage;
import dev.gradus.train.Checkpoints;
import dev.gradus.train.LrFinder;
import dev.gradus.train.Trainer;
import dev.gradus.vision.draw.Curves;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What the commands that train have in common. */
public final class TrainingOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--resume",
            description = "Go on from the checkpoint in the results' folder, to the same bits as without a break.")
    private boolean resume;

    @Option(
            names = "--checkpoint-every",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "The time between two checkpoints (${DEFAULT-VALUE}).")
    private double checkpointSeconds;

    @Option(
            names = "--minutes",
            paramLabel = "X",
            defaultValue = "Infinity",
            description = "End the training after this time at the latest.")
    private double minutes;

    @Option(
            names = "--accumulate",
            paramLabel = "N",
            defaultValue = "1",
            description = "Batches an update, for large ones in little memory (${DEFAULT-VALUE}).")
    private int accumulate;

    @Option(names = "--clip-norm", paramLabel = "X", description = "The largest norm of the gradients (no limit).")
    private Double clipNorm;

    @Option(
            names = "--ema",
            paramLabel = "D",
            description = "Keep a moving average of the weights, such as 0.999, and use it in the end (none).")
    private Double ema;

    @Option(
            names = "--find-lr",
            description = "Train nothing; sweep over learning rates, draw lr.png and suggest one for --lr.")
    private boolean findLr;

    /** Set by picocli. */
    public TrainingOptions() {}

    /** Whether a learning rate is to be found instead of training. */
    public boolean findsLr() {
        return findLr;
    }

    /**
     * Sweeps over learning rates, draws the losses as {@code lr.png} and says which rate to take.
     *
     * @param out the folder of results
     */
    public void findLr(Layer network, Loss loss, Optimizer optimizer, DataLoader data, Path out)
            throws DatasetException, IOException {
        LrFinder.Sweep sweep = LrFinder.sweep(network, loss, optimizer, data);
        double[] exponents = sweep.lrs().stream().mapToDouble(Math::log10).toArray();
        double[] losses = sweep.losses().stream().mapToDouble(x -> x).toArray();
        new Curves("Learning rates", "power of ten")
                .add("loss", exponents, losses)
                .writePng(out.resolve("lr.png"));
        spec.commandLine()
                .getOut()
                .println(String.format(
                        Locale.ROOT,
                        "suggestion: --lr %.2g (the loss is lowest at %.2g); the curve is in %s",
                        sweep.suggestion(),
                        sweep.lowest(),
                        out.resolve("lr.png")));
    }

    /** Checks the values. */
    public void check(RunOptions run) {
        run.requirePositive("--checkpoint-every", checkpointSeconds);
        run.requirePositive("--minutes", minutes);
        run.requirePositive("--accumulate", accumulate);
        if (clipNorm != null) {
            run.requirePositive("--clip-norm", clipNorm);
        }
        if (ema != null) {
            run.requirePositive("--ema", ema);
        }
    }

    /** A clock with the time limit. */
    public UpdateClock clock() {
        return new UpdateClock(60 * minutes);
    }

    /** How many updates a training makes. */
    public long updates(int epochs, int batches) {
        return (long) epochs * ((batches + accumulate - 1) / accumulate);
    }

    /**
     * Sets a trainer up, as the last thing before it trains, and goes on from the checkpoint if that is wanted.
     *
     * @param trainer with its callbacks and schedule
     * @param network what it trains
     * @param checkpoints where, and what the result depends on
     * @return the moving average, or null
     * @throws IOException if the checkpoint cannot be read, or is of another run
     */
    public WeightAverage attach(Trainer trainer, Module network, Checkpoints checkpoints) throws IOException {
        trainer.accumulate(accumulate);
        if (clipNorm != null) {
            trainer.clipGradNorm(clipNorm);
        }
        WeightAverage average = ema == null ? null : WeightAverage.ema(network, ema);
        if (average != null) {
            trainer.average(average, 1);
        }
        trainer.checkpoints(checkpoints
                .every(Duration.ofMillis((long) (1000 * checkpointSeconds)))
                .of("accumulate", accumulate)
                .of("clip-norm", clipNorm)
                .of("ema", ema));
        if (resume) {
            boolean found = trainer.resume();
            PrintWriter out = spec.commandLine().getOut();
            out.println((found ? "going on from " : "nothing to go on from yet: no ") + checkpoints.file());
            out.flush();
        }
        return average;
    }
}
