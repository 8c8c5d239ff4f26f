package dev.gradus.catalogue;

import dev.gradus.parity.Torch;
import dev.gradus.parity.Torch.Value;
import dev.gradus.random.Rng;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * One call of an op with inputs of its domain, and the same call in PyTorch. Of several outputs only the first is
 * differentiable.
 */
final class Sample {
    private static final int SEED = 64;
    /** An element costs two runs; larger samples are there for the kernels, not for the formula. */
    private static final int MOST_DIFFERENCES = 160;

    final OpCase row;
    final String label;
    final List<Input> inputs;
    final Function<Tensor[], List<Tensor>> function;
    private final Function<org.bytedeco.pytorch.Tensor[], org.bytedeco.pytorch.Tensor[]> twin;
    private final List<double[]> values = new ArrayList<>();
    private final Map<DType, Torch.Result> expected = new EnumMap<>(DType.class);
    private boolean differences = true;

    Sample(
            OpCase row,
            String label,
            Function<Tensor[], List<Tensor>> function,
            Function<org.bytedeco.pytorch.Tensor[], org.bytedeco.pytorch.Tensor[]> twin,
            Input... inputs) {
        this.row = row;
        this.label = label;
        this.inputs = List.of(inputs);
        this.function = function;
        this.twin = twin;
        Rng rng = Rng.seed(SEED).split(row.signature).split(label);
        for (int i = 0; i < inputs.length; i++) {
            values.add(inputs[i].draw(rng.split(i)));
        }
    }

    double[] values(int input) {
        return values.get(input).clone();
    }

    /** Whether central differences can judge this sample. */
    boolean hasDifferences() {
        return differences && isDifferentiable() && elements() <= MOST_DIFFERENCES;
    }

    long elements() {
        return inputs.stream()
                .filter(Input::isSmooth)
                .mapToLong(input -> input.shape().size())
                .sum();
    }

    void skipDifferences() {
        differences = false;
    }

    boolean isDifferentiable() {
        return row.isDifferentiable() && inputs.stream().anyMatch(Input::isSmooth);
    }

    /** The random weights that backward starts from: never ones, so that errors cannot cancel. */
    double[] seed(Shape output) {
        double[] weights = new double[Math.toIntExact(output.size())];
        Rng.seed(71).split(row.signature).split(label).fillNormal(weights, 0, weights.length, 0, 1);
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) weights[i];
        }
        return weights;
    }

    /** What PyTorch computes, outputs and gradients; run once for each type. */
    synchronized Torch.Result torch(DType dtype) {
        return expected.computeIfAbsent(dtype, this::runTorch);
    }

    private Torch.Result runTorch(DType dtype) {
        ScalarType type = dtype == DType.FLOAT64 ? Torch.FLOAT64 : Torch.FLOAT32;
        List<Torch.Input> arguments = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            arguments.add(inputs.get(i).torch(values.get(i)));
        }
        Torch.Result forward = Torch.runAll(type, arguments, twin);
        if (!isDifferentiable()) {
            return forward;
        }
        Value first = forward.outputs().get(0);
        return Torch.runAll(type, arguments, twin, seed(Shape.of(first.shape())));
    }

    @Override
    public String toString() {
        return row.name() + " / " + label;
    }
}
