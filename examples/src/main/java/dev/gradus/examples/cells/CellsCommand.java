package dev.gradus.examples.cells;

import dev.gradus.data.Dataset;
import dev.gradus.data.DatasetException;
import dev.gradus.examples.ExitCode;
import dev.gradus.examples.Interruption;
import dev.gradus.examples.RunMetrics;
import dev.gradus.examples.RunOptions;
import dev.gradus.examples.training.Defaults;
import dev.gradus.examples.training.TrainingOptions;
import dev.gradus.random.Rng;
import dev.gradus.vision.data.CachedPhotos;
import dev.gradus.vision.data.PhotoMask;
import dev.gradus.vision.metrics.SegmentationScores;
import dev.gradus.vision.models.UNet;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code gradus cells}: the whole way from photographs to a report, on generated ones. */
@Command(
        name = "cells",
        sortOptions = false,
        header = "Finds cells in photographs; without a further word, shows how on generated ones.",
        description = {
            "%nGenerates bright-field photographs of cells, trains a network on them for about two minutes, lets it "
                    + "segment photographs that it has not seen, and writes a page with pictures and figures: "
                    + "index.html. Nothing is downloaded.",
            "%nUnless told otherwise: --epochs 8 (of four windows a photo) --batch 4 --optimizer adamw --lr 0.003"
                    + " --beta2 0.99 --weight-decay 0.01 --schedule one-cycle; the results go to out/cells-demo.%n"
        },
        footer = {
            "%nExamples:",
            "  gradus cells                                      see what it can do",
            "  gradus cells train --images my-photos             train on your own photographs",
            "  gradus cells segment --model FILE --in photos     find the cells in more of them"
        },
        subcommands = {CellsTrainCommand.class, CellsSegmentCommand.class})
public final class CellsCommand implements Callable<Integer> {
    private static final Defaults DEFAULTS = Defaults.of(8, 4, 0.003)
            .rule(Defaults.Rule.adamw(0.99, 0.01))
            .validation(0.125)
            .folder("cells-demo");
    private static final int SIDE = 512;
    private static final int VALIDATIONS = 4;
    private static final int DEPTH = 4;

    /** Windows that an epoch takes of each photo. */
    private static final int WINDOWS = 4;

    @Spec
    private CommandSpec spec;

    @Option(names = "--photos", paramLabel = "N", defaultValue = "48", description = "To train on (${DEFAULT-VALUE}).")
    private int photos;

    @Option(
            names = "--width",
            paramLabel = "N",
            defaultValue = "12",
            description = "Channels of the U-Net at full resolution (${DEFAULT-VALUE}).")
    private int width;

    @Option(
            names = "--crop",
            paramLabel = "N",
            defaultValue = "160",
            description = "The side of a training window in pixels, at least 16 (${DEFAULT-VALUE}).")
    private int crop;

    @Mixin
    private TrainingOptions options;

    private Path out;

    /** Made by picocli. */
    public CellsCommand() {}

    @Override
    @SuppressWarnings("try") // the backend acts by being open
    public Integer call() throws Exception {
        options.resolve(DEFAULTS);
        RunOptions run = options.run();
        run.requirePositive("--photos", photos);
        run.requirePositive("--width", width);
        run.requirePositive("--crop", crop - 15);
        try (AutoCloseable backend = run.open()) {
            out = options.out();
            Rng rng = Rng.seed(run.seed());
            int held = Math.max(1, (int) Math.round(options.validation() * photos));
            say("generating %d photographs", photos + held);
            Dataset<PhotoMask> training =
                    Decoding.all(CachedPhotos.of(new GeneratedPhotos("training", photos, SIDE, SIDE, rng)));
            Dataset<PhotoMask> validation =
                    Decoding.all(CachedPhotos.of(new GeneratedPhotos("validation", held, SIDE, SIDE, rng)));
            UNet network = new UNet(CellSegmenter.config(width, DEPTH), rng.split("network"));
            return trainAndShow(network, training, validation, rng);
        }
    }

    private int trainAndShow(UNet network, Dataset<PhotoMask> photographs, Dataset<PhotoMask> validation, Rng rng)
            throws DatasetException, IOException {
        CellTraining training = new CellTraining(
                options,
                new CellTraining.Settings("cells", crop, VALIDATIONS),
                network,
                spec.commandLine().getOut());
        int[] windows = new int[WINDOWS * options.trainImages(photographs.size())];
        for (int i = 0; i < windows.length; i++) {
            windows[i] = i % (windows.length / WINDOWS);
        }
        CellTraining.Outcome outcome = training.run(photographs.subset(windows), validation, rng.split("training"));
        if (outcome == null) {
            return ExitCode.DONE;
        }
        CellSegmenter.file(network).write(out.resolve("model.safetensors"));
        RunMetrics metrics = outcome.metrics();
        if (outcome.interrupted()) {
            metrics.write(out);
            say("interrupted; the network so far is in %s", out.resolve("model.safetensors"));
            return ExitCode.INTERRUPTED;
        }
        training.writeCurves(outcome.result(), out.resolve("curves"));
        CellReport report = show(new CellSegmenter(network), rng);
        if (report == null) {
            metrics.put("interrupted", true).write(out);
            return ExitCode.INTERRUPTED;
        }
        SegmentationScores scores = report.scores();
        metrics.put("test_iou", scores.iou())
                .put("test_dice", scores.dice())
                .put("test_pixel_accuracy", scores.pixelAccuracy())
                .put("test_miss_rate", scores.missRate())
                .put("val_iou", outcome.best().scores().iou())
                .put("seconds", RunMetrics.secondsSinceStart())
                .write(out);
        report.write(
                outcome.trainSeconds(),
                network.parameterCount(),
                "gradus cells --seed " + options.run().seed());
        say("test_iou %.4f  test_dice %.4f  train_seconds %.1f", scores.iou(), scores.dice(), outcome.trainSeconds());
        say(
                "the page with the pictures: %s",
                out.resolve("index.html").toAbsolutePath().normalize().toUri());
        return ExitCode.DONE;
    }

    /** Segments photographs of several sizes that no training has seen; null if interrupted. */
    private CellReport show(CellSegmenter segmenter, Rng rng) throws IOException {
        say("segmenting photographs that it has not seen");
        CellReport report = new CellReport(out);
        List<GeneratedPhotos> unseen = List.of(
                new GeneratedPhotos("unseen-square", 3, SIDE, SIDE, rng),
                new GeneratedPhotos("unseen-wide", 2, 600, 900, rng),
                new GeneratedPhotos("unseen-large", 1, 1024, 1024, rng));
        for (GeneratedPhotos photographs : unseen) {
            for (int i = 0; i < photographs.size(); i++) {
                if (Interruption.isRequested()) {
                    return null;
                }
                PhotoMask sample = photographs.get(i);
                report.add(sample, segmenter.probability(sample.photo()));
            }
        }
        return report;
    }

    private void say(String format, Object... values) {
        PrintWriter console = spec.commandLine().getOut();
        console.println(String.format(Locale.ROOT, format, values));
        console.flush();
    }
}
