package dev.gradus.backend;

import dev.gradus.tensor.Tensor;

/** A prepared convolution on a backend that has no kernel for it: one kernel after the other. */
final class ComposedConv2d implements PreparedConv2d {
    private final Backend backend;
    private final Tensor weight;
    private final Tensor bias;
    private final Window window;
    private final boolean relu;

    ComposedConv2d(Backend backend, Tensor weight, Tensor bias, Window window, boolean relu) {
        this.backend = backend;
        this.weight = weight.alias().moveTo(null);
        this.bias = bias == null ? null : bias.alias().moveTo(null);
        this.window = window;
        this.relu = relu;
    }

    @Override
    public Tensor run(Tensor x, Tensor sum) {
        Tensor y = backend.conv2d(x, weight, bias, window);
        if (sum != null) {
            backend.addInPlace(sum, y);
            y.free();
            y = sum;
        }
        if (!relu) {
            return y;
        }
        Tensor positive = backend.map(Unary.RELU, y, 0, 0);
        y.free();
        return positive;
    }

    @Override
    public void close() {
        weight.free();
        if (bias != null) {
            bias.free();
        }
    }
}
