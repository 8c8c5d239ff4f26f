package dev.gradus.examples.linear;

import dev.gradus.data.DatasetException;
import dev.gradus.examples.ExitCode;
import dev.gradus.examples.training.ClassifierTraining;
import dev.gradus.examples.training.Defaults;
import dev.gradus.examples.training.PictureSet;
import dev.gradus.examples.training.TrainingOptions;
import dev.gradus.layers.Flatten;
import dev.gradus.layers.Linear;
import dev.gradus.layers.Sequential;
import dev.gradus.layers.losses.CrossEntropyLoss;
import dev.gradus.layers.losses.Loss;
import dev.gradus.layers.losses.MultiClassSvmLoss;
import dev.gradus.random.Rng;
import dev.gradus.train.Architecture;
import dev.gradus.train.ModelFile;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code gradus linear}: the first step of the ladder. */
@Command(
        name = "linear",
        sortOptions = false,
        header = "Trains a linear classifier: a template a class, compared with each picture.",
        description = {
            "%nShows a loss and its gradient written out by hand beside automatic differentiation, trains, tests, and"
                    + " tells how well the nearest neighbours do, which learn nothing. Writes templates.png, the weights"
                    + " as pictures, and model.safetensors, metrics.json, run.json, curves.png, mistakes.png.",
            "%nUnless told otherwise: --epochs 12 --batch 100 --optimizer adamw --lr 0.0015 (cifar10: 6 and 0.0003)"
                    + " --weight-decay 0.01 --schedule one-cycle.%n"
        },
        footer = {
            "%nExamples:",
            "  gradus linear                              a softmax classifier of digits",
            "  gradus linear --loss svm --set cifar10     a support-vector machine of pictures"
        })
public final class LinearCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--loss",
            paramLabel = "NAME",
            defaultValue = "softmax",
            description = "softmax or svm (${DEFAULT-VALUE}).")
    private Kind kind;

    @Option(
            names = "--set",
            paramLabel = "NAME",
            defaultValue = "mnist",
            description = "mnist or cifar10 (${DEFAULT-VALUE}).")
    private PictureSet set;

    @Option(
            names = "--neighbours",
            paramLabel = "K",
            defaultValue = "5",
            description = "Neighbours that are asked for comparison; 0 for no comparison (${DEFAULT-VALUE}).")
    private int neighbours;

    @Mixin
    private TrainingOptions options;

    /** What makes scores good. */
    enum Kind {
        SOFTMAX,
        SVM;

        Loss loss() {
            return this == SOFTMAX ? new CrossEntropyLoss() : new MultiClassSvmLoss();
        }
    }

    /** What a model file says of its network. */
    record Config(int inputs, int classes) {}

    private static final Architecture<Config, Sequential> ARCHITECTURE =
            new Architecture<>("linear", Config.class, config -> network(config, Rng.seed(0)));

    /** Made by picocli. */
    public LinearCommand() {}

    private static Sequential network(Config config, Rng rng) {
        return Sequential.named()
                .add("flatten", new Flatten())
                .add("linear", new Linear(config.inputs, config.classes, rng))
                .build();
    }

    @Override
    @SuppressWarnings("try") // the backend acts by being open
    public Integer call() throws Exception {
        boolean digits = set == PictureSet.MNIST;
        options.resolve(Defaults.of(digits ? 12 : 6, 100, digits ? 0.0015 : 0.0003));
        options.run().requirePositive("--neighbours", neighbours + 1.0);
        try (AutoCloseable backend = options.run().open()) {
            PictureSet.Opened pictures = set.open(options.run());
            Rng rng = Rng.seed(options.run().seed());
            Config config = new Config(pictures.size(), pictures.classes().size());
            Sequential network = network(config, rng.split("network"));
            say("%s", Comparison.of(network, kind, pictures, rng.split("comparison")));
            ClassifierTraining.Task task = new ClassifierTraining.Task(
                    "linear",
                    pictures.training(),
                    pictures.normalization(),
                    ClassifierTraining.Mixing.NONE,
                    pictures.pictures(),
                    network,
                    network,
                    kind.loss(),
                    file -> new ModelFile<>(ARCHITECTURE, config, network, Map.of(), pictures.classes()).write(file),
                    Map.of("loss", kind.name().toLowerCase(Locale.ROOT), "set", set.toString()));
            int code = new ClassifierTraining(options, task).run(rng);
            if (code == ExitCode.DONE) {
                Templates.of((Linear) network.children().get("linear"), pictures)
                        .writePng(options.out().resolve("templates.png"));
                askNeighbours(pictures);
            }
            return code;
        }
    }

    private void askNeighbours(PictureSet.Opened pictures) throws DatasetException {
        int k = Math.min(neighbours, pictures.training().size());
        if (k > 0) {
            try (Neighbours all =
                    new Neighbours(pictures.training(), pictures.classes().size())) {
                say("for comparison, the %d nearest neighbours: %.4f", k, all.accuracy(pictures.test(), k));
            }
        }
    }

    private void say(String format, Object... values) {
        spec.commandLine().getOut().println(String.format(Locale.ROOT, format, values));
        spec.commandLine().getOut().flush();
    }
}
