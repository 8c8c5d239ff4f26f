package dev.gradus.catalogue;

import static dev.gradus.tensor.Tensor.zeros;

import dev.gradus.ops.Reparametrizations;
import dev.gradus.ops.Reparametrizations.SingularVectors;
import dev.gradus.tensor.DType;
import java.util.List;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.global.torch;

/** Rows of {@link Reparametrizations}; PyTorch's own are parts of modules, so the twins are their formulas. */
final class ReparametrizationCases {
    private static final long[][] SHAPES = {{4, 3}, {4, 3, 2}, {3, 5, 2, 3}, {17, 2, 3}, {1, 3}, {3, 1}};

    private ReparametrizationCases() {}

    static List<OpCase> rows() {
        return List.of(weightNorm(), spectralNorm(), powerIteration());
    }

    private static OpCase weightNorm() {
        OpCase row =
                OpCase.of("weightNorm(Tensor, Tensor, int)").pytorch("torch.nn.utils.parametrizations.weight_norm");
        for (long[] dims : SHAPES) {
            for (int dim : new int[] {0, 1, -1}) {
                long[] lengths = LongStream.range(0, dims.length).map(i -> 1).toArray();
                int kept = Math.floorMod(dim, dims.length);
                lengths[kept] = dims[kept];
                Input v = Input.normal(dims);
                if (v.shape().size() == dims[kept]) {
                    v = v.fixed(); // single values keep their sign, whatever they are: the gradient is 0
                }
                row.sample(
                        v.shape() + " along " + dim,
                        x -> Reparametrizations.weightNorm(x[0], x[1], dim),
                        t -> t[0].mul(t[1].div(lengths(t[0], kept))),
                        v,
                        Input.normal(lengths));
            }
        }
        row.sample(
                "a vector",
                x -> Reparametrizations.weightNorm(x[0], x[1], 0),
                t -> t[0].mul(t[1].div(torch.abs(t[0]))),
                Input.normal(3).fixed(),
                Input.normal(3));
        return row.bad("expected g (3, 1), got (3,)", () -> Reparametrizations.weightNorm(zeros(3, 2), zeros(3), 0))
                .bad("expected a dim in", () -> Reparametrizations.weightNorm(zeros(3, 2), zeros(3, 1), 2))
                .bad(
                        "expected tensors of one type",
                        () -> Reparametrizations.weightNorm(
                                zeros(3, 2), zeros(3, 1).to(DType.FLOAT64), 0))
                .bad(
                        "expected a floating tensor",
                        () -> Reparametrizations.weightNorm(zeros(3, 2).to(DType.INT64), zeros(3, 1), 0));
    }

    private static org.bytedeco.pytorch.Tensor lengths(org.bytedeco.pytorch.Tensor v, int kept) {
        long[] others = LongStream.range(0, v.dim()).filter(i -> i != kept).toArray();
        return torch.sqrt(v.mul(v).sum(others, true, new ScalarTypeOptional()));
    }

    private static org.bytedeco.pytorch.Tensor matrix(org.bytedeco.pytorch.Tensor weight, int dim) {
        return torch.movedim(weight, dim, 0).reshape(weight.size(dim), -1);
    }

    private static OpCase spectralNorm() {
        OpCase row = OpCase.of("spectralNorm(Tensor, Tensor, Tensor, int)")
                .pytorch("torch.nn.utils.parametrizations.spectral_norm");
        for (long[] dims : SHAPES) {
            for (int dim : new int[] {0, 1}) {
                Input weight = Input.positive(dims);
                long rows = dims[dim];
                row.sample(
                        weight.shape() + " by " + dim,
                        x -> Reparametrizations.spectralNorm(x[0], x[1], x[2], dim),
                        t -> t[0].div(t[1].dot(torch.mv(matrix(t[0], dim), t[2]))),
                        weight,
                        Input.positive(rows).fixed(),
                        Input.positive(weight.shape().size() / rows).fixed());
            }
        }
        return row.bad(
                        "expected u (3,), got (2,)",
                        () -> Reparametrizations.spectralNorm(zeros(3, 2), zeros(2), zeros(2), 0))
                .bad(
                        "expected v (2,), got (3,)",
                        () -> Reparametrizations.spectralNorm(zeros(3, 2), zeros(3), zeros(3), 0))
                .bad(
                        "expected weight of rank 2 or more, got (3,)",
                        () -> Reparametrizations.spectralNorm(zeros(3), zeros(3), zeros(1), 0));
    }

    private static OpCase powerIteration() {
        OpCase row = OpCase.of("powerIteration(Tensor, Tensor, int, double)").withoutGradient();
        for (long[] dims : SHAPES) {
            for (int dim : new int[] {0, 1}) {
                Input weight = Input.normal(dims);
                row.sampleAll(
                        weight.shape() + " by " + dim,
                        x -> {
                            SingularVectors vectors = Reparametrizations.powerIteration(x[0], x[1], dim, 1e-12);
                            return List.of(vectors.u(), vectors.v());
                        },
                        t -> {
                            org.bytedeco.pytorch.Tensor w = matrix(t[0], dim);
                            org.bytedeco.pytorch.Tensor v = unit(torch.mv(w.t(), t[1]));
                            return new org.bytedeco.pytorch.Tensor[] {unit(torch.mv(w, v)), v};
                        },
                        weight,
                        Input.positive(dims[dim]));
            }
        }
        return row.sampleAll(
                        "a floor for the norm",
                        x -> {
                            SingularVectors vectors = Reparametrizations.powerIteration(x[0], x[1], 0, 100);
                            return List.of(vectors.u(), vectors.v());
                        },
                        t -> {
                            org.bytedeco.pytorch.Scalar floor = new org.bytedeco.pytorch.Scalar(100);
                            org.bytedeco.pytorch.Tensor v =
                                    torch.mv(t[0].t(), t[1]).div(floor);
                            return new org.bytedeco.pytorch.Tensor[] {
                                torch.mv(t[0], v).div(floor), v
                            };
                        },
                        Input.normal(4, 3),
                        Input.positive(4))
                .bad(
                        "expected u (3,), got (2,)",
                        () -> Reparametrizations.powerIteration(zeros(3, 2), zeros(2), 0, 1e-12)
                                .u())
                .bad(
                        "expected weight of rank 2 or more, got (3,)",
                        () -> Reparametrizations.powerIteration(zeros(3), zeros(3), 0, 1e-12)
                                .u());
    }

    private static org.bytedeco.pytorch.Tensor unit(org.bytedeco.pytorch.Tensor vector) {
        return vector.div(torch.sqrt(vector.dot(vector)));
    }
}
