package dev.gradus.catalogue;

import static dev.gradus.tensor.Tensor.zeros;

import dev.gradus.ops.Reductions;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.global.torch;

/** Rows of {@link Reductions}. */
final class ReductionCases {
    private static final long[][] SHAPES = {
        {2, 3, 5}, {2, 3, 5}, {2, 3, 5}, {2, 3, 5}, {2, 3, 5}, {2, 17, 3, 4}, {2, 5, 3, 4}, {2, 5, 3, 4}, {1, 4}, {6}
    };
    private static final int[][] DIMS = {{}, {0}, {-1}, {1}, {0, 2}, {2, 3}, {0, 2, 3}, {1}, {0}, {0}};

    private ReductionCases() {}

    private interface Reducer {
        Tensor apply(Tensor x, boolean keepDim, int... dims);
    }

    private interface TorchReducer {
        org.bytedeco.pytorch.Tensor apply(org.bytedeco.pytorch.Tensor x, boolean keepDim, long... dims);
    }

    static List<OpCase> rows() {
        List<OpCase> rows = new ArrayList<>();
        String with = "(Tensor, boolean, int...)";
        rows.add(row(
                        "sum" + with,
                        Reductions::sum,
                        (t, keep, dims) -> t.sum(dims, keep, new ScalarTypeOptional()),
                        false)
                .sample(
                        "whole numbers",
                        x -> Reductions.sum(x[0], false, 1),
                        t -> t[0].sum(new long[] {1}, false, new ScalarTypeOptional()),
                        Input.labels(9, 3, 4)));
        rows.add(row(
                        "mean" + with,
                        Reductions::mean,
                        (t, keep, dims) -> t.mean(dims, keep, new ScalarTypeOptional()),
                        false)
                .bad("expected a floating tensor, got INT64", () -> Reductions.mean(zeros(2).to(DType.INT64), false)));
        rows.add(extreme("max" + with, Reductions::max, (t, keep, dims) -> torch.amax(t, dims, keep)));
        rows.add(extreme("min" + with, Reductions::min, (t, keep, dims) -> torch.amin(t, dims, keep)));
        rows.add(variance());
        rows.add(argmax());
        return rows;
    }

    private static OpCase row(String signature, Reducer op, TorchReducer twin, boolean apart) {
        OpCase row = OpCase.of(signature);
        for (int i = 0; i < DIMS.length; i++) {
            int[] dims = DIMS[i];
            Input x = apart ? Input.spread(0.0125, SHAPES[i]) : Input.normal(SHAPES[i]);
            long[] all = all(x.shape(), dims);
            for (boolean keep : new boolean[] {false, true}) {
                row.sample(
                        x.shape() + " over " + Arrays.toString(dims) + (keep ? ", kept" : ""),
                        t -> op.apply(t[0], keep, dims),
                        t -> twin.apply(t[0], keep, all),
                        x);
            }
        }
        return row.bad("expected a dim in -2…1 for shape (2, 3), got 2", () -> op.apply(zeros(2, 3), false, 2))
                .bad("expected each dim once, got [0, -2]", () -> op.apply(zeros(2, 3), false, 0, -2));
    }

    /** No dims means all of them. */
    private static long[] all(Shape shape, int... dims) {
        return (dims.length == 0 ? IntStream.range(0, shape.rank()) : Arrays.stream(dims))
                .asLongStream()
                .toArray();
    }

    private static OpCase scalarToo(OpCase row, Reducer op, TorchReducer twin) {
        return row.sample("a scalar", t -> op.apply(t[0], false), t -> twin.apply(t[0], false), Input.normal());
    }

    private static OpCase extreme(String signature, Reducer op, TorchReducer twin) {
        return scalarToo(row(signature, op, twin, true), op, twin)
                .sample(
                        "ties share the gradient",
                        t -> op.apply(t[0], false, 1),
                        t -> twin.apply(t[0], false, 1),
                        Input.tied(4, 6))
                .withoutDifferences()
                .sample(
                        "NaN wins",
                        t -> op.apply(t[0], false, 1),
                        t -> twin.apply(t[0], false, 1),
                        Input.values(new double[] {1, Double.NaN, 2, 3, 4, 5}, 2, 3)
                                .fixed())
                .bad("expected at least one element, got (0, 3)", () -> op.apply(zeros(0, 3), false));
    }

    private static OpCase variance() {
        OpCase row = row(
                "var(Tensor, boolean, boolean, int...)",
                (x, keep, dims) -> Reductions.var(x, false, keep, dims),
                (t, keep, dims) -> torch.var(t, dims, false, keep),
                false);
        int[][] dims = {{}, {0}, {1, 2}};
        for (int[] over : dims) {
            long[] all = all(Shape.of(2, 3, 4), over);
            row.sample(
                    "unbiased over " + Arrays.toString(over),
                    x -> Reductions.var(x[0], true, false, over),
                    t -> torch.var(t[0], all, true, false),
                    Input.normal(2, 3, 4));
        }
        return row.sample(
                        "far from 0",
                        x -> Reductions.var(x[0], true, false, 1),
                        t -> torch.var(t[0], new long[] {1}, true, false),
                        Input.uniform(99, 101, 3, 7))
                .bad(
                        "expected a floating tensor, got INT64",
                        () -> Reductions.var(zeros(2).to(DType.INT64), true, false));
    }

    private static OpCase argmax() {
        OpCase row = OpCase.of("argmax(Tensor, int)").withoutGradient();
        long[][] shapes = {{2, 3, 5}, {2, 3, 5}, {2, 3, 5}, {2, 17, 3, 4}, {1}, {3, 1}, {9}};
        int[] dims = {0, 1, -1, 1, 0, 1, 0};
        for (int i = 0; i < dims.length; i++) {
            int dim = dims[i];
            Input x = Input.normal(shapes[i]);
            row.sample(
                    x.shape() + " along " + dim,
                    t -> Reductions.argmax(t[0], dim),
                    t -> torch.argmax(t[0], new LongOptional(dim), false),
                    x);
        }
        return row.sample(
                        "the first of equals",
                        x -> Reductions.argmax(x[0], 1),
                        t -> torch.argmax(t[0], new LongOptional(1), false),
                        Input.tied(5, 6))
                .bad("expected a dim in -1…0 for shape (2,), got 1", () -> Reductions.argmax(zeros(2), 1))
                .bad("expected at least one element along dim 0", () -> Reductions.argmax(zeros(0, 2), 0));
    }
}
