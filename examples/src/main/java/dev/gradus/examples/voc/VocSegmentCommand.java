package dev.gradus.examples.voc;

import dev.gradus.data.Dataset;
import dev.gradus.data.DatasetException;
import dev.gradus.data.Sample;
import dev.gradus.examples.training.Defaults;
import dev.gradus.examples.training.TrainingOptions;
import dev.gradus.layers.losses.CrossEntropyLoss;
import dev.gradus.layers.losses.Loss;
import dev.gradus.ops.Resampling;
import dev.gradus.random.Rng;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Tensor;
import dev.gradus.train.ModelFile;
import dev.gradus.vision.augment.Geometry;
import dev.gradus.vision.augment.Light;
import dev.gradus.vision.augment.PairTransform;
import dev.gradus.vision.data.PhotoMask;
import dev.gradus.vision.data.Voc;
import dev.gradus.vision.models.Fcn;
import dev.gradus.vision.models.ImageNetClassifier;
import dev.gradus.vision.models.SqueezeNet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code gradus voc segment}: learns what each pixel of a photograph shows. */
@Command(
        name = "segment",
        sortOptions = false,
        header = "Learns what each pixel of a photograph shows.",
        description = {
            "%nReads Pascal VOC, or a folder in its layout, in which masks have the class of each pixel. A fully"
                    + " convolutional network learns from what a SqueezeNet 1.1 that has seen ImageNet (weights/ of the"
                    + " data home) tells of each place, at three scales. Prints the intersection over union of each"
                    + " class on the part 'val', and their mean beside that of a mask which is all background. Writes"
                    + " model.safetensors, metrics.json, metrics.jsonl, run.json, curves.png, photos.png (photo, truth,"
                    + " what was found), confusion.png, and checkpoint.safetensors, from which --resume goes on.",
            "%nUnless told otherwise: --epochs 40 --batch 8 --optimizer adamw --lr 0.002 --weight-decay 0.1 --schedule"
                    + " one-cycle.%n"
        },
        footer = {"%nExample:  gradus voc segment --dashboard"})
public final class VocSegmentCommand implements Callable<Integer> {
    private static final Defaults DEFAULTS =
            Defaults.of(40, 8, 0.002).rule(Defaults.Rule.adamw(0.999, 0.1)).folder("voc-segment");
    private static final PairTransform CHANGE = Geometry.flipHorizontal(0.5)
            .then(Geometry.affine(10, 0.1, 1.3, 0))
            .ignoringOutside()
            .then(Light.colourJitter(0.2, 8));

    @Spec
    private CommandSpec spec;

    @Mixin
    private PhotoOptions photos;

    @Mixin
    private TrainingOptions options;

    /** Made by picocli. */
    public VocSegmentCommand() {}

    @Override
    @SuppressWarnings("try") // the backend acts by being open
    public Integer call() throws Exception {
        options.resolve(DEFAULTS);
        try (AutoCloseable backend = options.run().open()) {
            Voc training = photos.open(options.run(), Voc.Task.SEGMENTATION, "train");
            Voc validation = photos.open(options.run(), Voc.Task.SEGMENTATION, "val");
            Rng rng = Rng.seed(options.run().seed());
            List<String> classes = new ArrayList<>(List.of("background"));
            classes.addAll(training.classes());
            SqueezeNet imagenet =
                    ImageNetClassifier.open(options.run().dataHome(), "1.1").network();
            Fcn network = new Fcn(new Fcn.Config(classes.size()), imagenet, rng.split("network"));
            Dataset<PhotoMask> squares = photos.squares(training);
            PhotoTraining.Task task = new PhotoTraining.Task(
                    "voc segment",
                    squares,
                    (photo, chance) -> sample(CHANGE.apply(photo, chance)),
                    (photo, chance) -> sample(photo),
                    network,
                    loss(squares, classes.size()),
                    () -> SegmentationTest.of(network, validation, photos.side(), classes),
                    file -> new ModelFile<>(Fcn.ARCHITECTURE, network.config(), network, photos.preparation(), classes)
                            .write(file),
                    Map.of("side", photos.side()));
            return new PhotoTraining(options, task, spec.commandLine().getOut()).run(rng);
        }
    }

    /** The target has the class of each pixel. */
    private static Sample sample(PhotoMask photo) {
        return new Sample(
                ImageNetClassifier.values(photo.photo()),
                photo.photo().shape(),
                photo.mask().data(),
                photo.mask().shape());
    }

    /**
     * Cross-entropy at each of the network's places, which takes the class of the nearest pixel. A class counts more the
     * rarer its pixels are: by 1 over the square root of their share.
     */
    private static Loss loss(Dataset<PhotoMask> photos, int classes) throws DatasetException {
        double[] pixels = new double[classes];
        for (int i = 0; i < photos.size(); i++) {
            for (float label : photos.get(i).mask().data()) {
                if (label != PhotoMask.IGNORED) {
                    pixels[(int) label]++;
                }
            }
        }
        double[] weights = new double[classes];
        for (int k = 0; k < classes; k++) {
            weights[k] = 1 / Math.sqrt(Math.max(1, pixels[k]));
        }
        Loss entropy = new CrossEntropyLoss().weights(weights).ignoreIndex(PhotoMask.IGNORED);
        return (scores, mask) -> {
            Tensor nearest = Resampling.upsampleNearest(mask, scores.dim(2), scores.dim(3));
            return entropy.forward(scores, nearest.to(DType.INT64).squeeze(1));
        };
    }
}
