package dev.gradus.examples.mnist;

import dev.gradus.data.DataLoader;
import dev.gradus.data.DatasetException;
import dev.gradus.examples.Arithmetic;
import dev.gradus.examples.ClassifierTest;
import dev.gradus.examples.ExitCode;
import dev.gradus.examples.PrecisionOption;
import dev.gradus.examples.RunMetrics;
import dev.gradus.examples.RunOptions;
import dev.gradus.examples.TrainingOptions;
import dev.gradus.examples.UpdateClock;
import dev.gradus.layers.Sequential;
import dev.gradus.layers.losses.CrossEntropyLoss;
import dev.gradus.layers.losses.Loss;
import dev.gradus.optim.Adam;
import dev.gradus.optim.LrSchedule;
import dev.gradus.optim.WeightAverage;
import dev.gradus.random.Rng;
import dev.gradus.train.Checkpoints;
import dev.gradus.train.MetricsLog;
import dev.gradus.train.ProgressBar;
import dev.gradus.train.Trainer;
import dev.gradus.train.TrainingResult;
import dev.gradus.vision.data.Mnist;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code gradus mnist}: trains a small convolutional network to read handwritten digits. */
@Command(
        name = "mnist",
        sortOptions = false,
        header = "Trains a small convolutional network to read handwritten digits.",
        description = {
            "%nReads mnist/ of the data home, or downloads it (11 MB) where it is missing; trains for about a minute; "
                    + "tests on images that the network has not seen. Writes model.safetensors, metrics.json, "
                    + "metrics.jsonl, mistakes.png, the test images on which it is most wrong, and "
                    + "checkpoint.safetensors, from which --resume goes on.%n"
        },
        footer = "%nExample:  gradus mnist --epochs 2 --out out/digits")
public final class MnistCommand implements Callable<Integer> {
    private static final int WORST = 24;
    private static final int LOG_EVERY = 50;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "out/mnist",
            description = "Results (${DEFAULT-VALUE}).")
    private Path out;

    @Option(names = "--epochs", paramLabel = "N", defaultValue = "3", description = "Passes (${DEFAULT-VALUE}).")
    private int epochs;

    @Option(names = "--batch", paramLabel = "N", defaultValue = "64", description = "Images a step (${DEFAULT-VALUE}).")
    private int batch;

    @Option(
            names = "--lr",
            paramLabel = "X",
            defaultValue = "0.004",
            description = "Peak step size (${DEFAULT-VALUE}).")
    private double lr;

    @Mixin
    private TrainingOptions options;

    @Mixin
    private PrecisionOption precision;

    @Mixin
    private RunOptions run;

    /** Made by picocli. */
    public MnistCommand() {}

    @Override
    @SuppressWarnings("try") // the backend acts by being open
    public Integer call() throws Exception {
        run.requirePositive("--epochs", epochs);
        run.requirePositive("--batch", batch);
        run.requirePositive("--lr", lr);
        options.check(run);
        try (AutoCloseable backend = run.open()) {
            Mnist training = Mnist.open(run.dataHome(), Mnist.Part.TRAIN);
            Mnist test = Mnist.open(run.dataHome(), Mnist.Part.TEST);
            run.makeFolder(out);
            return trainAndTest(training, test);
        }
    }

    @SuppressWarnings("try") // the average acts by being in use
    private int trainAndTest(Mnist training, Mnist test) throws DatasetException, IOException {
        Rng rng = Rng.seed(run.seed());
        Arithmetic arithmetic = precision.get();
        Sequential network = DigitNetwork.build(DigitNetwork.Config.DEFAULT, rng.split("network"));
        UpdateClock clock = options.clock();
        DataLoader.Options loading = DataLoader.batchSize(batch).shuffle(true);
        Adam adam = new Adam(network, Adam.lr(lr).decoupledWeightDecay(0.01));
        Loss loss = new CrossEntropyLoss();
        TrainingResult result;
        WeightAverage average;
        try (DataLoader loader = DataLoader.of(training, DigitNetwork::prepare, loading, rng.split("order"))) {
            if (options.findsLr()) {
                options.findLr(network, loss, adam, loader, out);
                return ExitCode.DONE;
            }
            Trainer trainer = new Trainer(network, loss, adam)
                    .schedule(LrSchedule.oneCycle(lr, Math.max(2, options.updates(epochs, loader.batches()))))
                    .precision(arithmetic::block)
                    .callback(new ProgressBar())
                    .callback(new MetricsLog(out.resolve("metrics.jsonl"), LOG_EVERY));
            trainer.callback(clock.stopping(trainer));
            average = options.attach(trainer, network, checkpoints(arithmetic, training.size()));
            result = trainer.fit(loader, null, epochs);
        }
        try (WeightAverage.Block mean = average == null ? null : average.inUse()) {
            return write(network, result, training, test, arithmetic, clock);
        }
    }

    private Checkpoints checkpoints(Arithmetic arithmetic, int images) {
        return Checkpoints.in(out)
                .of("command", "mnist")
                .of("epochs", epochs)
                .of("batch", batch)
                .of("lr", lr)
                .of("images", images)
                .of("precision", arithmetic)
                .of("seed", run.seed());
    }

    private int write(
            Sequential network,
            TrainingResult result,
            Mnist training,
            Mnist test,
            Arithmetic arithmetic,
            UpdateClock clock)
            throws DatasetException, IOException {
        boolean interrupted = result.stopped() && !clock.timedOut();
        DigitNetwork.file(DigitNetwork.Config.DEFAULT, network).write(out.resolve("model.safetensors"));
        RunMetrics metrics = new RunMetrics("mnist")
                .put("train_seconds", clock.secondsAtLastUpdate())
                .put("steps", result.steps())
                .put("epochs", epochs)
                .put("batch", batch)
                .put("lr", lr)
                .put("precision", arithmetic.toString())
                .put("seed", run.seed())
                .put("parameters", network.parameterCount())
                .put("train_images", training.size())
                .put("test_images", test.size())
                .put("interrupted", interrupted);
        if (interrupted) {
            metrics.write(out);
            say("interrupted; --resume goes on from %s", out.resolve("checkpoint.safetensors"));
            return ExitCode.INTERRUPTED;
        }
        ClassifierTest tested = ClassifierTest.of(network, DigitNetwork.pictures(test));
        metrics.put("test_accuracy", tested.accuracy()).write(out);
        tested.worst(WORST).writePng(out.resolve("mistakes.png"));
        say("test_accuracy %.4f (%d of %d wrong)", tested.accuracy(), tested.mistakes(), test.size());
        say("train_seconds %.1f", clock.secondsAtLastUpdate());
        say("written to %s: model.safetensors, metrics.json, mistakes.png", out);
        return ExitCode.DONE;
    }

    private void say(String format, Object... values) {
        spec.commandLine().getOut().println(String.format(Locale.ROOT, format, values));
    }
}
