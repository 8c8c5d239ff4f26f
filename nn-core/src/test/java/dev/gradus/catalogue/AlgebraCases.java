package dev.gradus.catalogue;

import static dev.gradus.tensor.Tensor.zeros;

import dev.gradus.ops.Arranging;
import dev.gradus.ops.Functions;
import dev.gradus.ops.LinearAlgebra;
import dev.gradus.ops.Reductions;
import dev.gradus.ops.Scans;
import dev.gradus.ops.Shaping;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** Rows of sums over named dimensions, of {@link Scans}, and of what else algebra needs. */
final class AlgebraCases {
    private AlgebraCases() {}

    static List<OpCase> rows() {
        return List.of(
                einsum(),
                diagonal(),
                meshgrid(),
                cumulated("cumsum(Tensor, int)"),
                cumulated("cumprod(Tensor, int)"),
                prod(),
                norm(),
                std(),
                argmin(),
                atan2(),
                logAddExp());
    }

    private static OpCase einsum() {
        OpCase row = OpCase.of("einsum(String, Tensor...)").pytorch("torch.einsum");
        einsum(row, "ij,jk->ik", Input.normal(3, 4), Input.normal(4, 2));
        einsum(row, "ij,kj->ki", Input.normal(3, 4), Input.normal(2, 4));
        einsum(row, "ij , jk", Input.normal(1, 4), Input.normal(4, 1));
        einsum(row, "bij,bjk->bik", Input.normal(2, 3, 4), Input.normal(2, 4, 5));
        einsum(row, "bhqd,bhkd->bhqk", Input.normal(2, 2, 3, 4), Input.normal(2, 2, 5, 4));
        einsum(row, "ijb,bjk->kb", Input.normal(3, 4, 2), Input.normal(2, 4, 5));
        einsum(row, "i,j->ij", Input.normal(3), Input.normal(4));
        einsum(row, "i,i", Input.normal(5), Input.normal(5));
        einsum(row, "ij,ij->ji", Input.normal(3, 4), Input.normal(3, 4));
        einsum(row, "ij->ij", Input.normal(3, 4));
        einsum(row, "cab", Input.normal(2, 3, 4));
        einsum(row, "ij->", Input.normal(3, 4));
        einsum(row, "ij->j", Input.normal(3, 4));
        einsum(row, "ii", Input.normal(4, 4));
        einsum(row, "ii->i", Input.normal(3, 3));
        einsum(row, "iji,ij->j", Input.normal(3, 2, 3), Input.normal(3, 2));
        einsum(row, "iii->i", Input.normal(3, 3, 3));
        einsum(row, "bn,anm,bm->ba", Input.normal(2, 3), Input.normal(5, 3, 4), Input.normal(2, 4));
        einsum(row, "i,j,k->kij", Input.normal(2), Input.normal(3), Input.normal(4));
        einsum(row, "...ij,...jk->...ik", Input.normal(2, 3, 4), Input.normal(5, 1, 4, 2));
        einsum(row, "...i,i...", Input.normal(2, 3), Input.normal(3, 2));
        einsum(row, "i...->...", Input.normal(3, 4));
        einsum(row, "ij,jk->ik", "a shared dimension of 1", Input.normal(3, 1), Input.normal(4, 2));
        einsum(row, "ij,ij->i", "a kept dimension of 1", Input.normal(1, 4), Input.normal(3, 4));
        einsum(row, "ik,jk->ij", "large", Input.normal(17, 33), Input.normal(19, 33));
        return row.bad("expected an equation like ij,jk->ik, got i1->i", () -> einsum("i1->i", 2, 2))
                .bad("expected an equation like ij,jk->ik, got i->i->i", () -> einsum("i->i->i", 2))
                .bad("expected an equation like ij,jk->ik, got ..i", () -> einsum("..i", 2))
                .bad("expected 2 operands for i,i, got 1", () -> LinearAlgebra.einsum("i,i", zeros(2)))
                .bad("expected 1 operands for i, got 0", () -> LinearAlgebra.einsum("i"))
                .bad("expected an operand with the dimensions ij of ij, got (2,)", () -> einsum("ij", 2))
                .bad("expected an operand with the dimensions ...ij of ...ij, got (2,)", () -> einsum("...ij", 2))
                .bad(
                        "expected dimensions of one name in ij,jk to be equal, or 1, got 3 and 4",
                        () -> LinearAlgebra.einsum("ij,jk", zeros(2, 3), zeros(4, 2)))
                .bad("expected equal dimensions of one name in ii, got (1, 3)", () -> einsum("ii", 1, 3))
                .bad("expected names of the operands after the arrow, each once, got i->ii", () -> einsum("i->ii", 2))
                .bad("expected names of the operands after the arrow, each once, got i->j", () -> einsum("i->j", 2))
                .bad(
                        "expected a floating tensor, got INT32",
                        () -> LinearAlgebra.einsum("i", zeros(2).to(DType.INT32)));
    }

    private static Tensor einsum(String equation, long... dims) {
        return LinearAlgebra.einsum(equation, zeros(dims));
    }

    private static void einsum(OpCase row, String equation, Input... inputs) {
        einsum(row, equation, "", inputs);
    }

    private static void einsum(OpCase row, String equation, String what, Input... inputs) {
        row.sample(
                equation + " " + what,
                x -> LinearAlgebra.einsum(equation, x),
                t -> torch.einsum(equation, new TensorVector(t)),
                inputs);
    }

    private static OpCase diagonal() {
        OpCase row = OpCase.of("diagonal(Tensor, int, int)").pytorch("torch.diagonal");
        int[][] dims = {{0, 1}, {1, 0}, {-1, 0}};
        long[][] shapes = {{3, 3}, {3, 3, 2}, {3, 2, 3}};
        for (int i = 0; i < dims.length; i++) {
            int a = dims[i][0];
            int b = dims[i][1];
            row.sample(
                    Arrays.toString(dims[i]),
                    x -> Arranging.diagonal(x[0], a, b),
                    t -> torch.diagonal(t[0], 0, a, b),
                    Input.normal(shapes[i]));
        }
        return row.sample(
                        "of images",
                        x -> Arranging.diagonal(x[0], 2, 3),
                        t -> torch.diagonal(t[0], 0, 2, 3),
                        Input.normal(2, 3, 4, 4))
                .sample(
                        "one",
                        x -> Arranging.diagonal(x[0], 0, 1),
                        t -> torch.diagonal(t[0], 0, 0, 1),
                        Input.normal(1, 1))
                .bad(
                        "expected two dimensions of one extent, got 0 and 1 of (2, 3)",
                        () -> Arranging.diagonal(zeros(2, 3), 0, 1))
                .bad(
                        "expected two dimensions of one extent, got 1 and -1",
                        () -> Arranging.diagonal(zeros(2, 2), 1, -1))
                .bad("expected a dim in -2…1", () -> Arranging.diagonal(zeros(2, 2), 0, 2));
    }

    private static OpCase meshgrid() {
        OpCase row = OpCase.of("meshgrid(Tensor...)").pytorch("torch.meshgrid").remark("`indexing=\"ij\"`");
        Input[][] axes = {
            {Input.normal(3)},
            {Input.normal(3), Input.normal(2)},
            {Input.normal(3), Input.normal(4), Input.normal(2)},
            {Input.normal(1), Input.normal(2)}
        };
        for (Input[] inputs : axes) {
            row.sample(
                    Arrays.stream(inputs).map(Input::shape).toList().toString(),
                    x -> Shaping.stack(Arranging.meshgrid(x), 0),
                    t -> torch.stack(torch.meshgrid(new TensorVector(t), "ij"), 0),
                    inputs);
        }
        return row.bad(
                        "expected at least one vector, got none",
                        () -> Arranging.meshgrid().get(0))
                .bad(
                        "expected vectors, got (2, 2)",
                        () -> Arranging.meshgrid(zeros(2), zeros(2, 2)).get(0));
    }

    private static OpCase cumulated(String signature) {
        boolean sum = signature.startsWith("cumsum");
        OpCase row = OpCase.of(signature).pytorch(sum ? "torch.cumsum" : "torch.cumprod");
        long[][] shapes = {{5}, {3, 4}, {3, 4}, {2, 3, 4, 2}, {1, 1}, {2, 33}};
        int[] dims = {0, 0, -1, 1, 0, 1};
        for (int i = 0; i < dims.length; i++) {
            cumulated(row, sum, "along " + dims[i], dims[i], Input.normal(shapes[i]));
        }
        cumulated(row, sum, "with zeros", 1, Input.tied(4, 6));
        cumulated(row, sum, "of whole numbers", 1, Input.labels(4, 2, 3));
        return row.bad("expected a dim in -2…1", () -> cumulated(sum, zeros(2, 2), 2))
                .bad("got BOOL", () -> cumulated(sum, zeros(2).to(DType.BOOL), 0));
    }

    private static Tensor cumulated(boolean sum, Tensor x, int dim) {
        return sum ? Scans.cumsum(x, dim) : Scans.cumprod(x, dim);
    }

    private static void cumulated(OpCase row, boolean sum, String label, int dim, Input x) {
        row.sample(
                label + ", " + x.shape(),
                t -> cumulated(sum, t[0], dim),
                t -> sum ? torch.cumsum(t[0], dim) : torch.cumprod(t[0], dim),
                x);
    }

    private static OpCase prod() {
        OpCase row =
                OpCase.of("prod(Tensor, boolean, int...)").pytorch("torch.prod").remark("several dimensions at once");
        for (int[] dims : new int[][] {{}, {0}, {-1}, {0, 2}, {1}}) {
            for (boolean keep : new boolean[] {false, true}) {
                prod(row, Arrays.toString(dims) + (keep ? ", kept" : ""), keep, Input.normal(2, 3, 4), dims);
            }
        }
        prod(row, "images", false, Input.normal(2, 3, 2, 2), 1, 3);
        prod(row, "a scalar", false, Input.normal());
        prod(row, "one zero or several", false, Input.tied(6, 3), 1);
        prod(row, "whole numbers", false, Input.labels(4, 2, 3), 1);
        return row.bad("expected a dim in -2…1", () -> Reductions.prod(zeros(2, 3), false, 2))
                .bad("expected each dim once, got [0, -2]", () -> Reductions.prod(zeros(2, 3), false, 0, -2))
                .bad("got BOOL", () -> Reductions.prod(zeros(2).to(DType.BOOL), false));
    }

    private static void prod(OpCase row, String label, boolean keep, Input x, int... dims) {
        row.sample(
                label,
                t -> Reductions.prod(t[0], keep, dims),
                t -> {
                    // One dimension after the other, from the last, so that the places of the others stay.
                    org.bytedeco.pytorch.Tensor product = t[0];
                    int[] all = (dims.length == 0 ? IntStream.range(0, x.shape().rank()) : Arrays.stream(dims))
                            .map(dim -> x.shape().checkDim("prod", dim))
                            .sorted()
                            .toArray();
                    for (int i = all.length - 1; i >= 0; i--) {
                        product = product.prod(all[i], keep, new ScalarTypeOptional());
                    }
                    return all.length == 0 ? product.mul(new Scalar(1)) : product;
                },
                x);
    }

    private static OpCase norm() {
        OpCase row = OpCase.of("norm(Tensor, double, boolean, int...)").pytorch("torch.linalg.vector_norm");
        double inf = Double.POSITIVE_INFINITY;
        for (double p : new double[] {2, 1, 0, 3, 1.5, 0.5, -1, inf, -inf}) {
            for (boolean keep : new boolean[] {false, true}) {
                norm(row, p, keep, "", Input.spread(0.0125, 2, 3, 4), 1);
            }
            norm(row, p, false, "all", Input.spread(0.0125, 3, 4));
        }
        norm(row, 2, false, "images", Input.normal(2, 3, 2, 4), 1, 3);
        for (double p : new double[] {2, 1, 0, 3, inf}) {
            norm(row, p, false, "with zeros", Input.values(new double[] {0, 0, 0, 0, 0, 2, -2, 2, 1}, 3, 3), 1);
            row.withoutDifferences();
        }
        return row.bad("expected a dim in -2…1", () -> Reductions.norm(zeros(2, 3), 2, false, 2))
                .bad("expected a dim in -2…1", () -> Reductions.norm(zeros(2, 3), inf, false, 2))
                .bad("expected at least one element, got (0,)", () -> Reductions.norm(zeros(0), inf, false))
                .bad("expected an order, got NaN", () -> Reductions.norm(zeros(2), Double.NaN, false))
                .bad("expected a floating tensor", () -> Reductions.norm(zeros(2).to(DType.INT64), 2, false));
    }

    private static void norm(OpCase row, double p, boolean keep, String label, Input x, int... dims) {
        long[] all = (dims.length == 0 ? IntStream.range(0, x.shape().rank()) : Arrays.stream(dims))
                .asLongStream()
                .toArray();
        row.sample(
                "order " + p + (keep ? ", kept " : " ") + label,
                t -> Reductions.norm(t[0], p, keep, dims),
                t -> torch.norm(t[0], new ScalarOptional(new Scalar(p)), all, keep),
                x);
    }

    private static OpCase std() {
        OpCase row = OpCase.of("std(Tensor, boolean, boolean, int...)").pytorch("torch.std");
        for (boolean unbiased : new boolean[] {false, true}) {
            for (boolean keep : new boolean[] {false, true}) {
                row.sample(
                        (unbiased ? "unbiased" : "biased") + (keep ? ", kept" : ""),
                        x -> Reductions.std(x[0], unbiased, keep, 0, 2),
                        t -> torch.std(t[0], new long[] {0, 2}, unbiased, keep),
                        Input.normal(2, 3, 4));
            }
        }
        return row.sample(
                        "of equals",
                        x -> Reductions.std(x[0], false, false, 1),
                        t -> torch.std(t[0], new long[] {1}, false, false),
                        Input.values(new double[] {1, 1, 1, 1, 2, 4}, 2, 3))
                .withoutDifferences()
                .bad("expected a dim in -2…1", () -> Reductions.std(zeros(2, 3), false, false, 2))
                .bad("expected a floating tensor", () -> Reductions.std(zeros(2).to(DType.INT64), false, false));
    }

    private static OpCase argmin() {
        OpCase row = OpCase.of("argmin(Tensor, int)").pytorch("torch.argmin").withoutGradient();
        for (int dim : new int[] {0, 1, -1}) {
            row.sample(
                    "along " + dim,
                    x -> Reductions.argmin(x[0], dim),
                    t -> torch.argmin(t[0], new LongOptional(dim), false),
                    Input.normal(2, 3, 5));
        }
        return row.sample(
                        "the first of equals",
                        x -> Reductions.argmin(x[0], 1),
                        t -> torch.argmin(t[0], new LongOptional(1), false),
                        Input.tied(5, 6))
                .sample(
                        "NaN wins",
                        x -> Reductions.argmin(x[0], 1),
                        t -> torch.argmin(t[0], new LongOptional(1), false),
                        Input.values(new double[] {1, Double.NaN, 0, 2, 1, 3}, 2, 3))
                .bad("expected a dim in -1…0 for shape (2,), got 1", () -> Reductions.argmin(zeros(2), 1))
                .bad("expected at least one element along dim 0", () -> Reductions.argmin(zeros(0, 2), 0))
                .bad("got BOOL", () -> Reductions.argmin(zeros(2).to(DType.BOOL), 0));
    }

    private static OpCase atan2() {
        double inf = Double.POSITIVE_INFINITY;
        return OpCase.of("atan2(Tensor, Tensor)")
                .pytorch("torch.atan2")
                .sample(
                        "matrices",
                        x -> Functions.atan2(x[0], x[1]),
                        t -> torch.atan2(t[0], t[1]),
                        Input.normal(4, 5),
                        Input.normal(4, 5))
                .sample(
                        "broadcast",
                        x -> Functions.atan2(x[0], x[1]),
                        t -> torch.atan2(t[0], t[1]),
                        Input.normal(3, 1),
                        Input.normal(2, 1, 4))
                .sample(
                        "edges",
                        x -> Functions.atan2(x[0], x[1]),
                        t -> torch.atan2(t[0], t[1]),
                        Input.values(new double[] {0, 0, 0, 1, -1, inf, 1, Double.NaN}, 8)
                                .fixed(),
                        Input.values(new double[] {0, 1, -1, 0, 0, 1, -inf, 1}, 8)
                                .fixed())
                .bad("expected shapes that broadcast", () -> Functions.atan2(zeros(2), zeros(3)))
                .bad("expected a floating tensor", () -> Functions.atan2(zeros(2).to(DType.INT64), zeros(2)));
    }

    private static OpCase logAddExp() {
        return OpCase.of("logAddExp(Tensor, Tensor)")
                .pytorch("torch.logaddexp")
                .sample(
                        "matrices",
                        x -> Functions.logAddExp(x[0], x[1]),
                        t -> torch.logaddexp(t[0], t[1]),
                        Input.normal(4, 5),
                        Input.normal(4, 5))
                .sample(
                        "broadcast, far apart",
                        x -> Functions.logAddExp(x[0], x[1]),
                        t -> torch.logaddexp(t[0], t[1]),
                        Input.uniform(-900, 900, 3, 1),
                        Input.uniform(-900, 900, 2, 1, 4))
                .bad("expected shapes that broadcast", () -> Functions.logAddExp(zeros(2), zeros(3)))
                .bad("expected a floating tensor", () -> Functions.logAddExp(zeros(2).to(DType.INT64), zeros(2)));
    }
}
