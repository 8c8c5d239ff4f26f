package dev.gradus.examples.voc;

import dev.gradus.data.Dataset;
import dev.gradus.data.Sample;
import dev.gradus.examples.training.Defaults;
import dev.gradus.examples.training.TrainingOptions;
import dev.gradus.layers.LayerNorm;
import dev.gradus.layers.Linear;
import dev.gradus.layers.Sequential;
import dev.gradus.ops.ClassificationLosses;
import dev.gradus.random.Rng;
import dev.gradus.tensor.Tensor;
import dev.gradus.train.Architecture;
import dev.gradus.train.ModelFile;
import dev.gradus.vision.augment.Geometry;
import dev.gradus.vision.augment.Light;
import dev.gradus.vision.augment.PairTransform;
import dev.gradus.vision.data.PhotoMask;
import dev.gradus.vision.data.Voc;
import dev.gradus.vision.models.ImageNetClassifier;
import dev.gradus.vision.models.SqueezeNet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code gradus voc classify}: learns which of twenty things are on a photograph. */
@Command(
        name = "classify",
        sortOptions = false,
        header = "Learns which of several things are on a photograph.",
        description = {
            "%nReads Pascal VOC, or a folder in its layout, in which annotations name what is on each photograph. What"
                    + " ImageNet's thousand classes say of a photograph (SqueezeNet 1.1, weights/ of the data home)"
                    + " stays as it is; a linear layer learns from it which of the folder's classes are there. Prints"
                    + " the average precision of each on the part 'val', and their mean beside that of constant scores."
                    + " Writes model.safetensors, metrics.json, metrics.jsonl, run.json, curves.png, photos.png, and"
                    + " checkpoint.safetensors, from which --resume goes on.",
            "%nUnless told otherwise: --epochs 30 --batch 8 --optimizer adamw --lr 0.002 --weight-decay 0.1 --schedule"
                    + " one-cycle.%n"
        },
        footer = {"%nExample:  gradus voc classify --dashboard"})
public final class VocClassifyCommand implements Callable<Integer> {
    private static final Defaults DEFAULTS =
            Defaults.of(30, 8, 0.002).rule(Defaults.Rule.adamw(0.999, 0.1)).folder("voc-classify");
    private static final int IMAGENET = 1000;
    private static final SqueezeNet.Config FEATURES = new SqueezeNet.Config("1.1", IMAGENET);
    private static final PairTransform CHANGE =
            Geometry.flipHorizontal(0.5).then(Geometry.affine(10, 0.1, 1.3, 0)).then(Light.colourJitter(0.2, 8));
    /** For model files. */
    static final Architecture<Config, Sequential> ARCHITECTURE = new Architecture<>(
            "voc-classifier",
            Config.class,
            config -> network(config, new SqueezeNet(FEATURES, Rng.seed(0)), Rng.seed(0)));

    @Spec
    private CommandSpec spec;

    @Mixin
    private PhotoOptions photos;

    @Mixin
    private TrainingOptions options;

    /** What a model file says of its network. */
    record Config(int classes) {}

    /** Made by picocli. */
    public VocClassifyCommand() {}

    private static Sequential network(Config config, SqueezeNet imagenet, Rng rng) {
        Sequential network = Sequential.named()
                .add("imagenet", imagenet)
                .add("norm", LayerNorm.of(IMAGENET).elementwiseAffine(false).build())
                .add("classes", new Linear(IMAGENET, config.classes, rng.split("classes")))
                .build();
        network.freeze("imagenet.*");
        return network;
    }

    @Override
    @SuppressWarnings("try") // the backend acts by being open
    public Integer call() throws Exception {
        options.resolve(DEFAULTS);
        try (AutoCloseable backend = options.run().open()) {
            Voc training = photos.open(options.run(), Voc.Task.DETECTION, "train");
            Voc validation = photos.open(options.run(), Voc.Task.DETECTION, "val");
            Rng rng = Rng.seed(options.run().seed());
            List<String> classes = training.classes();
            Config config = new Config(classes.size());
            SqueezeNet imagenet =
                    ImageNetClassifier.open(options.run().dataHome(), "1.1").network();
            Sequential network = network(config, imagenet, rng.split("network"));
            Dataset<PhotoMask> seen = photos.squares(validation);
            PhotoTraining.Task task = new PhotoTraining.Task(
                    "voc classify",
                    photos.squares(training),
                    (photo, chance) -> sample(CHANGE.apply(photo, chance), classes.size()),
                    (photo, chance) -> sample(photo, classes.size()),
                    network,
                    VocClassifyCommand::loss,
                    () -> PresenceTest.of(network, seen, classes),
                    file -> new ModelFile<>(ARCHITECTURE, config, network, photos.preparation(), classes).write(file),
                    Map.of("side", photos.side()));
            return new PhotoTraining(options, task, spec.commandLine().getOut()).run(rng);
        }
    }

    /** The target says of each class whether it is there; a half where that is difficult to say. */
    private static Sample sample(PhotoMask photo, int classes) {
        float[] presence = Voc.presence(photo.boxes(), classes);
        for (int k = 0; k < classes; k++) {
            presence[k] = Float.isNaN(presence[k]) ? 0.5f : presence[k];
        }
        return new Sample(
                ImageNetClassifier.values(photo.photo()), photo.photo().shape(), presence, new long[] {classes});
    }

    /** A yes or no for each class, so binary cross-entropy; what is difficult to say weighs nothing. */
    private static Tensor loss(Tensor scores, Tensor presence) {
        Tensor weight = presence.mul(2).sub(1).square();
        return ClassificationLosses.weightedBinaryCrossEntropyWithLogits(scores, presence, weight);
    }
}
