package dev.gradus.examples.mlp;

import dev.gradus.data.Preparation;
import dev.gradus.data.Sample;
import dev.gradus.examples.training.ClassifierTraining;
import dev.gradus.examples.training.Defaults;
import dev.gradus.examples.training.PictureSet;
import dev.gradus.examples.training.TrainingOptions;
import dev.gradus.layers.Sequential;
import dev.gradus.layers.losses.CrossEntropyLoss;
import dev.gradus.random.Rng;
import dev.gradus.train.ModelFile;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code gradus mlp}: the second step of the ladder. */
@Command(
        name = "mlp",
        sortOptions = false,
        header = "Trains a network of several linear layers, a multi-layer perceptron.",
        description = {
            "%nChecks the gradient of a small one against finite differences, trains, tests. Pictures of cifar10 are"
                    + " mirrored, every second time, so that there are twice as many. Writes model.safetensors,"
                    + " metrics.json, run.json, curves.png, mistakes.png.",
            "%nUnless told otherwise: --layers 256,128 (cifar10: 1024) --epochs 8 (10) --batch 128 --optimizer adamw"
                    + " --lr 0.002 (0.001) --weight-decay 0.05 --schedule one-cycle.%n"
        },
        footer = {
            "%nExamples:",
            "  gradus mlp                                    three layers read digits",
            "  gradus mlp --layers 100,100,100 --activation sigmoid --check     watch the gradient vanish",
            "  gradus mlp --set cifar10                      two layers name pictures"
        })
public final class MlpCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--layers",
            paramLabel = "N,…",
            split = ",",
            description = "Values between the layers: one for two layers, two for three, and so on.")
    private List<Integer> layers;

    @Option(
            names = "--activation",
            paramLabel = "NAME",
            defaultValue = "relu",
            description = "What stands between the layers, relu or sigmoid (${DEFAULT-VALUE}).")
    private Activation activation;

    @Option(
            names = "--dropout",
            paramLabel = "P",
            defaultValue = "0.1",
            description = "The share of values between layers that training leaves out (${DEFAULT-VALUE}).")
    private double dropout;

    @Option(
            names = "--set",
            paramLabel = "NAME",
            defaultValue = "mnist",
            description = "mnist or cifar10 (${DEFAULT-VALUE}).")
    private PictureSet set;

    @Mixin
    private TrainingOptions options;

    private enum Activation {
        RELU,
        SIGMOID
    }

    /** Made by picocli. */
    public MlpCommand() {}

    @Override
    @SuppressWarnings("try") // the backend acts by being open
    public Integer call() throws Exception {
        boolean digits = set == PictureSet.MNIST;
        layers = layers != null ? layers : digits ? List.of(256, 128) : List.of(1024);
        options.resolve(
                Defaults.of(digits ? 8 : 10, 128, digits ? 0.002 : 0.001).rule(Defaults.Rule.adamw(0.999, 0.05)));
        layers.forEach(size -> options.run().requirePositive("--layers", size));
        options.run().require("--dropout", "0 <= P < 1", dropout >= 0 && dropout < 1, dropout);
        try (AutoCloseable backend = options.run().open()) {
            PictureSet.Opened pictures = set.open(options.run());
            Rng rng = Rng.seed(options.run().seed());
            String between = activation.name().toLowerCase(Locale.ROOT);
            Mlp mlp = new Mlp(pictures.size(), layers, pictures.classes().size(), between, dropout);
            Sequential network = mlp.build(rng.split("network"));
            spec.commandLine()
                    .getOut()
                    .println(String.format(
                            Locale.ROOT,
                            "gradient of a small network: right to %.0e against finite differences",
                            Mlp.gradientError(between)));
            ClassifierTraining.Task task = new ClassifierTraining.Task(
                    "mlp",
                    pictures.training(),
                    digits ? pictures.normalization() : mirrored(pictures.normalization(), pictures.side()),
                    ClassifierTraining.Mixing.NONE,
                    pictures.pictures(),
                    network,
                    network,
                    new CrossEntropyLoss(),
                    file -> new ModelFile<>(Mlp.ARCHITECTURE, mlp, network, Map.of(), pictures.classes()).write(file),
                    Map.of(
                            "set",
                            set.toString(),
                            "layers",
                            layers.toString(),
                            "activation",
                            between,
                            "dropout",
                            dropout));
            return new ClassifierTraining(options, task).run(rng);
        }
    }

    private static Preparation<Sample> mirrored(Preparation<Sample> then, int side) {
        return (sample, rng) -> {
            if (rng.nextBoolean()) {
                float[] values = sample.input();
                for (int row = 0; row < values.length; row += side) {
                    for (int x = 0; x < side / 2; x++) {
                        float left = values[row + x];
                        values[row + x] = values[row + side - 1 - x];
                        values[row + side - 1 - x] = left;
                    }
                }
            }
            return then.prepare(sample, rng);
        };
    }
}
