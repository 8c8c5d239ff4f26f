package dev.gradus.catalogue;

import static dev.gradus.tensor.Tensor.zeros;

import dev.gradus.ops.Activations;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.global.torch;

/** Rows of {@link Activations}. */
final class ActivationCases {
    private static final long[][] SHAPES = {{2, 3, 5}, {}, {1}, {2, 17, 3, 4}, {1, 5, 1, 1}, {33}};
    private static final double[] EXTREMES = {-1000, -100, -30, 30, 100, 1000};

    private ActivationCases() {}

    static List<OpCase> rows() {
        List<OpCase> rows = new ArrayList<>();
        rows.add(pointwise("relu(Tensor)", Activations::relu, torch::relu).pytorch("torch.nn.functional.relu"));
        rows.add(pointwise("sigmoid(Tensor)", Activations::sigmoid, torch::sigmoid)
                .pytorch("torch.nn.functional.sigmoid"));
        rows.add(pointwise("tanh(Tensor)", Activations::tanh, torch::tanh).pytorch("torch.nn.functional.tanh"));
        rows.add(pointwise("softplus(Tensor)", Activations::softplus, torch::softplus)
                .pytorch("torch.nn.functional.softplus"));
        rows.add(pointwise(
                        "leakyRelu(Tensor, double)",
                        x -> Activations.leakyRelu(x, 0.1),
                        t -> torch.leaky_relu(t, new Scalar(0.1)))
                .sample(
                        "negative slope",
                        x -> Activations.leakyRelu(x[0], -0.5),
                        t -> torch.leaky_relu(t[0], new Scalar(-0.5)),
                        Input.spread(0.0125, 3, 5))
                .pytorch("torch.nn.functional.leaky_relu"));
        rows.add(along("softmax", Activations::softmax, torch::softmax).pytorch("torch.nn.functional.softmax"));
        rows.add(along("logSoftmax", Activations::logSoftmax, torch::log_softmax)
                .pytorch("torch.nn.functional.log_softmax"));
        return rows;
    }

    /** A function of each element, at the arguments where such functions go wrong. */
    static OpCase pointwise(
            String signature, UnaryOperator<Tensor> op, UnaryOperator<org.bytedeco.pytorch.Tensor> twin) {
        OpCase row = OpCase.of(signature);
        for (long[] dims : SHAPES) {
            Input x = Input.spread(0.0125, dims);
            row.sample(x.shape().toString(), t -> op.apply(t[0]), t -> twin.apply(t[0]), x);
        }
        return row.sample("normal", t -> op.apply(t[0]), t -> twin.apply(t[0]), Input.normal(4, 7))
                .sample("extremes", t -> op.apply(t[0]), t -> twin.apply(t[0]), Input.values(EXTREMES, 6))
                .withoutDifferences()
                .sample("0", t -> op.apply(t[0]), t -> twin.apply(t[0]), Input.values(new double[] {0, -0.0}, 2))
                .withoutDifferences()
                .bad("expected a floating tensor, got INT64", () -> op.apply(zeros(2).to(DType.INT64)));
    }

    interface Along<T> extends BiFunction<T, Integer, T> {}

    interface TorchAlong {
        org.bytedeco.pytorch.Tensor apply(org.bytedeco.pytorch.Tensor x, long dim);
    }

    /** A function of all elements along a dimension. */
    static OpCase along(String name, Along<Tensor> op, TorchAlong twin) {
        OpCase row = OpCase.of(name + "(Tensor, int)");
        long[][] shapes = {{4, 6}, {2, 3, 5}, {2, 3, 5}, {2, 17, 3, 4}, {2, 3, 4, 5}, {7}, {1}, {3, 1}};
        int[] dims = {1, -1, 0, 1, 2, 0, 0, 1};
        for (int i = 0; i < dims.length; i++) {
            int dim = dims[i];
            Input x = Input.normal(shapes[i]);
            row.sample(x.shape() + " along " + dim, t -> op.apply(t[0], dim), t -> twin.apply(t[0], dim), x);
        }
        double[] far = {1000, 0, -1000, 1000, 1000, 999};
        return row.sample("no overflow", t -> op.apply(t[0], 1), t -> twin.apply(t[0], 1), Input.values(far, 2, 3))
                .withoutDifferences()
                .bad("expected a dim in -2…1 for shape (2, 3), got 2", () -> op.apply(zeros(2, 3), 2))
                .bad("expected a dim in", () -> op.apply(zeros(), 0))
                .bad("expected a floating tensor, got INT64", () -> op.apply(zeros(2).to(DType.INT64), 0));
    }
}
