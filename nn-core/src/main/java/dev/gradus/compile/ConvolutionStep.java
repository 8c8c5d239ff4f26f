package dev.gradus.compile;

import dev.gradus.backend.Backend;
import dev.gradus.backend.PreparedConv2d;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.List;

/** A convolution whose weights are ready, with what has been fused into it. */
final class ConvolutionStep extends Step {
    private final PreparedConv2d convolution;
    private final String name;
    private final Shape weight;
    private final Value.Use x;
    private final Value.Use sum;
    private final Value result;

    /**
     * Describes the call.
     *
     * @param convolution what is run
     * @param name the kernels in it, such as {@code conv2d+mul+add+relu}
     * @param weight the shape of the weights
     * @param x the input
     * @param sum what the result is added to, whose memory it takes; or null
     * @param result what is computed
     */
    ConvolutionStep(PreparedConv2d convolution, String name, Shape weight, Value.Use x, Value.Use sum, Value result) {
        this.convolution = convolution;
        this.name = name;
        this.weight = weight;
        this.x = x;
        this.sum = sum;
        this.result = result;
    }

    @Override
    List<Value.Use> uses() {
        return sum == null ? List.of(x) : List.of(x, sum);
    }

    @Override
    List<Value> results() {
        return List.of(result);
    }

    @Override
    void run(Backend backend, Tensor[] tensors) {
        Tensor input = x.in(tensors);
        Tensor into = null;
        if (sum != null) {
            into = tensors[sum.value().slot()];
            tensors[sum.value().slot()] = null;
        }
        Tensor y = convolution.run(input, into);
        x.release(input, tensors);
        put(result, y, tensors);
    }

    @Override
    void close() {
        convolution.close();
    }

    @Override
    String text() {
        return name + "(" + x + (sum == null ? "" : ", into " + sum) + ", weight " + weight + ")";
    }
}
