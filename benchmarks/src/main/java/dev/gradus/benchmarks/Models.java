package dev.gradus.benchmarks;

import dev.gradus.layers.Conv2d;
import dev.gradus.layers.Flatten;
import dev.gradus.layers.Layer;
import dev.gradus.layers.Linear;
import dev.gradus.layers.LogSoftmax;
import dev.gradus.layers.MaxPool2d;
import dev.gradus.layers.Relu;
import dev.gradus.layers.Sequential;
import dev.gradus.random.Rng;
import dev.gradus.vision.models.UNet;

/** The networks of the bench, of public layers only; their state dicts have the names of the peers'. */
public final class Models {
    private Models() {}

    /** A linear classifier, (N, 784) → (N, 10). */
    public static Layer softmax(Rng rng) {
        return Sequential.named()
                .add("fc1", new Linear(784, 10, rng.split("fc1")))
                .build();
    }

    /** One hidden layer, (N, 784) → (N, 10). */
    public static Layer mlp(Rng rng) {
        return Sequential.named()
                .add("fc1", new Linear(784, 256, rng.split("fc1")))
                .add("relu", new Relu())
                .add("fc2", new Linear(256, 10, rng.split("fc2")))
                .build();
    }

    /** Two convolutions and two linear layers, (N, 1, 28, 28) → (N, 10). */
    public static Layer lenet(Rng rng) {
        return Sequential.named()
                .add("conv1", Conv2d.of(1, 16, 5).padding(2).build(rng.split("conv1")))
                .add("relu1", new Relu())
                .add("pool1", new MaxPool2d(2))
                .add("conv2", Conv2d.of(16, 32, 5).padding(2).build(rng.split("conv2")))
                .add("relu2", new Relu())
                .add("pool2", new MaxPool2d(2))
                .add("flatten", new Flatten())
                .add("fc1", new Linear(32 * 7 * 7, 128, rng.split("fc1")))
                .add("relu3", new Relu())
                .add("fc2", new Linear(128, 10, rng.split("fc2")))
                .build();
    }

    /** Eight residual blocks, (N, 3, 32, 32) → (N, 10). */
    public static Layer resnet18(Rng rng) {
        return new ResNet18(rng);
    }

    /** Two layers of GRU in both directions, (T, N, 128) → (T, N, 256). */
    public static Layer gru(Rng rng) {
        return new GruNetwork(rng);
    }

    /** A linear layer's log probabilities of 37 labels, of which 0 is the blank, (T, N, 37) → (T, N, 37). */
    public static Layer ctc(Rng rng) {
        return Sequential.named()
                .add("fc", new Linear(Batch.LABELS, Batch.LABELS, rng.split("fc")))
                .add("softmax", new LogSoftmax(2))
                .build();
    }

    /** Four resolutions of residual blocks, (N, 3, H, W) → (N, 1, H, W). */
    public static Layer unet(Rng rng) {
        return new UNet(UNet.Config.of(3, 1), rng);
    }
}
