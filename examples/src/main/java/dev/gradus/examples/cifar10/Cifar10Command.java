package dev.gradus.examples.cifar10;

import dev.gradus.data.DataLoader;
import dev.gradus.data.Dataset;
import dev.gradus.data.DatasetException;
import dev.gradus.data.Sample;
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
import dev.gradus.train.Architecture;
import dev.gradus.train.Checkpoints;
import dev.gradus.train.MetricsLog;
import dev.gradus.train.ModelFile;
import dev.gradus.train.ProgressBar;
import dev.gradus.train.Trainer;
import dev.gradus.train.TrainingResult;
import dev.gradus.vision.data.Cifar10;
import dev.gradus.vision.draw.Curves;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code gradus cifar10}: trains a network to name what is in small colour pictures. */
@Command(
        name = "cifar10",
        sortOptions = false,
        header = "Trains a network to name what is in small colour pictures.",
        description = {
            "%nReads cifar10/cifar-10-batches-bin/ of the data home: 32x32 pictures of ten classes, from airplane to"
                    + " truck. Mirrors and moves the training pictures, trains, tests on pictures that the network has"
                    + " not seen. Writes model.safetensors, metrics.json, metrics.jsonl, curves.png, mistakes.png, the"
                    + " pictures on which it is most wrong, and checkpoint.safetensors, from which --resume goes"
                    + " on.%n"
        },
        footer = {
            "%nExamples:",
            "  gradus cifar10 --out out/pictures",
            "  gradus cifar10 --out out/pictures --resume        after Ctrl-C, a crash or a power cut",
            "  gradus cifar10 --recipe resnet18 --ema 0.995"
        })
public final class Cifar10Command implements Callable<Integer> {
    private static final int WORST = 24;
    private static final int SHIFT = 4;
    private static final int LOG_EVERY = 50;
    private static final double WEIGHT_DECAY = 0.05;
    private static final double SMOOTHING = 0.1;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--recipe",
            paramLabel = "NAME",
            defaultValue = "small",
            description = "The network: ${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
    private Recipe recipe;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "out/cifar10",
            description = "Results (${DEFAULT-VALUE}).")
    private Path out;

    @Option(names = "--epochs", paramLabel = "N", description = "Passes (small 5, resnet18 15).")
    private Integer epochs;

    @Option(names = "--batch", paramLabel = "N", description = "Pictures a batch (128).")
    private Integer batch;

    @Option(names = "--lr", paramLabel = "X", description = "Peak step size (small 0.01, resnet18 0.005).")
    private Double lr;

    @Option(names = "--train-images", paramLabel = "N", description = "Train on the first N pictures alone (all).")
    private Integer trainImages;

    @Option(
            names = "--workers",
            paramLabel = "N",
            defaultValue = "1",
            description = "Threads that prepare pictures (${DEFAULT-VALUE}).")
    private int workers;

    @Mixin
    private TrainingOptions options;

    @Mixin
    private PrecisionOption precision;

    @Mixin
    private RunOptions run;

    /** What a model file says of its network. */
    record Config(String recipe) {}

    private static final Architecture<Config, Sequential> ARCHITECTURE = new Architecture<>(
            "cifar10",
            Config.class,
            config -> Recipe.valueOf(config.recipe.toUpperCase(Locale.ROOT)).network(Rng.seed(0)));

    /** Made by picocli. */
    public Cifar10Command() {}

    @Override
    @SuppressWarnings("try") // the backend acts by being open
    public Integer call() throws Exception {
        epochs = epochs == null ? Integer.valueOf(recipe.epochs()) : epochs;
        batch = batch == null ? Integer.valueOf(recipe.batch()) : batch;
        lr = lr == null ? Double.valueOf(recipe.lr()) : lr;
        run.requirePositive("--epochs", epochs);
        run.requirePositive("--batch", batch);
        run.requirePositive("--lr", lr);
        run.requirePositive("--train-images", trainImages == null ? 1 : trainImages);
        run.requirePositive("--workers", workers + 1.0);
        options.check(run);
        try (AutoCloseable backend = run.open()) {
            Cifar10 all = Cifar10.open(run.dataHome(), Cifar10.Part.TRAIN);
            Cifar10 test = Cifar10.open(run.dataHome(), Cifar10.Part.TEST);
            int count = trainImages == null ? all.size() : Math.min(trainImages, all.size());
            Dataset<Sample> training = all.subset(IntStream.range(0, count).toArray());
            run.makeFolder(out);
            return trainAndTest(training, test);
        }
    }

    @SuppressWarnings("try") // the average acts by being in use
    private int trainAndTest(Dataset<Sample> training, Cifar10 test) throws DatasetException, IOException {
        Rng rng = Rng.seed(run.seed());
        Arithmetic arithmetic = precision.get();
        Sequential network = recipe.network(rng.split("network"));
        UpdateClock clock = options.clock();
        Adam adam = new Adam(network, Adam.lr(lr).betas(0.9, 0.99).decoupledWeightDecay(WEIGHT_DECAY));
        DataLoader.Options loading = DataLoader.batchSize(batch)
                .shuffle(true)
                .dropLast(training.size() > batch)
                .workers(workers);
        TrainingResult result;
        WeightAverage average;
        try (DataLoader loader = DataLoader.of(training, new Augmentation(SHIFT), loading, rng.split("order"))) {
            Loss loss = new CrossEntropyLoss().labelSmoothing(SMOOTHING);
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
            return write(network, result, test, clock, metrics(network, result, training, arithmetic, clock));
        }
    }

    private Checkpoints checkpoints(Arithmetic arithmetic, int images) {
        return Checkpoints.in(out)
                .of("command", "cifar10")
                .of("recipe", recipe)
                .of("epochs", epochs)
                .of("batch", batch)
                .of("lr", lr)
                .of("images", images)
                .of("precision", arithmetic)
                .of("seed", run.seed());
    }

    private RunMetrics metrics(
            Sequential network,
            TrainingResult result,
            Dataset<Sample> training,
            Arithmetic arithmetic,
            UpdateClock clock) {
        return new RunMetrics("cifar10")
                .put("recipe", recipe.toString())
                .put("train_seconds", clock.secondsAtLastUpdate())
                .put("steps", result.steps())
                .put("epochs", epochs)
                .put("batch", batch)
                .put("lr", lr)
                .put("precision", arithmetic.toString())
                .put("seed", run.seed())
                .put("parameters", network.parameterCount())
                .put("train_images", training.size())
                .put("interrupted", result.stopped() && !clock.timedOut());
    }

    private int write(Sequential network, TrainingResult result, Cifar10 test, UpdateClock clock, RunMetrics metrics)
            throws DatasetException, IOException {
        Map<String, String> preparation = Map.of("mean", Cifar10.MEAN.toString(), "std", Cifar10.STD.toString());
        Config config = new Config(recipe.toString());
        new ModelFile<>(ARCHITECTURE, config, network, preparation, Cifar10.CLASSES)
                .write(out.resolve("model.safetensors"));
        if (result.stopped() && !clock.timedOut()) {
            metrics.write(out);
            say("interrupted; --resume goes on from %s", out.resolve("checkpoint.safetensors"));
            return ExitCode.INTERRUPTED;
        }
        ClassifierTest tested = ClassifierTest.of(
                network, new ClassifierTest.Pictures(test, new Augmentation(0), test::image, Cifar10.CLASSES));
        metrics.put("test_images", test.size())
                .put("test_accuracy", tested.accuracy())
                .write(out);
        tested.worst(WORST).writePng(out.resolve("mistakes.png"));
        double[] losses =
                result.epochs().stream().mapToDouble(epoch -> epoch.trainLoss()).toArray();
        new Curves("Training", "epoch").add("training loss", losses).writePng(out.resolve("curves.png"));
        say("test_accuracy %.4f (%d of %d wrong)", tested.accuracy(), tested.mistakes(), test.size());
        say("train_seconds %.1f", clock.secondsAtLastUpdate());
        say("written to %s: model.safetensors, metrics.json, metrics.jsonl, curves.png, mistakes.png", out);
        return ExitCode.DONE;
    }

    private void say(String format, Object... values) {
        spec.commandLine().getOut().println(String.format(Locale.ROOT, format, values));
    }
}
