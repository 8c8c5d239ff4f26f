package dev.gradus.examples.cifar10;

import dev.gradus.examples.Arithmetic;
import dev.gradus.examples.training.ClassifierTraining;
import dev.gradus.examples.training.Defaults;
import dev.gradus.layers.BasicBlock;
import dev.gradus.layers.BatchNorm2d;
import dev.gradus.layers.Conv2d;
import dev.gradus.layers.Flatten;
import dev.gradus.layers.GlobalAvgPool2d;
import dev.gradus.layers.Layer;
import dev.gradus.layers.Linear;
import dev.gradus.layers.MaxPool2d;
import dev.gradus.layers.Relu;
import dev.gradus.layers.Sequential;
import dev.gradus.random.Rng;
import dev.gradus.vision.augment.CutMix;
import java.util.Locale;

/** A network for pictures of 32x32, (N, 3, 32, 32) → scores (N, 10), and how it is trained. */
enum Recipe {
    /** Four convolutions and one residual block, 0.5 million parameters. */
    SMALL,
    /** The residual network of 18 layers, 11 million parameters: He et al., 2015, arXiv:1512.03385. */
    RESNET18,
    /** {@link FastNetwork}. */
    FAST;

    private static final int CLASSES = 10;

    Defaults defaults() {
        return switch (this) {
            case SMALL -> Defaults.of(5, 128, 0.01).rule(Defaults.Rule.adamw(0.99, 0.05));
            case RESNET18 -> Defaults.of(15, 128, 0.005).rule(Defaults.Rule.adamw(0.99, 0.05));
            case FAST ->
                Defaults.of(22, 1024, 0.24)
                        .rule(Defaults.Rule.muon(0.6, 0.1, 64))
                        .precision(Arithmetic.BF16);
        };
    }

    /** What pictures go through in a training of so many epochs. */
    Augmentation augmentation(int epochs) {
        return this == FAST ? new Augmentation(3, true, epochs * 3 / 4) : new Augmentation(4, false, 0);
    }

    /** What mixes pictures in a training of so many epochs. */
    ClassifierTraining.Mixing mixing(int epochs) {
        return this == FAST
                ? (plain, pictures) -> new CutMix(plain, pictures, CLASSES, 0.5, epochs * 5 / 6)
                : ClassifierTraining.Mixing.NONE;
    }

    Sequential network(Rng rng) {
        return switch (this) {
            case SMALL -> small(rng);
            case RESNET18 -> resnet18(rng);
            case FAST -> FastNetwork.build(rng);
        };
    }

    private static Sequential small(Rng rng) {
        return Sequential.named()
                .add("conv1", convolution(3, 32, rng.split("conv1")))
                .add("pool1", new MaxPool2d(2)) // 16x16
                .add("conv2", convolution(32, 64, rng.split("conv2")))
                .add("conv3", convolution(64, 64, rng.split("conv3")))
                .add("pool2", new MaxPool2d(2)) // 8x8
                .add("conv4", convolution(64, 128, rng.split("conv4")))
                .add("block", new BasicBlock(128, 128, 1, rng.split("block")))
                .add("pool3", new GlobalAvgPool2d())
                .add("flatten", new Flatten())
                .add("fc", new Linear(128, CLASSES, rng.split("fc")))
                .build();
    }

    private static Sequential resnet18(Rng rng) {
        Sequential.Builder network = Sequential.named().add("stem", convolution(3, 64, rng.split("stem")));
        int channels = 64;
        for (int i = 0; i < 8; i++) {
            int out = 64 << (i / 2);
            Layer block = new BasicBlock(channels, out, out == channels ? 1 : 2, rng.split("block" + i));
            network.add("block" + i, block);
            channels = out;
        }
        return network.add("pool", new GlobalAvgPool2d())
                .add("flatten", new Flatten())
                .add("fc", new Linear(channels, CLASSES, rng.split("fc")))
                .build();
    }

    /** A 3x3 convolution, norm and relu. */
    private static Layer convolution(int in, int out, Rng rng) {
        return new Sequential(
                Conv2d.of(in, out, 3).padding(1).bias(false).build(rng), new BatchNorm2d(out), new Relu());
    }

    /** The name on the command line and in files. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
