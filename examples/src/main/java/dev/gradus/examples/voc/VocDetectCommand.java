package dev.gradus.examples.voc;

import dev.gradus.data.DataLoader;
import dev.gradus.data.Dataset;
import dev.gradus.data.DatasetException;
import dev.gradus.data.Preparation;
import dev.gradus.examples.ExitCode;
import dev.gradus.examples.RunMetrics;
import dev.gradus.examples.training.Defaults;
import dev.gradus.examples.training.TrainingOptions;
import dev.gradus.examples.training.TrainingSession;
import dev.gradus.layers.losses.Loss;
import dev.gradus.random.Rng;
import dev.gradus.train.Checkpoints;
import dev.gradus.train.EpochReport;
import dev.gradus.train.ModelFile;
import dev.gradus.train.TrainingResult;
import dev.gradus.vision.augment.Geometry;
import dev.gradus.vision.augment.PairTransform;
import dev.gradus.vision.data.CachedPhotos;
import dev.gradus.vision.data.PhotoMask;
import dev.gradus.vision.data.Voc;
import dev.gradus.vision.detection.CenterGrid;
import dev.gradus.vision.detection.CenterNet;
import dev.gradus.vision.detection.CenterNetLoss;
import dev.gradus.vision.detection.Detector;
import dev.gradus.vision.draw.Curves;
import dev.gradus.vision.models.ImageNetClassifier;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code gradus voc detect}: learns to find objects, and to draw boxes around them. */
@Command(
        name = "detect",
        sortOptions = false,
        header = "Learns to find objects in photographs and to draw boxes around them.",
        description = {
            "%nReads a folder in the layout of Pascal VOC: JPEGImages/, Annotations/ with a box for each object, and"
                    + " ImageSets/Main/train.txt and val.txt; BCCD/ of the data home, blood cells, unless told otherwise."
                    + " Trains on the part 'train' to find objects by their middles, with a network that has seen"
                    + " ImageNet (weights/ of the data home), and asks for those of the part 'val'. Writes"
                    + " model.safetensors, metrics.json, metrics.jsonl, run.json, curves.png, detections.png, photos with"
                    + " what was found beside what is there, and checkpoint.safetensors, from which --resume goes on.",
            "%nUnless told otherwise: --epochs 30 --batch 8 --optimizer adamw --lr 0.001 --weight-decay 0.01 --schedule"
                    + " one-cycle.%n"
        },
        footer = {
            "%nExamples:",
            "  gradus voc detect --dashboard",
            "  gradus voc detect --folder my-photos --height 384 --width 512"
        })
public final class VocDetectCommand implements Callable<Integer> {
    private static final Defaults DEFAULTS =
            Defaults.of(30, 8, 0.001).rule(Defaults.Rule.adamw(0.999, 0.01)).folder("voc-detect");
    private static final int CHANNELS = 64;
    private static final double BOX_WEIGHT = 2;
    private static final double LEAST = 0.02;
    private static final double OVERLAP = 0.5;
    private static final int SHOWN = 12;

    @Spec
    private CommandSpec spec;

    @Option(names = "--folder", paramLabel = "DIR", description = "Photographs in the layout of Pascal VOC (BCCD/).")
    private Path folder;

    @Option(
            names = "--height",
            paramLabel = "N",
            defaultValue = "240",
            description = "To which photographs are resized, in pixels, at least 64 (${DEFAULT-VALUE}).")
    private int height;

    @Option(names = "--width", paramLabel = "N", defaultValue = "320", description = "As well (${DEFAULT-VALUE}).")
    private int width;

    @Mixin
    private TrainingOptions options;

    /** Made by picocli. */
    public VocDetectCommand() {}

    @Override
    @SuppressWarnings("try") // the backend acts by being open
    public Integer call() throws Exception {
        options.resolve(DEFAULTS);
        options.run().requirePositive("--height", height - 63);
        options.run().requirePositive("--width", width - 63);
        try (AutoCloseable backend = options.run().open()) {
            Path home = options.run().dataHome();
            Path photos = folder == null ? home.resolve("BCCD") : folder;
            List<String> classes = Voc.classesIn(photos);
            Voc training = Voc.open(photos, Voc.Task.DETECTION, "train", classes);
            Voc validation = Voc.open(photos, Voc.Task.DETECTION, "val", classes);
            options.run().use(photos);
            Rng rng = Rng.seed(options.run().seed());
            CenterNet network =
                    new CenterNet(new CenterNet.Config(classes.size(), height, width, CHANNELS), rng.split("network"));
            network.backbone().loadFeatures(ImageNetClassifier.open(home, "1.1").network());
            return train(network, training, validation, rng);
        }
    }

    private int train(CenterNet network, Voc photos, Voc validation, Rng rng) throws DatasetException, IOException {
        int count = options.trainImages(photos.size());
        PairTransform resize = Geometry.resize(height, width);
        Dataset<PhotoMask> training = CachedPhotos.of(
                photos.subset(IntStream.range(0, count).toArray()).map(photo -> resize.apply(photo, rng)));
        Preparation<PhotoMask> preparation = new BoxPreparation(CenterGrid.of(network.config()));
        Loss loss = new CenterNetLoss(BOX_WEIGHT);
        DataLoader.Options loading =
                DataLoader.batchSize(options.batch()).shuffle(true).workers(options.workers());
        try (DataLoader loader = DataLoader.of(training, preparation, loading, rng.split("order"))) {
            if (options.preflight(network, loader, loss)) {
                return ExitCode.DONE;
            }
            options.writeRunRecord();
            try (TrainingSession session =
                    new TrainingSession(options, "voc detect", network, loss, loader.batches())) {
                TrainingResult result = session.fit(
                        loader,
                        null,
                        Checkpoints.in(options.out())
                                .of("command", "voc detect")
                                .of("photos", count)
                                .of("network", network.config()));
                return write(session, result, network, validation);
            }
        }
    }

    private int write(TrainingSession session, TrainingResult result, CenterNet network, Voc validation)
            throws DatasetException, IOException {
        Path out = options.out();
        List<String> classes = validation.classes();
        new ModelFile<>(CenterNet.ARCHITECTURE, network.config(), network, Map.of(), classes)
                .write(out.resolve("model.safetensors"));
        RunMetrics metrics = session.metrics("voc detect", result);
        if (session.interrupted()) {
            metrics.write(out);
            say("interrupted; --resume goes on from %s", out.resolve("checkpoint.safetensors"));
            return ExitCode.INTERRUPTED;
        }
        DetectionTest test = DetectionTest.of(new Detector(network, LEAST, OVERLAP), validation, classes, SHOWN);
        metrics.put("val_images", validation.size())
                .put("val_map", test.map(0.5))
                .put("val_map_75", test.map(0.75));
        for (int i = 0; i < classes.size(); i++) {
            metrics.put("val_ap_" + classes.get(i), test.precision(i));
            say("%-12s average precision %.4f", classes.get(i), test.precision(i));
        }
        metrics.write(out);
        test.sheet().writePng(out.resolve("detections.png"));
        double[] losses =
                result.epochs().stream().mapToDouble(EpochReport::trainLoss).toArray();
        new Curves("Training", "epoch").add("training loss", losses).write(out.resolve("curves"));
        say("val_map %.4f at an overlap of 0.5, %.4f at 0.75", test.map(0.5), test.map(0.75));
        say("train_seconds %.1f", session.trainSeconds());
        say("written to %s: model.safetensors, metrics.json, run.json, curves.png, detections.png", out);
        return ExitCode.DONE;
    }

    private void say(String format, Object... values) {
        spec.commandLine().getOut().println(String.format(Locale.ROOT, format, values));
        spec.commandLine().getOut().flush();
    }
}
