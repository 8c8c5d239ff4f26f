package dev.gradus.examples.cifar10;

import dev.gradus.examples.training.ClassifierTest;
import dev.gradus.examples.training.ClassifierTraining;
import dev.gradus.examples.training.TrainingOptions;
import dev.gradus.layers.Sequential;
import dev.gradus.layers.losses.CrossEntropyLoss;
import dev.gradus.random.Rng;
import dev.gradus.train.Architecture;
import dev.gradus.train.ModelFile;
import dev.gradus.vision.data.Cifar10;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gradus cifar10}: trains a network to name what is in small colour pictures. */
@Command(
        name = "cifar10",
        sortOptions = false,
        header = "Trains a network to name what is in small colour pictures.",
        description = {
            "%nReads cifar10/cifar-10-batches-bin/ of the data home: 32x32 pictures of ten classes, from airplane to"
                    + " truck. Mirrors and moves the training pictures, trains, tests on pictures that the network has"
                    + " not seen. Writes model.safetensors, metrics.json, metrics.jsonl, run.json, curves.png,"
                    + " mistakes.png, the pictures on which it is most wrong, and checkpoint.safetensors, from which"
                    + " --resume goes on.",
            "%nUnless told otherwise: --epochs 5 (resnet18: 15) --batch 128 --optimizer adamw --lr 0.01 (0.005)"
                    + " --beta2 0.99 --weight-decay 0.05 --schedule one-cycle; fast: --epochs 22 --batch 1024"
                    + " --optimizer muon --momentum 0.6 --lr 0.24 --norm-lr 64 --weight-decay 0.1 --schedule linear"
                    + " --precision bf16, and the test asks for six views of each picture.%n"
        },
        footer = {
            "%nExamples:",
            "  gradus cifar10 --out out/pictures --dashboard",
            "  gradus cifar10 --out out/pictures --resume        after Ctrl-C, a crash or a power cut",
            "  gradus cifar10 --recipe resnet18 --ema 0.995",
            "  gradus cifar10 --recipe fast                      a wide network, in twenty minutes"
        })
public final class Cifar10Command implements Callable<Integer> {
    @Option(
            names = "--recipe",
            paramLabel = "NAME",
            defaultValue = "small",
            description = "The network: ${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
    private Recipe recipe;

    @Mixin
    private TrainingOptions options;

    /** What a model file says of its network. */
    record Config(String recipe) {}

    private static final Architecture<Config, Sequential> ARCHITECTURE = new Architecture<>(
            "cifar10",
            Config.class,
            config -> Recipe.valueOf(config.recipe.toUpperCase(Locale.ROOT)).network(Rng.seed(0)));

    /** Made by picocli. */
    public Cifar10Command() {}

    @Override
    @SuppressWarnings("try") // the backend acts by being open
    public Integer call() throws Exception {
        options.resolve(recipe.defaults());
        try (AutoCloseable backend = options.run().open()) {
            Path home = options.run().dataHome();
            Cifar10 training = Cifar10.open(home, Cifar10.Part.TRAIN);
            Cifar10 test = Cifar10.open(home, Cifar10.Part.TEST);
            options.run().use(home.resolve("cifar10"));
            Rng rng = Rng.seed(options.run().seed());
            Sequential network = recipe.network(rng.split("network"));
            boolean fast = recipe == Recipe.FAST;
            if (fast) {
                FastNetwork.whiten(network, training.map(sample -> Augmentation.NONE.prepare(sample, rng)));
            }
            ClassifierTraining.Task task = new ClassifierTraining.Task(
                    "cifar10",
                    training,
                    recipe.augmentation(options.epochs()),
                    recipe.mixing(options.epochs()),
                    new ClassifierTest.Pictures(test, Augmentation.NONE, test::image, Cifar10.CLASSES),
                    network,
                    fast ? FastNetwork.views(network) : network,
                    new CrossEntropyLoss().labelSmoothing(fast ? 0.2 : 0.1),
                    file -> write(network, file),
                    Map.of("recipe", recipe.toString()));
            return new ClassifierTraining(options, task).run(rng);
        }
    }

    private void write(Sequential network, Path file) throws IOException {
        Map<String, String> preparation = Map.of("mean", Cifar10.MEAN.toString(), "std", Cifar10.STD.toString());
        Config config = new Config(recipe.toString());
        new ModelFile<>(ARCHITECTURE, config, network, preparation, Cifar10.CLASSES).write(file);
    }
}
