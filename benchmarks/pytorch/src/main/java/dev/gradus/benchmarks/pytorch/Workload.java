package dev.gradus.benchmarks.pytorch;

import java.util.function.Supplier;

/** The networks of the comparison, with the shapes they are fed and how many steps make a round. */
enum Workload {
    SOFTMAX(Perceptron::softmax, 50, 64, 784),
    MLP(Perceptron::mlp, 50, 64, 784),
    LENET(LeNet::new, 50, 64, 1, 28, 28),
    GRU(GruNetwork::new, 50, 17, 32, 128),
    CTC(CtcNetwork::new, 50, 64, 32, 37),
    RESNET18(ResNet18::new, 1, 64, 3, 32, 32),
    UNET(UNet::new, 1, 2, 3, 320, 320),
    UNETINFER(UNet::new, 1, 2, 3, 320, 320);

    final Supplier<Network> network;
    final int stepsPerRound;
    private final long[] inputShape;

    Workload(Supplier<Network> network, int stepsPerRound, long... inputShape) {
        this.network = network;
        this.stepsPerRound = stepsPerRound;
        this.inputShape = inputShape;
    }

    /** Whether it predicts a mask of one channel, and not one of ten classes. */
    boolean segments() {
        return this == UNET || this == UNETINFER;
    }

    /** Whether it predicts values for each step of a sequence. */
    boolean regresses() {
        return this == GRU;
    }

    /** Whether it finds labels in a sequence. */
    boolean labels() {
        return this == CTC;
    }

    boolean trains() {
        return this != UNETINFER;
    }

    long[] inputShape() {
        return inputShape.clone();
    }
}
