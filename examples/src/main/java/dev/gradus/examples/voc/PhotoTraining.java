package dev.gradus.examples.voc;

import dev.gradus.data.DataLoader;
import dev.gradus.data.Dataset;
import dev.gradus.data.DatasetException;
import dev.gradus.data.Preparation;
import dev.gradus.data.Split;
import dev.gradus.examples.ExitCode;
import dev.gradus.examples.RunMetrics;
import dev.gradus.examples.training.ClassifierTraining;
import dev.gradus.examples.training.TrainingOptions;
import dev.gradus.examples.training.TrainingSession;
import dev.gradus.layers.Layer;
import dev.gradus.layers.losses.Loss;
import dev.gradus.random.Rng;
import dev.gradus.train.Callback;
import dev.gradus.train.Checkpoints;
import dev.gradus.train.EpochReport;
import dev.gradus.train.TrainingResult;
import dev.gradus.vision.data.PhotoMask;
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

/** The run of a command that learns from annotated photographs: trains, tests, and writes what came of it. */
final class PhotoTraining {
    private final TrainingOptions options;
    private final Task task;
    private final PrintWriter console;

    /** What a network made of the photographs that it had not seen. */
    interface Test {
        /** Its figures, for metrics.json and for the console. */
        Map<String, Double> figures();

        /** By the names of their files: {@code photos}, with what was found, and others. */
        Map<String, Image> pictures();
    }

    /** Shows the network the photographs that it has not seen. */
    @FunctionalInterface
    interface Tester {
        /** Asks about them; the network is in evaluation mode. */
        Test test() throws DatasetException;
    }

    /**
     * What is to be learned.
     *
     * @param command its words
     * @param photos to learn from
     * @param augmentation makes of one what the network is shown in training
     * @param plain makes of one what it is shown where a part is held out
     * @param network what learns
     * @param loss what is minimised
     * @param tester asks about the part {@code val}
     * @param model writes the network
     * @param identity what the result depends on beside the options
     */
    record Task(
            String command,
            Dataset<PhotoMask> photos,
            Preparation<PhotoMask> augmentation,
            Preparation<PhotoMask> plain,
            Layer network,
            Loss loss,
            Tester tester,
            ClassifierTraining.ModelWriter model,
            Map<String, Object> identity) {
        /** Copies the map. */
        Task {
            identity = new LinkedHashMap<>(identity);
        }
    }

    /** Prepares a run; the options are resolved. */
    PhotoTraining(TrainingOptions options, Task task, PrintWriter console) {
        this.options = options;
        this.task = task;
        this.console = console;
    }

    /**
     * Trains and tests.
     *
     * @return an {@link ExitCode}
     */
    int run(Rng rng) throws DatasetException, IOException {
        int count = options.trainImages(task.photos.size());
        Split split = Split.random(count, options.validation(), rng.split("split"));
        boolean holds = options.validation() > 0;
        int[] kept = holds ? split.training() : IntStream.range(0, count).toArray();
        DataLoader.Options loading = DataLoader.batchSize(options.batch()).workers(options.workers());
        try (DataLoader loader = DataLoader.of(
                        task.photos.subset(kept), task.augmentation, loading.shuffle(true), rng.split("order"));
                DataLoader held = holds
                        ? DataLoader.of(task.photos.subset(split.validation()), task.plain, loading, rng.split("held"))
                        : null) {
            if (options.preflight(task.network, loader, task.loss)) {
                return ExitCode.DONE;
            }
            options.writeRunRecord();
            try (TrainingSession session =
                    new TrainingSession(options, task.command, task.network, task.loss, loader.batches())) {
                if (holds) {
                    session.keepBest(PhotoTraining::score);
                }
                session.trainer().callback(showing(session));
                return write(session, session.fit(loader, held, checkpoints(kept.length)), kept.length);
            }
        }
    }

    /** NaN where the time ended an epoch before it was evaluated. */
    private static double score(EpochReport report) {
        return report.evaluation() == null ? Double.NaN : -report.evaluation().loss();
    }

    private Callback showing(TrainingSession session) {
        return new Callback() {
            @Override
            public void onEpoch(EpochReport report) {
                if (session.isShown()) {
                    Test test = test();
                    test.figures()
                            .forEach((name, value) -> session.point("metrics/" + name, report.epoch() + 1, value));
                    test.pictures().forEach((name, picture) -> session.show(name, picture, report.epoch()));
                }
            }
        };
    }

    private Test test() {
        try {
            task.network.eval();
            return task.tester.test();
        } catch (DatasetException e) {
            throw new UncheckedIOException(new IOException(e.getMessage(), e));
        }
    }

    private Checkpoints checkpoints(int photos) {
        Checkpoints checkpoints =
                Checkpoints.in(options.out()).of("command", task.command).of("photos", photos);
        for (Map.Entry<String, Object> entry : task.identity.entrySet()) {
            checkpoints = checkpoints.of(entry.getKey(), entry.getValue());
        }
        return checkpoints;
    }

    private int write(TrainingSession session, TrainingResult result, int photos) throws DatasetException, IOException {
        Path out = options.out();
        task.model.write(out.resolve("model.safetensors"));
        RunMetrics metrics = session.metrics(task.command, result).put("train_images", photos);
        task.identity.forEach(metrics::put);
        if (session.interrupted()) {
            metrics.write(out);
            say("interrupted; --resume goes on from %s", out.resolve("checkpoint.safetensors"));
            return ExitCode.INTERRUPTED;
        }
        Test test = task.tester.test();
        test.figures().forEach((name, value) -> {
            metrics.put(name, value);
            say("%-24s %.4f", name, value);
        });
        metrics.write(out);
        for (Map.Entry<String, Image> picture : test.pictures().entrySet()) {
            picture.getValue().writePng(out.resolve(picture.getKey() + ".png"));
        }
        double[] losses =
                result.epochs().stream().mapToDouble(EpochReport::trainLoss).toArray();
        if (losses.length > 0) {
            new Curves("Training", "epoch").add("training loss", losses).write(out.resolve("curves"));
        }
        say("%-24s %.1f", "train_seconds", session.trainSeconds());
        say("written to %s: model.safetensors, metrics.json, metrics.jsonl, run.json, pictures", out);
        return ExitCode.DONE;
    }

    private void say(String format, Object... values) {
        console.println(String.format(Locale.ROOT, format, values));
        console.flush();
    }
}
