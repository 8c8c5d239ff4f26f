package dev.gradus.examples.cells;

import dev.gradus.data.Dataset;
import dev.gradus.data.DatasetException;
import dev.gradus.data.Split;
import dev.gradus.examples.ExitCode;
import dev.gradus.examples.RunMetrics;
import dev.gradus.examples.RunOptions;
import dev.gradus.examples.training.Defaults;
import dev.gradus.examples.training.TrainingOptions;
import dev.gradus.random.Rng;
import dev.gradus.vision.data.CachedPhotos;
import dev.gradus.vision.data.MaskFolder;
import dev.gradus.vision.data.PhotoMask;
import dev.gradus.vision.metrics.SegmentationScores;
import dev.gradus.vision.models.UNet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
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
                    + " overlays/ (magenta: the true outline, green: the network's).",
            "%nUnless told otherwise: --epochs 14 --batch 8 --optimizer adamw --lr 0.003 --beta2 0.99"
                    + " --weight-decay 0.01 --schedule one-cycle --validation 0.2; the results go to out/cells.%n"
        },
        footer = {
            "%nExamples:",
            "  gradus cells train --images my-photos --out out/my-cells",
            "  gradus cells train --images more --from out/my-cells/model.safetensors"
        })
final class CellsTrainCommand implements Callable<Integer> {
    private static final Defaults DEFAULTS = Defaults.of(14, 8, 0.003)
            .rule(Defaults.Rule.adamw(0.99, 0.01))
            .validation(0.2)
            .folder("cells");
    private static final int VALIDATIONS = 5;
    private static final int OVERLAYS = 12;

    @Spec
    private CommandSpec spec;

    @Option(names = "--images", paramLabel = "DIR", description = "The photos (nuclei/ of the data home).")
    private Path images;

    @Option(names = "--from", paramLabel = "FILE", description = "A trained model to go on from.")
    private Path from;

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

    @Mixin
    private TrainingOptions options;

    /** Made by picocli. */
    CellsTrainCommand() {}

    @Override
    @SuppressWarnings("try") // the backend acts by being open
    public Integer call() throws Exception {
        options.resolve(DEFAULTS);
        RunOptions run = options.run();
        run.requirePositive("--width", width);
        run.requirePositive("--crop", crop - 15);
        try (AutoCloseable backend = run.open()) {
            Path folder = run.use(images != null ? images : run.dataHome().resolve("nuclei"));
            MaskFolder photos = MaskFolder.open(folder);
            if (photos.size() < 2) {
                throw new DatasetException(folder, "at least 2 photos, one to train on and one to validate on", "1");
            }
            Rng rng = Rng.seed(run.seed());
            UNet network = from != null
                    ? CellSegmenter.read(from)
                    : new UNet(CellSegmenter.config(width, 4), rng.split("network"));
            spec.commandLine().getOut().println("decoding " + photos.size() + " photos of " + folder);
            Dataset<PhotoMask> decoded = Decoding.all(CachedPhotos.of(photos));
            return train(network, decoded, rng);
        }
    }

    private int train(UNet network, Dataset<PhotoMask> photos, Rng rng) throws DatasetException, IOException {
        Split split = Split.random(photos.size(), options.validation(), rng.split("split"));
        Dataset<PhotoMask> validation = photos.subset(split.validation());
        CellTraining training = new CellTraining(
                options,
                new CellTraining.Settings("cells train", crop, VALIDATIONS),
                network,
                spec.commandLine().getOut());
        int[] kept = Arrays.copyOf(split.training(), options.trainImages(split.training().length));
        CellTraining.Outcome outcome = training.run(photos.subset(kept), validation, rng.split("training"));
        if (outcome == null) {
            return ExitCode.DONE;
        }
        Path out = options.out();
        CellSegmenter.file(network).write(out.resolve("model.safetensors"));
        metrics(outcome)
                .put("photos_train", kept.length)
                .put("photos_val", split.validation().length)
                .write(out);
        if (outcome.result().steps() > 0 && !outcome.interrupted()) {
            training.writeCurves(outcome.result(), out.resolve("curves"));
            outcome.best().writeOverlays(new CellSegmenter(network), validation, out.resolve("overlays"), OVERLAYS);
        }
        report(outcome, out);
        return outcome.interrupted() ? ExitCode.INTERRUPTED : ExitCode.DONE;
    }

    private RunMetrics metrics(CellTraining.Outcome outcome) {
        RunMetrics metrics = outcome.metrics().put("crop", crop);
        if (outcome.best() != null) {
            SegmentationScores scores = outcome.best().scores();
            metrics.put("val_iou", scores.iou())
                    .put("val_dice", scores.dice())
                    .put("val_pixel_accuracy", scores.pixelAccuracy())
                    .put("val_miss_rate", scores.missRate())
                    .put("selection", "the epoch with the highest val_iou, so these figures are slightly optimistic")
                    .put("best_epoch", outcome.bestEpoch());
        }
        return metrics;
    }

    private void report(CellTraining.Outcome outcome, Path out) {
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
