package dev.gradus.examples.mnist;

import dev.gradus.data.Sample;
import dev.gradus.examples.training.ClassifierTest;
import dev.gradus.layers.BatchNorm2d;
import dev.gradus.layers.Conv2d;
import dev.gradus.layers.Flatten;
import dev.gradus.layers.Linear;
import dev.gradus.layers.MaxPool2d;
import dev.gradus.layers.Relu;
import dev.gradus.layers.Sequential;
import dev.gradus.random.Rng;
import dev.gradus.train.Architecture;
import dev.gradus.train.ModelFile;
import dev.gradus.vision.data.Mnist;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The network that reads digits, (N, 1, 28, 28) → scores (N, 10): two 5x5 convolutions with norm, relu and pooling, then
 * two linear layers. It is LeNet-5 (LeCun et al., 1998, doi:10.1109/5.726791) with what came later: relu, max pooling
 * and batch norm.
 */
final class DigitNetwork {
    private static final int CLASSES = 10;
    private static final int SIDE = 28;
    private static final int SHIFT = 2;
    private static final List<String> NAMES =
            IntStream.range(0, CLASSES).mapToObj(Integer::toString).toList();
    private static final Architecture<Config, Sequential> ARCHITECTURE =
            new Architecture<>("digits", Config.class, config -> build(config, Rng.seed(0)));

    private DigitNetwork() {}

    /**
     * What makes the network.
     *
     * @param channels of the first convolution; the second has twice as many
     * @param hidden between the two linear layers
     */
    record Config(int channels, int hidden) {
        /** 16 channels and 128 hidden values: 81,000 parameters. */
        static final Config DEFAULT = new Config(16, 128);
    }

    static Sequential build(Config config, Rng rng) {
        int channels = config.channels;
        return Sequential.named()
                .add("conv1", Conv2d.of(1, channels, 5).bias(false).build(rng.split("conv1")))
                .add("norm1", new BatchNorm2d(channels))
                .add("relu1", new Relu())
                .add("pool1", new MaxPool2d(2)) // 12x12
                .add("conv2", Conv2d.of(channels, 2L * channels, 5).bias(false).build(rng.split("conv2")))
                .add("norm2", new BatchNorm2d(2L * channels))
                .add("relu2", new Relu())
                .add("pool2", new MaxPool2d(2)) // 4x4
                .add("flatten", new Flatten())
                .add("fc1", new Linear(2L * channels * 4 * 4, config.hidden, rng.split("fc1")))
                .add("relu3", new Relu())
                .add("fc2", new Linear(config.hidden, CLASSES, rng.split("fc2")))
                .build();
    }

    /** Centres and scales a digit as the network expects it. */
    static Sample prepare(Sample digit, Rng unused) {
        return moved(digit, 0, 0);
    }

    /** For training: the digit is moved by up to two pixels first, which changes nothing of what it is. */
    static Sample augment(Sample digit, Rng rng) {
        return moved(digit, rng.nextInt(-SHIFT, SHIFT + 1), rng.nextInt(-SHIFT, SHIFT + 1));
    }

    private static Sample moved(Sample digit, int down, int right) {
        float[] input = new float[SIDE * SIDE];
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                int row = y - down;
                int column = x - right;
                boolean inside = row >= 0 && row < SIDE && column >= 0 && column < SIDE;
                float ink = inside ? digit.input()[row * SIDE + column] : 0;
                input[y * SIDE + x] = (ink - Mnist.MEAN) / Mnist.STD;
            }
        }
        return new Sample(input, digit.inputShape(), digit.target(), digit.targetShape());
    }

    /** The test images as the network is shown them. */
    static ClassifierTest.Pictures pictures(Mnist digits) {
        return new ClassifierTest.Pictures(digits, DigitNetwork::prepare, digits::image, NAMES);
    }

    static ModelFile<Config, Sequential> file(Config config, Sequential network) {
        return new ModelFile<>(
                ARCHITECTURE,
                config,
                network,
                Map.of("mean", Float.toString(Mnist.MEAN), "std", Float.toString(Mnist.STD)),
                NAMES);
    }
}
