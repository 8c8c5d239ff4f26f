package dev.gradus.examples.mnist;

import dev.gradus.examples.training.ClassifierTraining;
import dev.gradus.examples.training.Defaults;
import dev.gradus.examples.training.TrainingOptions;
import dev.gradus.layers.Sequential;
import dev.gradus.layers.losses.CrossEntropyLoss;
import dev.gradus.random.Rng;
import dev.gradus.vision.data.Mnist;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code gradus mnist}: trains a small convolutional network to read handwritten digits. */
@Command(
        name = "mnist",
        sortOptions = false,
        header = "Trains a small convolutional network to read handwritten digits.",
        description = {
            "%nReads mnist/ of the data home, or downloads it (11 MB) where it is missing; trains for about a minute; "
                    + "tests on images that the network has not seen. Writes model.safetensors, metrics.json, "
                    + "metrics.jsonl, run.json, curves.png, mistakes.png, the test images on which it is most wrong, and "
                    + "checkpoint.safetensors, from which --resume goes on.",
            "%nUnless told otherwise: --epochs 8 --batch 128 --optimizer adamw --lr 0.006 --weight-decay 0.01"
                    + " --schedule one-cycle.%n"
        },
        footer = {
            "%nExamples:",
            "  gradus mnist --epochs 2 --out out/digits",
            "  gradus mnist --dashboard --validation 0.1"
        })
public final class MnistCommand implements Callable<Integer> {
    private static final Defaults DEFAULTS = Defaults.of(8, 128, 0.006);

    @Mixin
    private TrainingOptions options;

    /** Made by picocli. */
    public MnistCommand() {}

    @Override
    @SuppressWarnings("try") // the backend acts by being open
    public Integer call() throws Exception {
        options.resolve(DEFAULTS);
        try (AutoCloseable backend = options.run().open()) {
            Path home = options.run().dataHome();
            Mnist training = Mnist.open(home, Mnist.Part.TRAIN);
            Mnist test = Mnist.open(home, Mnist.Part.TEST);
            options.run().use(home.resolve("mnist"));
            Rng rng = Rng.seed(options.run().seed());
            Sequential network = DigitNetwork.build(DigitNetwork.Config.DEFAULT, rng.split("network"));
            ClassifierTraining.Task task = new ClassifierTraining.Task(
                    "mnist",
                    training,
                    DigitNetwork::augment,
                    ClassifierTraining.Mixing.NONE,
                    DigitNetwork.pictures(test),
                    network,
                    network,
                    new CrossEntropyLoss(),
                    file -> DigitNetwork.file(DigitNetwork.Config.DEFAULT, network)
                            .write(file),
                    Map.of());
            return new ClassifierTraining(options, task).run(rng);
        }
    }
}
