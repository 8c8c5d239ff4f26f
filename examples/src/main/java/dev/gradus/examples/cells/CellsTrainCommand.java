package dev.gradus.examples.cells;

import dev.gradus.data.Dataset;
import dev.gradus.data.DatasetException;
import dev.gradus.data.Split;
import dev.gradus.examples.ExitCode;
import dev.gradus.examples.PrecisionOption;
import dev.gradus.examples.RunMetrics;
import dev.gradus.examples.RunOptions;
import dev.gradus.random.Rng;
import dev.gradus.vision.data.CachedPhotos;
import dev.gradus.vision.data.MaskFolder;
import dev.gradus.vision.data.PhotoMask;
import dev.gradus.vision.metrics.SegmentationScores;
import dev.gradus.vision.models.UNet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code gradus cells train}: trains a U-Net on photographs with masks. */
@Command(
        name = "train",
        sortOptions = false,
        header = "Trains a network that finds cells, on photographs with masks.",
        description = {
            "%nThe folder of images holds a folder for each photo, ID/images/*.png with the photo and ID/masks/*.png"
                    + " with its masks, one file an object or one for all (white: inside). A fifth of the photos is held"
                    + " out and tells how good the network is. Writes model.safetensors, metrics.json, curves.png and"
                    + " overlays/ (magenta: the true outline, green: the network's).%n"
        },
        footer = {
            "%nExamples:",
            "  gradus cells train --images my-photos --out out/my-cells",
            "  gradus cells train --images more --from out/my-cells/model.safetensors"
        })
final class CellsTrainCommand implements Callable<Integer> {
    private static final double HELD_OUT = 0.2;
    private static final int VALIDATIONS = 5;
    private static final int OVERLAYS = 12;

    @Spec
    private CommandSpec spec;

    @Option(names = "--images", paramLabel = "DIR", description = "The photos (nuclei/ of the data home).")
    private Path images;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "out/cells",
            description = "Results (${DEFAULT-VALUE}).")
    private Path out;

    @Option(names = "--from", paramLabel = "FILE", description = "A trained model to go on from.")
    private Path from;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            defaultValue = "14",
            description = "Passes over the photos (${DEFAULT-VALUE}).")
    private int epochs;

    @Option(names = "--batch", paramLabel = "N", defaultValue = "8", description = "Windows a step (${DEFAULT-VALUE}).")
    private int batch;

    @Option(
            names = "--lr",
            paramLabel = "X",
            defaultValue = "0.003",
            description = "Peak step size (${DEFAULT-VALUE}).")
    private double lr;

    @Option(
            names = "--crop",
            paramLabel = "N",
            defaultValue = "128",
            description = "The side of a training window in pixels, at least 16 (${DEFAULT-VALUE}).")
    private int crop;

    @Option(
            names = "--width",
            paramLabel = "N",
            defaultValue = "16",
            description = "Channels of the U-Net at full resolution (${DEFAULT-VALUE}).")
    private int width;

    @Option(
            names = "--minutes",
            paramLabel = "X",
            defaultValue = "Infinity",
            description = "End the training after this time at the latest.")
    private double minutes;

    @Mixin
    private PrecisionOption precision;

    @Mixin
    private RunOptions run;

    /** Made by picocli. */
    CellsTrainCommand() {}

    @Override
    @SuppressWarnings("try") // the backend acts by being open
    public Integer call() throws Exception {
        run.requirePositive("--epochs", epochs);
        run.requirePositive("--batch", batch);
        run.requirePositive("--lr", lr);
        run.requirePositive("--width", width);
        run.requirePositive("--crop", crop - 15);
        run.requirePositive("--minutes", minutes);
        try (AutoCloseable backend = run.open()) {
            Path folder = images != null ? images : run.dataHome().resolve("nuclei");
            MaskFolder photos = MaskFolder.open(folder);
            if (photos.size() < 2) {
                throw new DatasetException(folder, "at least 2 photos, one to train on and one to validate on", "1");
            }
            Rng rng = Rng.seed(run.seed());
            UNet network = from != null
                    ? CellSegmenter.read(from)
                    : new UNet(CellSegmenter.config(width, 4), rng.split("network"));
            spec.commandLine().getOut().println("decoding " + photos.size() + " photos of " + folder);
            Dataset<PhotoMask> decoded = Decoding.all(new CachedPhotos(photos));
            run.makeFolder(out);
            return train(network, decoded, rng);
        }
    }

    private int train(UNet network, Dataset<PhotoMask> photos, Rng rng) throws DatasetException, IOException {
        Split split = Split.random(photos.size(), HELD_OUT, rng.split("split"));
        Dataset<PhotoMask> validation = photos.subset(split.validation());
        CellTraining training = new CellTraining(
                network,
                new CellTraining.Settings(crop, epochs, batch, lr, VALIDATIONS, precision.get(), minutes),
                spec.commandLine().getOut());
        CellTraining.Outcome outcome = training.run(photos.subset(split.training()), validation, rng.split("training"));
        CellSegmenter.file(network).write(out.resolve("model.safetensors"));
        RunMetrics metrics = metrics(outcome)
                .put("parameters", network.parameterCount())
                .put("photos_train", split.training().length)
                .put("photos_val", split.validation().length);
        metrics.write(out);
        if (outcome.steps() > 0 && !outcome.interrupted()) {
            training.writeCurves(out.resolve("curves.png"));
            outcome.best().writeOverlays(new CellSegmenter(network), validation, out.resolve("overlays"), OVERLAYS);
        }
        report(outcome);
        return outcome.interrupted() ? ExitCode.INTERRUPTED : ExitCode.DONE;
    }

    private RunMetrics metrics(CellTraining.Outcome outcome) {
        RunMetrics metrics = new RunMetrics("cells train");
        if (outcome.best() != null) {
            SegmentationScores scores = outcome.best().scores();
            metrics.put("val_iou", scores.iou())
                    .put("val_dice", scores.dice())
                    .put("val_pixel_accuracy", scores.pixelAccuracy())
                    .put("val_miss_rate", scores.missRate())
                    .put("selection", "the epoch with the highest val_iou, so these figures are slightly optimistic")
                    .put("best_epoch", outcome.bestEpoch());
        }
        return metrics.put("train_seconds", outcome.trainSeconds())
                .put("steps", outcome.steps())
                .put("interrupted", outcome.interrupted())
                .put("epochs", epochs)
                .put("batch", batch)
                .put("lr", lr)
                .put("crop", crop)
                .put("precision", precision.get().toString())
                .put("seed", run.seed());
    }

    private void report(CellTraining.Outcome outcome) {
        var console = spec.commandLine().getOut();
        if (outcome.best() != null) {
            SegmentationScores scores = outcome.best().scores();
            console.println(String.format(
                    Locale.ROOT,
                    "val_iou %.4f  val_dice %.4f  val_pixel_accuracy %.4f  val_miss_rate %.4f"
                            + " (epoch %d, chosen by val_iou)",
                    scores.iou(),
                    scores.dice(),
                    scores.pixelAccuracy(),
                    scores.missRate(),
                    outcome.bestEpoch()));
        }
        console.println(String.format(Locale.ROOT, "train_seconds %.1f", outcome.trainSeconds()));
        console.println((outcome.interrupted() ? "interrupted; the network so far is in " : "written to ") + out);
    }
}
