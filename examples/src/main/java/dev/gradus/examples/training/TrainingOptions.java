package dev.gradus.examples.training;

import dev.gradus.data.DataLoader;
import dev.gradus.data.DatasetException;
import dev.gradus.examples.Arithmetic;
import dev.gradus.examples.PrecisionOption;
import dev.gradus.examples.RunOptions;
import dev.gradus.examples.UpdateClock;
import dev.gradus.layers.Layer;
import dev.gradus.layers.losses.Loss;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options of the commands that train. */
public final class TrainingOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--out", paramLabel = "DIR", description = "Results (out/ and the command's name).")
    private Path out;

    @Mixin
    private OptimizationOptions optimization;

    @Mixin
    private DataOptions data;

    @Mixin
    private WatchingOptions watching;

    @Mixin
    private FaultOptions faults;

    @Mixin
    private PrecisionOption precision;

    @Mixin
    private RunOptions run;

    private Arithmetic arithmetic;

    /** Set by picocli. */
    public TrainingOptions() {}

    /**
     * Puts the command's defaults where nothing was said, and checks all values; to be called first.
     *
     * @param defaults the command's
     */
    public void resolve(Defaults defaults) {
        optimization.resolve(defaults);
        arithmetic = precision.get(defaults.precision());
        data.validation = data.validation == null ? Double.valueOf(defaults.validation()) : data.validation;
        optimization.check(run, data.validation > 0);
        run.require("--validation", "0 <= F < 1", data.validation >= 0 && data.validation < 1, data.validation);
        run.require(
                "--patience",
                "at least 1, and --validation with it",
                data.patience == null || (data.patience > 0 && data.validation > 0),
                data.patience);
        run.requirePositive("--workers", data.workers + 1.0);
        run.requirePositive("--train-images", data.trainImages == null ? 1 : data.trainImages);
        run.requirePositive("--checkpoint-every", data.checkpointSeconds);
        run.requirePositive("--minutes", data.minutes);
        run.requirePositive("--log-every", watching.logEvery);
        run.requirePositive("--profile", watching.profile + 1.0);
        if (out == null) {
            out = Path.of("out", defaults.folder() == null ? spec.name() : defaults.folder());
        }
    }

    /** The options of every command. */
    public RunOptions run() {
        return run;
    }

    /** What products are computed in. */
    public Arithmetic arithmetic() {
        return arithmetic;
    }

    /** The folder of the results, which is made. */
    public Path out() {
        return run.makeFolder(out);
    }

    /** Passes over the data. */
    public int epochs() {
        return optimization.epochs();
    }

    /** Samples a batch. */
    public int batch() {
        return optimization.batch();
    }

    /** The part of the training data that is held out; 0 for none. */
    public double validation() {
        return data.validation;
    }

    /** Threads that prepare samples. */
    public int workers() {
        return data.workers;
    }

    /** How many of so many samples are trained on. */
    public int trainImages(int all) {
        return data.trainImages == null ? all : Math.min(data.trainImages, all);
    }

    /** After how many epochs without progress a training ends; null for never. */
    public Integer patience() {
        return data.patience;
    }

    /** Writes {@code run.json}. */
    public void writeRunRecord() throws IOException {
        RunRecord.write(this);
    }

    /**
     * Does what {@code --check} and {@code --find-lr} ask for.
     *
     * @param loss what is minimised, at best 0
     * @return whether one was given, so that nothing is to be trained
     */
    public boolean preflight(Layer network, DataLoader loader, Loss loss) throws DatasetException, IOException {
        return new Preflight(this, network, loader).run(loss, loss, false);
    }

    CommandSpec spec() {
        return spec;
    }

    OptimizationOptions optimization() {
        return optimization;
    }

    DataOptions data() {
        return data;
    }

    WatchingOptions watching() {
        return watching;
    }

    FaultOptions faults() {
        return faults;
    }

    UpdateClock clock() {
        return new UpdateClock(60 * data.minutes);
    }
}
