package dev.gradus.benchmarks.deeplearning4j;

import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.conf.inputs.InputType;

/** The networks of the comparison, with what they are fed and how many steps make a round. */
enum Workload {
    SOFTMAX(Classifiers::softmax, InputType.feedForward(784), 50),
    MLP(Classifiers::mlp, InputType.feedForward(784), 50),
    LENET(Classifiers::lenet, InputType.convolutional(28, 28, 1), 50),
    RESNET18(ResNet18::add, InputType.convolutional(32, 32, 3), 1),
    UNET(UNet::add, InputType.convolutional(320, 320, 3), 1),
    UNETINFER(UNet::add, InputType.convolutional(320, 320, 3), 1);

    final UnaryOperator<Network> layers;
    final InputType input;
    final int stepsPerRound;

    Workload(UnaryOperator<Network> layers, InputType input, int stepsPerRound) {
        this.layers = layers;
        this.input = input;
        this.stepsPerRound = stepsPerRound;
    }

    boolean trains() {
        return this != UNETINFER;
    }
}
