package dev.gradus.catalogue;

import static dev.gradus.tensor.Tensor.zeros;

import dev.gradus.ops.Regularization;
import dev.gradus.random.Rng;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.AbstractTensor;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.global.torch;

/** Rows of {@link Regularization}. PyTorch draws other numbers: its twin multiplies with the mask that ours must be. */
final class RegularizationCases {
    private RegularizationCases() {}

    static List<OpCase> rows() {
        OpCase row = OpCase.of("dropout(Tensor, double, Rng)");
        for (double p : new double[] {0, 0.3, 0.8, 1}) {
            for (long[] dims : new long[][] {{2, 3, 5}, {2, 17, 3, 2}, {}}) {
                row.sample(
                        "p = " + p + " on " + Shape.of(dims),
                        x -> Regularization.dropout(x[0], p, Rng.seed(5)),
                        t -> t[0].mul(mask(p, dims).to(t[0].scalar_type())),
                        Input.normal(dims));
            }
        }
        row.bad("expected p from 0.0 to 1.0, got 1.5", () -> Regularization.dropout(zeros(2), 1.5, Rng.seed(5)))
                .bad(
                        "expected p from 0.0 to 1.0, got NaN",
                        () -> Regularization.dropout(zeros(2), Double.NaN, Rng.seed(5)))
                .bad(
                        "expected a floating tensor, got INT64",
                        () -> Regularization.dropout(zeros(2).to(DType.INT64), 0.5, Rng.seed(5)));
        return List.of(
                row.pytorch("torch.nn.functional.dropout"),
                units("dropout1d", Regularization::dropout1d, 2, new long[] {3, 17, 2}, new long[] {2, 4, 3})
                        .pytorch("torch.nn.functional.dropout1d")
                        .bad(
                                "expected input (N, C, L), got (2, 3)",
                                () -> Regularization.dropout1d(zeros(2, 3), 0.5, Rng.seed(5))),
                units("dropout2d", Regularization::dropout2d, 2, new long[] {3, 17, 2, 1}, new long[] {2, 4, 3, 2})
                        .pytorch("torch.nn.functional.dropout2d")
                        .bad(
                                "expected input (N, C, H, W), got (2, 3)",
                                () -> Regularization.dropout2d(zeros(2, 3), 0.5, Rng.seed(5))),
                units("dropout3d", Regularization::dropout3d, 2, new long[] {3, 17, 2, 1, 1}, new long[] {2, 4, 1, 3, 2
                        })
                        .pytorch("torch.nn.functional.dropout3d")
                        .bad(
                                "expected input (N, C, D, H, W), got (2, 3)",
                                () -> Regularization.dropout3d(zeros(2, 3), 0.5, Rng.seed(5))),
                units("dropPath", Regularization::dropPath, 1, new long[] {17, 2}, new long[] {5, 2, 3, 2}, new long[] {
                            7
                        })
                        .pytorch("torchvision.ops.stochastic_depth")
                        .bad("expected input (N, …), got ()", () -> Regularization.dropPath(zeros(), 0.5, Rng.seed(5))),
                alphaDropout(),
                penalty(
                        "l1Penalty",
                        Regularization::l1Penalty,
                        t -> torch.abs(t).sum()),
                penalty("l2Penalty", Regularization::l2Penalty, t -> t.mul(t).sum()));
    }

    private interface Drop {
        Tensor apply(Tensor x, double p, Rng rng);
    }

    /** Ops that drop all that shares the indices of the first dimensions. */
    private static OpCase units(String name, Drop op, int dims, long[]... shapes) {
        OpCase row = OpCase.of(name + "(Tensor, double, Rng)");
        for (double p : new double[] {0, 0.3, 0.8, 1}) {
            for (long[] shape : shapes) {
                long[] shared = shape.clone();
                Arrays.fill(shared, dims, shape.length, 1);
                row.sample(
                        "p = " + p + " on " + Shape.of(shape),
                        x -> op.apply(x[0], p, Rng.seed(5)),
                        t -> t[0].mul(mask(p, shared).to(t[0].scalar_type())),
                        Input.normal(shape));
            }
        }
        return row.bad("expected p from 0.0 to 1.0, got 1.5", () -> op.apply(zeros(shapes[0]), 1.5, Rng.seed(5)))
                .bad(
                        "expected a floating tensor",
                        () -> op.apply(zeros(shapes[0]).to(DType.INT64), 0.5, Rng.seed(5)));
    }

    private static OpCase alphaDropout() {
        OpCase row = OpCase.of("alphaDropout(Tensor, double, Rng)").pytorch("torch.nn.functional.alpha_dropout");
        for (double p : new double[] {0, 0.3, 0.8, 1}) {
            for (long[] dims : new long[][] {{2, 3, 5}, {2, 17, 3, 2}, {}}) {
                row.sample(
                        "p = " + p + " on " + Shape.of(dims),
                        x -> Regularization.alphaDropout(x[0], p, Rng.seed(5)),
                        t -> alphaDropped(t[0], p, dims),
                        Input.normal(dims));
            }
        }
        return row.bad(
                        "expected p from 0.0 to 1.0, got -0.5",
                        () -> Regularization.alphaDropout(zeros(2), -0.5, Rng.seed(5)))
                .bad(
                        "expected a floating tensor",
                        () -> Regularization.alphaDropout(zeros(2).to(DType.INT64), 0.5, Rng.seed(5)));
    }

    /** As PyTorch computes it once the noise, 0 or 1, is drawn. */
    private static org.bytedeco.pytorch.Tensor alphaDropped(org.bytedeco.pytorch.Tensor x, double p, long... dims) {
        org.bytedeco.pytorch.Tensor noise = mask(p, dims).mul(new Scalar(1 - p)).to(x.scalar_type());
        if (p == 1) {
            return x.mul(noise);
        }
        double alpha = 1.7580993408473766;
        double a = 1 / Math.sqrt((alpha * alpha * p + 1) * (1 - p));
        org.bytedeco.pytorch.Tensor shift =
                noise.sub(new Scalar(1)).mul(new Scalar(alpha * a)).add(new Scalar(alpha * a * p));
        return x.mul(noise.mul(new Scalar(a))).add(shift);
    }

    private static OpCase penalty(
            String name, Function<List<Tensor>, Tensor> op, UnaryOperator<org.bytedeco.pytorch.Tensor> twin) {
        return OpCase.of(name + "(List)")
                .sample(
                        "three tensors",
                        x -> op.apply(List.of(x)),
                        t -> twin.apply(t[0]).add(twin.apply(t[1])).add(twin.apply(t[2])),
                        Input.spread(0.0125, 2, 3, 5),
                        Input.spread(0.0125, 7),
                        Input.spread(0.0125))
                .sample("one", x -> op.apply(List.of(x)), t -> twin.apply(t[0]), Input.spread(0.0125, 2, 17, 3, 2))
                .sample("0", x -> op.apply(List.of(x)), t -> twin.apply(t[0]), Input.values(new double[] {0, 2}, 2))
                .withoutDifferences()
                .bad("expected at least one tensor, got none", () -> op.apply(List.of()))
                .bad("expected a floating tensor", () -> op.apply(List.of(zeros(2).to(DType.INT64))))
                .bad("expected tensors of one type", () -> op.apply(List.of(zeros(2), zeros(2).to(DType.FLOAT64))));
    }

    private static org.bytedeco.pytorch.Tensor mask(double p, long... dims) {
        float[] uniform = new float[Math.toIntExact(Shape.of(dims).size())];
        Rng.seed(5).fillUniform(uniform, 0, uniform.length, 0, 1);
        double[] mask = new double[uniform.length];
        for (int i = 0; i < mask.length; i++) {
            mask[i] = uniform[i] < p ? 0 : 1 / (1 - p);
        }
        return AbstractTensor.create(mask, dims);
    }
}
