package dev.gradus.benchmarks.deeplearning4j;

/** The small classifiers. State dicts: {@code fc1}, {@code fc2}; {@code conv1}, {@code conv2}, {@code fc1}, {@code fc2}. */
final class Classifiers {
    private Classifiers() {}

    /** Linear 784 → 10. */
    static Network softmax(Network network) {
        return network.classify("fc1", "input");
    }

    /** Linear 784 → 256, relu, linear → 10. */
    static Network mlp(Network network) {
        return network.classify("fc2", network.linear("fc1", "input", 256));
    }

    /** Twice conv 5x5, relu and max pool 2, with 16 and 32 channels; linear → 128, relu, linear → 10. */
    static Network lenet(Network network) {
        String first = network.maxPool(network.relu(network.conv("conv1", "input", 16, 5, 1)));
        String second = network.maxPool(network.relu(network.conv("conv2", first, 32, 5, 1)));
        return network.classify("fc2", network.linear("fc1", second, 128));
    }
}
