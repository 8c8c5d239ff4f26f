package dev.gradus.examples.linear;

import dev.gradus.data.Batch;
import dev.gradus.data.DataLoader;
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
import dev.gradus.memory.TensorScope;
import dev.gradus.random.Rng;
import dev.gradus.tensor.Tensor;
import dev.gradus.train.Architecture;
import dev.gradus.train.ModelFile;
import dev.gradus.vision.draw.ContactSheet;
import dev.gradus.vision.image.Image;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.nd4j.linalg.api.ndarray.INDArray;
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
    private static final int TEMPLATE = 128;

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

    private enum Kind {
        SOFTMAX,
        SVM
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
            Loss loss = kind == Kind.SOFTMAX ? new CrossEntropyLoss() : new MultiClassSvmLoss();
            compare(network, loss, pictures, rng.split("comparison"));
            ClassifierTraining.Task task = new ClassifierTraining.Task(
                    "linear",
                    pictures.training(),
                    pictures.normalization(),
                    pictures.pictures(),
                    network,
                    network,
                    loss,
                    file -> new ModelFile<>(ARCHITECTURE, config, network, Map.of(), pictures.classes()).write(file),
                    Map.of("loss", kind.name().toLowerCase(Locale.ROOT), "set", set.toString()));
            int code = new ClassifierTraining(options, task).run(rng);
            if (code == ExitCode.DONE) {
                drawTemplates(
                        (Linear) network.children().get("linear"),
                        pictures,
                        options.out().resolve("templates.png"));
                askNeighbours(pictures);
            }
            return code;
        }
    }

    /** The loss and its gradients of one batch, by hand and by the engine. */
    @SuppressWarnings("try") // the scope acts by being open
    private void compare(Sequential network, Loss loss, PictureSet.Opened pictures, Rng rng) throws DatasetException {
        DataLoader.Options first =
                DataLoader.batchSize(Math.min(100, pictures.training().size()));
        try (TensorScope scope = TensorScope.open();
                DataLoader loader = DataLoader.of(pictures.training(), pictures.normalization(), first, rng)) {
            Batch batch = loader.epoch(0).next();
            Linear linear = (Linear) network.children().get("linear");
            Tensor value = loss.forward(network.forward(batch.input()), batch.target());
            value.backward();

            INDArray x = batch.input().reshape(batch.size(), -1).data();
            INDArray w = linear.weight().memory().data();
            INDArray b = linear.bias().memory().reshape(1, -1).data();
            int[] y = Arrays.stream(batch.target().toLongArray())
                    .mapToInt(i -> (int) i)
                    .toArray();
            ByHand byHand = kind == Kind.SOFTMAX ? ByHand.softmax(x, w, b, y) : ByHand.svm(x, w, b, y);

            double weights = byHand.weight()
                    .sub(linear.weight().grad().data())
                    .amaxNumber()
                    .doubleValue();
            double biases = byHand.bias()
                    .sub(linear.bias().grad().reshape(1, -1).data())
                    .amaxNumber()
                    .doubleValue();
            say(
                    "by hand:          loss %.6f, gradient's norm %.6f",
                    byHand.loss(), byHand.weight().norm2Number().doubleValue());
            say(
                    "by the engine:    loss %.6f, the gradients differ by at most %.1e",
                    value.item(), Math.max(weights, biases));
            network.zeroGrad();
        }
    }

    /** What each class looks for: the weights as pictures, each from its least to its largest value. */
    private static void drawTemplates(Linear linear, PictureSet.Opened pictures, Path file) throws IOException {
        ContactSheet sheet = new ContactSheet(5, TEMPLATE);
        float[] weights = linear.weight().memory().toFloatArray();
        for (int k = 0; k < pictures.classes().size(); k++) {
            float[] template = Arrays.copyOfRange(weights, k * pictures.size(), (k + 1) * pictures.size());
            float low = Float.POSITIVE_INFINITY;
            float high = Float.NEGATIVE_INFINITY;
            for (float value : template) {
                low = Math.min(low, value);
                high = Math.max(high, value);
            }
            for (int i = 0; i < template.length; i++) {
                template[i] = (template[i] - low) / (high - low);
            }
            Image image = Image.of(pictures.channels(), pictures.side(), pictures.side(), template);
            sheet.add(image, pictures.classes().get(k));
        }
        sheet.writePng(file);
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
