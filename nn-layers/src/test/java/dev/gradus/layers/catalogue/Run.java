package dev.gradus.layers.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradus.layers.Module;
import dev.gradus.layers.catalogue.LayerCase.Input;
import dev.gradus.parity.Torch;
import dev.gradus.random.Rng;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.pytorch.AbstractTensor;
import org.bytedeco.pytorch.StringTensorDict;

/** What a module or its twin gives: output, gradients of the floating inputs and of the parameters, and its buffers. */
record Run(
        Torch.Value output,
        List<Torch.Value> inputGradients,
        Map<String, Torch.Value> parameterGradients,
        Map<String, Torch.Value> buffers) {

    /** The random weights that backward starts from: never ones, so that errors cannot cancel. */
    private static double[] seed(int count) {
        double[] weights = new double[count];
        Rng.seed(17).fillNormal(weights, 0, count, 0, 1);
        return weights;
    }

    static Run of(LayerCase row, Module module, DType dtype) {
        Tensor[] x = row.inputs.stream()
                .map(input -> input.isFloating() ? input.tensor(dtype).tracked() : input.tensor(dtype))
                .toArray(Tensor[]::new);
        module.zeroGrad();
        Tensor y = row.run(module, x);
        if (y.isTracked()) {
            double[] weights = seed(Math.toIntExact(y.size()));
            y.backward(Tensor.of(weights, y.shape()).to(dtype), false);
        }
        List<Torch.Value> inputs = new ArrayList<>();
        for (Tensor input : x) {
            if (input.isTracked()) {
                inputs.add(input.grad() == null ? null : value(input.grad()));
            }
        }
        Map<String, Torch.Value> parameters = new TreeMap<>();
        module.namedParameters().forEach((name, parameter) -> {
            if (parameter.grad() != null) {
                parameters.put(name, value(parameter.grad()));
            }
        });
        Map<String, Torch.Value> buffers = new TreeMap<>();
        module.namedBuffers().forEach((name, buffer) -> buffers.put(name, value(buffer.value())));
        return new Run(value(y), inputs, parameters, buffers);
    }

    private static Torch.Value value(Tensor tensor) {
        return new Torch.Value(tensor.toDoubleArray(), tensor.shape().dims());
    }

    /** Runs the twin in FLOAT64 with the values of this module. */
    static Run ofTwin(LayerCase row, Module module) {
        Map<String, Torch.Value> state = new TreeMap<>();
        module.stateDict().forEach((name, tensor) -> state.put(name, value(tensor)));
        return Torch.call(() -> {
            org.bytedeco.pytorch.Module twin = row.twin().make().get();
            twin.to(Torch.FLOAT64, false);
            twin.train(module.isTraining());
            Map<String, org.bytedeco.pytorch.Tensor> parameters = named(twin.named_parameters());
            Map<String, org.bytedeco.pytorch.Tensor> buffers = named(twin.named_buffers());
            Map<String, org.bytedeco.pytorch.Tensor> all = new TreeMap<>(parameters);
            all.putAll(buffers);
            assertThat(state.keySet()).as("the names of %s", row).isEqualTo(all.keySet());
            all.forEach((name, tensor) -> {
                Torch.Value own = state.get(name);
                assertThat(own.shape()).as("%s of %s", name, row).isEqualTo(tensor.shape());
                tensor.detach().copy_(AbstractTensor.create(own.values(), own.shape()));
            });
            org.bytedeco.pytorch.Tensor[] x =
                    row.inputs.stream().map(Run::tensor).toArray(org.bytedeco.pytorch.Tensor[]::new);
            org.bytedeco.pytorch.Tensor y = row.twin().forward().apply(twin, x);
            if (y.requires_grad()) {
                double[] weights = seed(Math.toIntExact(y.numel()));
                y.mul(AbstractTensor.create(weights, y.shape())).sum().backward();
            }
            List<Torch.Value> inputs = new ArrayList<>();
            for (org.bytedeco.pytorch.Tensor input : x) {
                if (input.requires_grad()) {
                    inputs.add(input.grad().defined() ? Torch.value(input.grad()) : null);
                }
            }
            return new Run(Torch.value(y), inputs, gradients(parameters), values(buffers));
        });
    }

    private static org.bytedeco.pytorch.Tensor tensor(Input input) {
        org.bytedeco.pytorch.Tensor values =
                AbstractTensor.create(input.values(), input.shape().dims());
        return input.isFloating()
                ? values.set_requires_grad(true)
                : values.to(org.bytedeco.pytorch.global.torch.ScalarType.Long);
    }

    private static Map<String, org.bytedeco.pytorch.Tensor> named(StringTensorDict dict) {
        Map<String, org.bytedeco.pytorch.Tensor> found = new TreeMap<>();
        for (long i = 0; i < dict.size(); i++) {
            found.put(dict.get(i).key().getString(), dict.get(i).value());
        }
        return found;
    }

    private static Map<String, Torch.Value> gradients(Map<String, org.bytedeco.pytorch.Tensor> parameters) {
        Map<String, Torch.Value> found = new TreeMap<>();
        parameters.forEach((name, parameter) -> {
            if (parameter.grad().defined()) {
                found.put(name, Torch.value(parameter.grad()));
            }
        });
        return found;
    }

    private static Map<String, Torch.Value> values(Map<String, org.bytedeco.pytorch.Tensor> tensors) {
        Map<String, Torch.Value> found = new TreeMap<>();
        tensors.forEach((name, tensor) -> found.put(name, Torch.value(tensor)));
        return found;
    }

    // ---- comparing

    void assertClose(Run expected, double tolerance, String what) {
        close(output, expected.output, tolerance, what + ": output");
        for (int i = 0; i < inputGradients.size(); i++) {
            close(inputGradients.get(i), expected.inputGradients.get(i), tolerance, what + ": gradient of input " + i);
        }
        close(parameterGradients, expected.parameterGradients, tolerance, what + ": gradient of ");
        close(buffers, expected.buffers, tolerance, what + ": ");
    }

    private static void close(
            Map<String, Torch.Value> actual, Map<String, Torch.Value> expected, double tolerance, String what) {
        assertThat(actual.keySet()).as(what).isEqualTo(expected.keySet());
        actual.forEach((name, value) -> close(value, expected.get(name), tolerance, what + name));
    }

    static void close(Torch.Value actual, Torch.Value expected, double tolerance, String what) {
        assertThat(actual == null).as("whether there is none, %s", what).isEqualTo(expected == null);
        if (actual != null) {
            assertThat(Shape.of(actual.shape())).as(what).isEqualTo(Shape.of(expected.shape()));
            assertThat(relativeError(actual.values(), expected.values()))
                    .as(what)
                    .isLessThanOrEqualTo(tolerance);
        }
    }

    static double relativeError(double[] actual, double[] expected) {
        double difference = 0;
        double largest = 1e-3;
        for (int i = 0; i < expected.length; i++) {
            double d = Double.compare(actual[i], expected[i]) == 0 ? 0 : Math.abs(actual[i] - expected[i]);
            difference = Double.isNaN(d) ? Double.POSITIVE_INFINITY : Math.max(difference, d);
            largest = Math.max(largest, Math.abs(expected[i]));
        }
        return difference / largest;
    }
}
