package dev.gradus.benchmarks;

import dev.gradus.layers.Layer;
import dev.gradus.layers.losses.BceWithLogitsLoss;
import dev.gradus.layers.losses.CrossEntropyLoss;
import dev.gradus.layers.losses.CtcLoss;
import dev.gradus.layers.losses.Loss;
import dev.gradus.layers.losses.MseLoss;
import dev.gradus.random.Rng;
import dev.gradus.tensor.Shape;
import java.util.Locale;
import java.util.function.Function;

/** What the bench times: a network, the batch it is fed, and how many steps make a round. */
@SuppressWarnings("ImmutableEnumChecker") // functions and shapes never change
enum Workload {
    SOFTMAX(Models::softmax, 50, 64, 784),
    MLP(Models::mlp, 50, 64, 784),
    LENET(Models::lenet, 50, 64, 1, 28, 28),
    /** Sequences (T, N, features). */
    GRU(Models::gru, 50, 17, 32, 128),
    /** The loss of sequences of eight labels. */
    CTC(Models::ctc, 50, 64, 32, Batch.LABELS),
    RESNET18(Models::resnet18, 1, 64, 3, 32, 32),
    UNET(Models::unet, 1, 2, 3, 320, 320),
    /** The U-Net's forward pass alone, without gradients. */
    UNETINFER(Models::unet, 1, 2, 3, 320, 320);

    private final Function<Rng, Layer> network;
    private final int stepsPerRound;
    private final Shape input;

    Workload(Function<Rng, Layer> network, int stepsPerRound, long... input) {
        this.network = network;
        this.stepsPerRound = stepsPerRound;
        this.input = Shape.of(input);
    }

    Layer network(Rng rng) {
        return network.apply(rng);
    }

    int stepsPerRound() {
        return stepsPerRound;
    }

    Shape input() {
        return input;
    }

    /** Whether it predicts a mask of one channel, and not one of ten classes. */
    boolean segments() {
        return this == UNET || this == UNETINFER;
    }

    /**
     * Timed rounds of one turn in a comparison: some ten thousand steps of the smallest networks, for until then the
     * JVM still compiles.
     */
    int comparedRounds() {
        return switch (this) {
            case SOFTMAX, MLP, CTC -> 200;
            case LENET, GRU -> 20;
            default -> 5;
        };
    }

    /** The same for a contestant that takes one short turn. */
    int shortRounds() {
        return switch (this) {
            case SOFTMAX, MLP -> 20;
            default -> 2;
        };
    }

    boolean trains() {
        return this != UNETINFER;
    }

    /** Whether it predicts values for each step of a sequence. */
    boolean regresses() {
        return this == GRU;
    }

    /** Whether it finds labels in a sequence. */
    boolean labels() {
        return this == CTC;
    }

    /** Whether deeplearning4j has it too. */
    boolean isInDeepLearning4j() {
        return !regresses() && !labels();
    }

    Loss loss() {
        if (regresses()) {
            return new MseLoss();
        }
        if (labels()) {
            return new CtcLoss();
        }
        return segments() ? new BceWithLogitsLoss() : new CrossEntropyLoss();
    }

    /** The name on the command line and in the output. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
