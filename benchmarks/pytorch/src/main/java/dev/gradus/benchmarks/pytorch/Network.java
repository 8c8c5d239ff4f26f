package dev.gradus.benchmarks.pytorch;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Conv2dImpl;
import org.bytedeco.pytorch.Conv2dOptions;
import org.bytedeco.pytorch.InstanceNorm2dImpl;
import org.bytedeco.pytorch.InstanceNormOptions;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.StringTensorDict;
import org.bytedeco.pytorch.Tensor;

/** A PyTorch module with one tensor in and one out, and the layers that the networks here are made of. */
abstract class Network extends Module {

    abstract Tensor forward(Tensor x);

    /** Copies every parameter from the tensor of its name; other tensors are left out. */
    @SuppressWarnings("try") // the guard works by being open
    void load(Map<String, Tensor> weights) {
        StringTensorDict parameters = named_parameters();
        try (NoGradGuard noGrad = new NoGradGuard()) {
            for (long i = 0; i < parameters.size(); i++) {
                String name = parameters.get(i).key().getString();
                Tensor parameter = parameters.get(i).value();
                Tensor weight = weights.get(name);
                if (weight == null || !Arrays.equals(weight.shape(), parameter.shape())) {
                    throw new IllegalArgumentException("weights: expected %s %s, got %s"
                            .formatted(
                                    name,
                                    Arrays.toString(parameter.shape()),
                                    weight == null ? weights.keySet() : Arrays.toString(weight.shape())));
                }
                parameter.copy_(weight);
            }
        }
    }

    /** The gradients of the last backward, each by its parameter's name. */
    Map<String, Tensor> gradients() {
        StringTensorDict parameters = named_parameters();
        Map<String, Tensor> gradients = new LinkedHashMap<>();
        for (long i = 0; i < parameters.size(); i++) {
            gradients.put(
                    parameters.get(i).key().getString(),
                    parameters.get(i).value().grad());
        }
        return gradients;
    }

    /** A square convolution with bias; an odd kernel at stride 1 keeps the image's size. */
    static Conv2dImpl conv(long in, long out, long kernelSize, long stride) {
        Conv2dOptions options = new Conv2dOptions(in, out, pair(kernelSize));
        options.stride().put(pair(stride));
        options.padding().put(pair(kernelSize / 2));
        return new Conv2dImpl(options);
    }

    /** Instance norm with weight and bias and, as is PyTorch's default, without running statistics. */
    static InstanceNorm2dImpl instanceNorm(long channels) {
        InstanceNormOptions options = new InstanceNormOptions(channels);
        options.affine().put(true);
        return new InstanceNorm2dImpl(options);
    }

    /**
     * Runs {@code body} and frees at once the handles of all tensors it made but its result, as a C++ function's
     * return does: until then a handle keeps its tensor's memory, whether or not backward needs it. The result must
     * own its tensor, which an in-place method's return value does not.
     */
    static Tensor local(Supplier<Tensor> body) {
        PointerScope outer = PointerScope.getInnerScope();
        try (PointerScope scope = new PointerScope()) {
            Tensor result = body.get();
            outer.attach(result); // before detach, which would free what no scope holds
            scope.detach(result);
            return result;
        }
    }

    private static LongPointer pair(long value) {
        return new LongPointer(value, value);
    }
}
