package dev.gradus.examples.voc;

import dev.gradus.data.Dataset;
import dev.gradus.data.DatasetException;
import dev.gradus.examples.HelpSection;
import dev.gradus.examples.RunOptions;
import dev.gradus.random.Rng;
import dev.gradus.vision.augment.Geometry;
import dev.gradus.vision.augment.PairTransform;
import dev.gradus.vision.data.CachedPhotos;
import dev.gradus.vision.data.PhotoMask;
import dev.gradus.vision.data.Voc;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** Options of the photographs: where they are, what can be on them, and how large the network sees them. */
@HelpSection("Photographs")
final class PhotoOptions {
    /** What three poolings leave something of. */
    private static final int LEAST_SIDE = 64;

    @Option(
            names = "--folder",
            paramLabel = "DIR",
            description = "In the layout of Pascal VOC (VOCdevkit/VOC2012 of the data home).")
    private Path folder;

    @Option(
            names = "--classes",
            paramLabel = "NAME,…",
            split = ",",
            description = "What the annotations name, in the order of the masks' numbers (the twenty of Pascal VOC).")
    private List<String> classes = Voc.CLASSES;

    @Option(
            names = "--side",
            paramLabel = "N",
            defaultValue = "288",
            description = "The side of the squares that photographs are resized to, at least 64 (${DEFAULT-VALUE}).")
    private int side;

    /** Opens a part of the photographs. */
    Voc open(RunOptions run, Voc.Task task, String part) throws DatasetException {
        run.requirePositive("--side", side - LEAST_SIDE + 1.0);
        Voc photos =
                folder == null ? Voc.open(run.dataHome(), 2012, task, part) : Voc.open(folder, task, part, classes);
        run.use(folder == null ? run.dataHome().resolve("VOCdevkit/VOC2012") : folder);
        return photos;
    }

    /** Photographs resized to squares, each once. */
    Dataset<PhotoMask> squares(Dataset<PhotoMask> photos) {
        PairTransform resize = Geometry.resize(side, side);
        return CachedPhotos.of(photos.map(photo -> resize.apply(photo, Rng.seed(0))));
    }

    /** How a network's input is made, for its file. */
    Map<String, String> preparation() {
        return Map.of("size", side + "x" + side, "values", "BGR, 0 to 255, less 104, 117, 123");
    }

    /** The side of the squares. */
    int side() {
        return side;
    }
}
