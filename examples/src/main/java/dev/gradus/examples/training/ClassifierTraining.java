package dev.gradus.examples.training;

import dev.gradus.data.DataLoader;
import dev.gradus.data.Dataset;
import dev.gradus.data.DatasetException;
import dev.gradus.data.Preparation;
import dev.gradus.data.Sample;
import dev.gradus.data.Split;
import dev.gradus.examples.ExitCode;
import dev.gradus.examples.RunMetrics;
import dev.gradus.layers.Layer;
import dev.gradus.layers.losses.CrossEntropyLoss;
import dev.gradus.layers.losses.Loss;
import dev.gradus.random.Rng;
import dev.gradus.train.Accuracy;
import dev.gradus.train.Callback;
import dev.gradus.train.Checkpoints;
import dev.gradus.train.EpochReport;
import dev.gradus.train.TrainingResult;
import dev.gradus.vision.draw.Curves;
import dev.gradus.vision.image.Image;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** The run of a command that trains a network to name pictures: trains, tests, and writes what came of it. */
public final class ClassifierTraining {
    private static final int WORST = 24;
    private static final int SHOWN = 24;

    private final TrainingOptions options;
    private final Task task;
    private final PrintWriter console;

    /** Writes the network. */
    @FunctionalInterface
    public interface ModelWriter {
        /** Writes it to a file, which appears whole or not at all. */
        void write(Path file) throws IOException;
    }

    /** Mixes the pictures of a training. */
    @FunctionalInterface
    public interface Mixing {
        /** Leaves each by itself. */
        Mixing NONE = (plain, pictures) -> plain;

        /**
         * What prepares mixed pictures.
         *
         * @param plain prepares one by itself
         * @param pictures that are trained on
         */
        Preparation<Sample> over(Preparation<Sample> plain, Dataset<Sample> pictures);
    }

    /**
     * What is to be learned.
     *
     * @param command its words
     * @param training the pictures to learn from
     * @param augmentation makes of one what the network is shown
     * @param mixing what is done to several of them together
     * @param test the pictures to test on
     * @param network gives a score a class
     * @param tested what the test asks: the network, or something around it
     * @param loss what is minimised
     * @param model writes the network
     * @param identity what the result depends on beside the options, such as the recipe
     */
    public record Task(
            String command,
            Dataset<Sample> training,
            Preparation<Sample> augmentation,
            Mixing mixing,
            ClassifierTest.Pictures test,
            Layer network,
            Layer tested,
            Loss loss,
            ModelWriter model,
            Map<String, Object> identity) {
        /** Copies the map. */
        public Task {
            identity = new LinkedHashMap<>(identity);
        }
    }

    /** Prepares a run; the options are resolved. */
    public ClassifierTraining(TrainingOptions options, Task task) {
        this.options = options;
        this.task = task;
        this.console = options.spec().commandLine().getOut();
    }

    /**
     * Trains and tests.
     *
     * @param rng what chance starts from
     * @return an {@link ExitCode}
     */
    public int run(Rng rng) throws DatasetException, IOException {
        int count = options.trainImages(task.training.size());
        Split split = Split.random(count, options.validation(), rng.split("split"));
        Dataset<Sample> training = options.validation() > 0
                ? task.training.subset(split.training())
                : task.training.subset(IntStream.range(0, count).toArray());
        Dataset<Sample> validation = options.validation() > 0 ? task.training.subset(split.validation()) : null;
        DataLoader.Options loading = DataLoader.batchSize(options.batch()).workers(options.workers());
        DataLoader.Options shuffled = loading.shuffle(true).dropLast(training.size() > options.batch());
        Preparation<Sample> mixed = task.mixing.over(task.augmentation, training);
        try (DataLoader plain = DataLoader.of(training, task.augmentation, shuffled, rng.split("order"));
                DataLoader loader = DataLoader.of(training, mixed, shuffled, rng.split("order"));
                DataLoader held = validation == null
                        ? null
                        : DataLoader.of(validation, task.test.preparation(), loading, rng.split("validation"))) {
            if (new Preflight(options, task.network, plain).run(task.loss, new CrossEntropyLoss(), true)) {
                return ExitCode.DONE;
            }
            options.writeRunRecord();
            try (TrainingSession session =
                    new TrainingSession(options, task.command, task.network, task.loss, loader.batches())) {
                session.trainer().metric(new Accuracy());
                if (held != null) {
                    session.keepBest(ClassifierTraining::score);
                }
                session.trainer().callback(showing(session));
                TrainingResult result = session.fit(loader, held, checkpoints(training.size()));
                return write(session, result, training.size());
            }
        }
    }

    /** NaN where the time ended an epoch before it was evaluated. */
    private static double score(EpochReport report) {
        return report.evaluation() == null
                ? Double.NaN
                : report.evaluation().metrics().get("accuracy");
    }

    private Callback showing(TrainingSession session) {
        return new Callback() {
            @Override
            public void onEpoch(EpochReport report) {
                if (session.isShown()) {
                    session.show("predictions", predictions(), report.epoch());
                }
            }
        };
    }

    private Image predictions() {
        try {
            return ClassifierTest.of(task.network, task.test.first(SHOWN))
                    .sheet()
                    .render();
        } catch (DatasetException e) {
            throw new UncheckedIOException(new IOException(e.getMessage(), e));
        }
    }

    private Checkpoints checkpoints(int images) {
        Checkpoints checkpoints =
                Checkpoints.in(options.out()).of("command", task.command).of("images", images);
        for (Map.Entry<String, Object> entry : task.identity.entrySet()) {
            checkpoints = checkpoints.of(entry.getKey(), entry.getValue());
        }
        return checkpoints;
    }

    private int write(TrainingSession session, TrainingResult result, int images) throws DatasetException, IOException {
        Path out = options.out();
        task.model.write(out.resolve("model.safetensors"));
        RunMetrics metrics = session.metrics(task.command, result).put("train_images", images);
        task.identity.forEach(metrics::put);
        // An average is kept as it is after the last epoch, whichever was best.
        int last = result.epochs().size() - 1;
        EpochReport kept = session.averages() && last >= 0 ? result.epochs().get(last) : session.best();
        if (kept != null && kept.evaluation() != null) {
            metrics.put("val_accuracy", score(kept))
                    .put("val_loss", kept.evaluation().loss())
                    .put(session.averages() ? "last_epoch" : "best_epoch", kept.epoch() + 1);
        }
        if (session.interrupted()) {
            metrics.write(out);
            say("interrupted; --resume goes on from %s", out.resolve("checkpoint.safetensors"));
            return ExitCode.INTERRUPTED;
        }
        ClassifierTest tested = ClassifierTest.of(task.tested, task.test);
        metrics.put("test_images", task.test.samples().size())
                .put("test_accuracy", tested.accuracy())
                .write(out);
        tested.worst(WORST).writePng(out.resolve("mistakes.png"));
        if (!result.epochs().isEmpty()) {
            curves(result).write(out.resolve("curves"));
        }
        say(
                "test_accuracy %.4f (%d of %d wrong)",
                tested.accuracy(), tested.mistakes(), task.test.samples().size());
        say("train_seconds %.1f", session.trainSeconds());
        say("written to %s: model.safetensors, metrics.json, metrics.jsonl, run.json, curves.png, mistakes.png", out);
        return ExitCode.DONE;
    }

    private static Curves curves(TrainingResult result) {
        double[] at = result.epochs().stream()
                .mapToDouble(report -> report.epoch() + 1.0)
                .toArray();
        double[] losses =
                result.epochs().stream().mapToDouble(EpochReport::trainLoss).toArray();
        Curves curves = new Curves("Training", "epoch").add("training loss", at, losses);
        if (!result.epochs().isEmpty() && result.epochs().get(0).evaluation() != null) {
            curves.add(
                    "validation accuracy",
                    at,
                    result.epochs().stream()
                            .mapToDouble(report -> report.evaluation().metrics().get("accuracy"))
                            .toArray());
        }
        return curves;
    }

    private void say(String format, Object... values) {
        console.println(String.format(Locale.ROOT, format, values));
        console.flush();
    }
}
