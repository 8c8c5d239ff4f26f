package dev.gradus.examples.voc;

import dev.gradus.examples.training.Defaults;
import dev.gradus.examples.training.TrainingOptions;
import dev.gradus.random.Rng;
import dev.gradus.train.ModelFile;
import dev.gradus.vision.augment.Geometry;
import dev.gradus.vision.augment.PairTransform;
import dev.gradus.vision.data.CachedPhotos;
import dev.gradus.vision.data.Voc;
import dev.gradus.vision.detection.CenterGrid;
import dev.gradus.vision.detection.CenterNet;
import dev.gradus.vision.detection.CenterNetLoss;
import dev.gradus.vision.detection.Detector;
import dev.gradus.vision.models.ImageNetClassifier;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
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
                    + " model.safetensors, metrics.json, metrics.jsonl, run.json, curves.png, photos.png (the truth and"
                    + " what was found), and checkpoint.safetensors, from which --resume goes on.",
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
    private static final Map<String, String> PREPARATION = Map.of("values", "BGR, 0 to 255, less 104, 117, 123");

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
            BoxPreparation preparation = new BoxPreparation(CenterGrid.of(network.config()));
            PairTransform resize = Geometry.resize(height, width);
            PhotoTraining.Task task = new PhotoTraining.Task(
                    "voc detect",
                    CachedPhotos.of(training.map(photo -> resize.apply(photo, rng))),
                    preparation,
                    (photo, chance) -> preparation.sample(photo),
                    network,
                    new CenterNetLoss(BOX_WEIGHT),
                    () -> DetectionTest.of(new Detector(network, LEAST, OVERLAP), validation),
                    file -> new ModelFile<>(CenterNet.ARCHITECTURE, network.config(), network, PREPARATION, classes)
                            .write(file),
                    Map.of("height", height, "width", width));
            return new PhotoTraining(options, task, spec.commandLine().getOut()).run(rng);
        }
    }
}
