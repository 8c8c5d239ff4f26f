package dev.gradus.catalogue;

import dev.gradus.memory.TensorScope;
import dev.gradus.parity.Torch;
import dev.gradus.parity.Torch.Value;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Layout;
import dev.gradus.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntPredicate;

/** What a sample gives on the current backend: its outputs, and the gradient of each input, null where there is none. */
record Outcome(List<Value> outputs, List<Value> gradients) {

    /** How a sample is run; {@link #of} is the ordinary way, the others change one thing. */
    record Way(DType dtype, IntPredicate tracked, IntPredicate channelsLast) {
        static Way of(DType dtype) {
            return new Way(dtype, i -> true, i -> false);
        }

        Way tracking(IntPredicate which) {
            return new Way(dtype, which, channelsLast);
        }

        Way channelsLast(IntPredicate which) {
            return new Way(dtype, tracked, which);
        }

        Layout layout(int input) {
            return channelsLast.test(input) ? Layout.CHANNELS_LAST : Layout.PLAIN;
        }
    }

    static Outcome of(Sample sample, DType dtype) {
        return of(sample, Way.of(dtype), sample.function);
    }

    static Outcome of(Sample sample, Way way) {
        return of(sample, way, sample.function);
    }

    static Outcome of(Sample sample, Way way, Function<Tensor[], List<Tensor>> function) {
        return of(sample, way, function, () -> {});
    }

    /** Runs forward and, if anything is tracked, backward, and leaves nothing behind. */
    @SuppressWarnings("try") // the scope acts by being open
    static Outcome of(Sample sample, Way way, Function<Tensor[], List<Tensor>> function, Runnable beforeReading) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor[] inputs = inputs(sample, way);
            List<Tensor> outputs = function.apply(inputs);
            Tensor first = outputs.get(0);
            if (first.isTracked()) {
                Layout layout = first.rank() == 4 ? way.layout(0) : Layout.PLAIN;
                first.backward(Values.tensor(sample.seed(first.shape()), first.shape(), first.dtype(), layout), false);
            }
            beforeReading.run();
            List<Value> gradients = new ArrayList<>();
            for (Tensor input : inputs) {
                gradients.add(input.grad() == null ? null : Values.of(input.grad()));
            }
            return new Outcome(outputs.stream().map(Values::of).toList(), gradients);
        }
    }

    static Tensor[] inputs(Sample sample, Way way) {
        Tensor[] inputs = new Tensor[sample.inputs.size()];
        for (int i = 0; i < inputs.length; i++) {
            Input input = sample.inputs.get(i);
            Tensor tensor = input.tensor(sample.values(i), way.dtype(), way.layout(i));
            inputs[i] = input.isSmooth() && way.tracked().test(i) ? tensor.tracked("input " + i, null) : tensor;
        }
        return inputs;
    }

    /** Compares with PyTorch: all outputs and all gradients. */
    void assertMatches(Sample sample, Torch.Result expected, double tolerance) {
        for (int i = 0; i < outputs.size(); i++) {
            Values.assertClose(outputs.get(i), expected.outputs().get(i), tolerance, sample + ": output " + i);
        }
        int leaf = 0;
        for (int i = 0; i < gradients.size(); i++) {
            if (sample.inputs.get(i).isSmooth() && sample.isDifferentiable()) {
                Value value = expected.gradients().get(leaf++);
                if (gradients.get(i) == null) {
                    throw new AssertionError(sample + ": no gradient for input " + i);
                }
                Values.assertClose(gradients.get(i), value, tolerance, sample + ": gradient of input " + i);
            } else if (gradients.get(i) != null) {
                throw new AssertionError(sample + ": a gradient for input " + i + ", which has none");
            }
        }
    }

    /** Whether every number is the same, and the same gradients exist. */
    boolean equalsExactly(Outcome other) {
        return equal(outputs, other.outputs) && equal(gradients, other.gradients);
    }

    private static double[] numbers(Value value) {
        return value == null ? null : value.values();
    }

    private static boolean equal(List<Value> a, List<Value> b) {
        for (int i = 0; i < a.size(); i++) {
            if (!Arrays.equals(numbers(a.get(i)), numbers(b.get(i)))) {
                return false;
            }
        }
        return true;
    }

    void assertMatches(Sample sample, Outcome expected, double tolerance) {
        for (int i = 0; i < outputs.size(); i++) {
            Values.assertClose(outputs.get(i), expected.outputs.get(i), tolerance, sample + ": output " + i);
        }
        for (int i = 0; i < gradients.size(); i++) {
            if (gradients.get(i) != null && expected.gradients.get(i) != null) {
                Values.assertClose(
                        gradients.get(i), expected.gradients.get(i), tolerance, sample + ": gradient of input " + i);
            }
        }
    }
}
