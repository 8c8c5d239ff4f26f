package dev.gradus.catalogue;

import static dev.gradus.tensor.Tensor.zeros;

import dev.gradus.ops.Activations;
import dev.gradus.random.Rng;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.AbstractTensor;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.global.torch;

/** Rows of {@link Activations}: the descendants of the rectifier, and gates. */
final class RectifierCases {
    private static final String FUNCTIONAL = "torch.nn.functional.";
    /** Where the piecewise functions have their corners. */
    private static final double[] CORNERS = {-3, -1, -0.5, 0, 0.75, 1, 2, 3, 6};

    private RectifierCases() {}

    static List<OpCase> rows() {
        List<OpCase> rows = new ArrayList<>();
        rows.add(row("relu6(Tensor)", Activations::relu6, torch::relu6, "relu6"));
        rows.add(row("selu(Tensor)", Activations::selu, torch::selu, "selu"));
        rows.add(row("gelu(Tensor)", Activations::gelu, t -> torch.gelu(t, "none"), "gelu"));
        rows.add(row("geluTanh(Tensor)", Activations::geluTanh, t -> torch.gelu(t, "tanh"), "gelu"));
        rows.add(row("silu(Tensor)", Activations::silu, torch::silu, "silu"));
        rows.add(row("mish(Tensor)", Activations::mish, torch::mish, "mish"));
        // Not by PyTorch's own, whose gradient has 1/6 in FLOAT32 whatever the type.
        rows.add(row(
                "hardSigmoid(Tensor)",
                Activations::hardSigmoid,
                t -> torch.hardtanh(t.add(new Scalar(3)), new Scalar(0), new Scalar(6))
                        .div(new Scalar(6)),
                "hardsigmoid"));
        rows.add(row("hardSwish(Tensor)", Activations::hardSwish, torch::hardswish, "hardswish"));
        rows.add(row("logSigmoid(Tensor)", Activations::logSigmoid, torch::log_sigmoid, "logsigmoid"));
        rows.add(row(
                "softsign(Tensor)",
                Activations::softsign,
                t -> t.div(torch.abs(t).add(new Scalar(1))),
                "softsign"));
        rows.add(hardTanh());
        rows.add(elu());
        rows.add(celu());
        rows.add(threshold());
        rows.add(prelu());
        rows.add(softplus());
        rows.add(rrelu());
        rows.add(shrink("hardShrink", Activations::hardShrink, torch::hardshrink));
        rows.add(shrink("softShrink", Activations::softShrink, torch::softshrink));
        rows.add(row("tanhShrink(Tensor)", Activations::tanhShrink, t -> t.sub(torch.tanh(t)), "tanhshrink"));
        rows.add(glu());
        rows.add(ActivationCases.along("softmin", Activations::softmin, (t, dim) -> torch.softmax(torch.neg(t), dim))
                .pytorch(FUNCTIONAL + "softmin"));
        return rows;
    }

    private static OpCase row(
            String signature,
            UnaryOperator<Tensor> op,
            UnaryOperator<org.bytedeco.pytorch.Tensor> twin,
            String pytorch) {
        return with("corners", ActivationCases.pointwise(signature, op, twin), op, twin)
                .pytorch(FUNCTIONAL + pytorch);
    }

    private static OpCase with(
            String label, OpCase row, UnaryOperator<Tensor> op, UnaryOperator<org.bytedeco.pytorch.Tensor> twin) {
        return row.sample(label, x -> op.apply(x[0]), t -> twin.apply(t[0]), Input.values(CORNERS, 3, 3))
                .withoutDifferences();
    }

    private static OpCase hardTanh() {
        OpCase row = row(
                "hardTanh(Tensor, double, double)",
                x -> Activations.hardTanh(x, -1, 1),
                t -> torch.hardtanh(t, new Scalar(-1), new Scalar(1)),
                "hardtanh");
        return with(
                        "-0.5 to 2",
                        row,
                        x -> Activations.hardTanh(x, -0.5, 2),
                        t -> torch.hardtanh(t, new Scalar(-0.5), new Scalar(2)))
                .bad("expected min not above max, got 2.0 and 1.0", () -> Activations.hardTanh(zeros(2), 2, 1));
    }

    private static OpCase elu() {
        OpCase row = row(
                "elu(Tensor, double)",
                x -> Activations.elu(x, 1),
                t -> torch.elu(t, new Scalar(1), new Scalar(1), new Scalar(1)),
                "elu");
        return with(
                        "alpha 0.3",
                        row,
                        x -> Activations.elu(x, 0.3),
                        t -> torch.elu(t, new Scalar(0.3), new Scalar(1), new Scalar(1)))
                .bad("expected alpha of at least 0, got -1.0", () -> Activations.elu(zeros(2), -1));
    }

    private static OpCase celu() {
        OpCase row =
                row("celu(Tensor, double)", x -> Activations.celu(x, 1), t -> torch.celu(t, new Scalar(1)), "celu");
        return with("alpha 0.5", row, x -> Activations.celu(x, 0.5), t -> torch.celu(t, new Scalar(0.5)))
                .bad("expected alpha above 0, got 0.0", () -> Activations.celu(zeros(2), 0));
    }

    private static OpCase threshold() {
        OpCase row = row(
                "threshold(Tensor, double, double)",
                x -> Activations.threshold(x, 0.1, -20),
                t -> torch.threshold(t, new Scalar(0.1), new Scalar(-20)),
                "threshold");
        return with(
                "at 0.75",
                row,
                x -> Activations.threshold(x, 0.75, 2),
                t -> torch.threshold(t, new Scalar(0.75), new Scalar(2)));
    }

    private static OpCase softplus() {
        // PyTorch's own is linear from beta·x = 20 on, which is off by up to 2e-9 / beta.
        OpCase row = row(
                "softplus(Tensor, double)",
                x -> Activations.softplus(x, 0.5),
                t -> torch.softplus(t, new Scalar(0.5), new Scalar(50)),
                "softplus");
        return with(
                        "beta 3",
                        row,
                        x -> Activations.softplus(x, 3),
                        t -> torch.softplus(t, new Scalar(3), new Scalar(50)))
                .bad("expected beta above 0, got 0.0", () -> Activations.softplus(zeros(2), 0));
    }

    private static OpCase shrink(
            String name,
            BiFunction<Tensor, Double, Tensor> op,
            BiFunction<org.bytedeco.pytorch.Tensor, Scalar, org.bytedeco.pytorch.Tensor> twin) {
        OpCase row = row(
                name + "(Tensor, double)",
                x -> op.apply(x, 0.5),
                t -> twin.apply(t, new Scalar(0.5)),
                name.toLowerCase(Locale.ROOT));
        double[] close = {0.5004, -0.5004, 0.4996, -0.4996};
        return with("lambda 2", row, x -> op.apply(x, 2.0), t -> twin.apply(t, new Scalar(2)))
                .sample(
                        "close to lambda",
                        x -> op.apply(x[0], 0.5),
                        t -> twin.apply(t[0], new Scalar(0.5)),
                        Input.values(close, 4))
                .withoutDifferences()
                .bad("expected lambda of at least 0, got -1.0", () -> op.apply(zeros(2), -1.0));
    }

    /** PyTorch draws other slopes: its twin multiplies with those that ours must be. */
    private static OpCase rrelu() {
        OpCase row = OpCase.of("rrelu(Tensor, double, double, Rng)").pytorch(FUNCTIONAL + "rrelu");
        for (long[] dims : new long[][] {{2, 3, 5}, {2, 17, 3, 2}, {}, {7}}) {
            row.sample(
                    Shape.of(dims).toString(),
                    x -> Activations.rrelu(x[0], 0.25, 0.75, Rng.seed(5)),
                    t -> randomlyRectified(t[0], dims),
                    Input.spread(0.0125, dims));
        }
        return row.sample(
                        "0",
                        x -> Activations.rrelu(x[0], 0.25, 0.75, Rng.seed(5)),
                        t -> randomlyRectified(t[0], 2),
                        Input.values(new double[] {0, 1}, 2))
                .withoutDifferences()
                .bad("expected lower not above upper", () -> Activations.rrelu(zeros(2), 2, 1, Rng.seed(5)))
                .bad(
                        "expected a floating tensor",
                        () -> Activations.rrelu(zeros(2).to(DType.INT64), 0, 1, Rng.seed(5)));
    }

    private static org.bytedeco.pytorch.Tensor randomlyRectified(org.bytedeco.pytorch.Tensor x, long... dims) {
        float[] uniform = new float[Math.toIntExact(Shape.of(dims).size())];
        Rng.seed(5).fillUniform(uniform, 0, uniform.length, 0, 1);
        double[] slopes = new double[uniform.length];
        Arrays.setAll(slopes, i -> 0.25 + 0.5 * uniform[i]);
        org.bytedeco.pytorch.Tensor below = AbstractTensor.create(slopes, dims).to(x.scalar_type());
        return torch.where(x.gt(new Scalar(0)), x, x.mul(below));
    }

    private static OpCase prelu() {
        OpCase row = OpCase.of("prelu(Tensor, Tensor)").pytorch(FUNCTIONAL + "prelu");
        long[][] shapes = {{2, 3, 5}, {2, 17, 3, 4}, {3, 5, 2, 2}, {4, 3}, {2, 2, 2, 3, 2}, {1, 1}, {7}, {}};
        for (long[] dims : shapes) {
            Input x = Input.spread(0.0125, dims);
            sample(row, "one slope for " + x.shape(), x, 1);
            if (dims.length > 1 && dims[1] > 1) {
                sample(row, "slopes for " + x.shape(), x, dims[1]);
            }
        }
        return row.sample(
                        "corners",
                        x -> Activations.prelu(x[0], x[1]),
                        t -> torch.prelu(t[0], t[1]),
                        Input.values(CORNERS, 3, 3),
                        Input.normal(3))
                .withoutDifferences()
                .bad("expected weight (1,) or (3,), got (2,)", () -> Activations.prelu(zeros(2, 3), zeros(2)))
                .bad("expected weight (1,), got (2,)", () -> Activations.prelu(zeros(2), zeros(2)))
                .bad("expected weight (1,) or (3,), got (3, 1)", () -> Activations.prelu(zeros(2, 3), zeros(3, 1)))
                .bad("expected tensors of one type", () -> Activations.prelu(zeros(2), zeros(1).to(DType.FLOAT64)))
                .bad("expected a floating tensor", () -> Activations.prelu(zeros(2).to(DType.INT64), zeros(1)));
    }

    private static void sample(OpCase row, String label, Input x, long slopes) {
        row.sample(label, in -> Activations.prelu(in[0], in[1]), t -> torch.prelu(t[0], t[1]), x, Input.normal(slopes));
    }

    private static OpCase glu() {
        OpCase row = OpCase.of("glu(Tensor, int)").pytorch(FUNCTIONAL + "glu");
        long[][] shapes = {{4, 6}, {4, 3, 5}, {2, 34, 3, 2}, {2, 3, 4, 5}, {8}};
        int[] dims = {-1, 0, 1, 2, 0};
        for (int i = 0; i < dims.length; i++) {
            int dim = dims[i];
            Input x = Input.normal(shapes[i]);
            row.sample(x.shape() + " along " + dim, t -> Activations.glu(t[0], dim), t -> torch.glu(t[0], dim), x);
        }
        return row.bad("expected an even extent at dim 1, got (2, 3)", () -> Activations.glu(zeros(2, 3), 1))
                .bad("expected a dim in", () -> Activations.glu(zeros(2), 1))
                .bad("expected a floating tensor", () -> Activations.glu(zeros(2).to(DType.INT64), 0));
    }
}
