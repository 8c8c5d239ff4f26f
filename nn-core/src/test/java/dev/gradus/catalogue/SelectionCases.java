package dev.gradus.catalogue;

import static dev.gradus.tensor.Tensor.zeros;

import dev.gradus.ops.Detection;
import dev.gradus.ops.Logic;
import dev.gradus.ops.Shaping;
import dev.gradus.ops.Sorting;
import dev.gradus.ops.Sorting.Sorted;
import dev.gradus.ops.Splitting;
import dev.gradus.parity.Torch;
import dev.gradus.random.Rng;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** Rows of {@link Sorting}, {@link Splitting}, {@link Logic} and {@link Detection}. */
final class SelectionCases {
    private SelectionCases() {}

    static List<OpCase> rows() {
        return List.of(
                sort(),
                argsort(),
                topK(),
                kthValue(),
                median(),
                split(),
                splitBySizes(),
                chunk(),
                unbind(),
                logic("logicalAnd", Logic::logicalAnd, torch::logical_and),
                logic("logicalOr", Logic::logicalOr, torch::logical_or),
                logic("logicalXor", Logic::logicalXor, torch::logical_xor),
                logicalNot(),
                nms(),
                batchedNms());
    }

    // ---- order

    private static OpCase sorted(
            OpCase row,
            String label,
            Function<Tensor, Sorted> op,
            Function<org.bytedeco.pytorch.Tensor, T_TensorTensor_T> twin,
            Input x) {
        return row.sampleAll(
                label + " " + x.shape(),
                t -> {
                    Sorted sorted = op.apply(t[0]);
                    return List.of(sorted.values(), sorted.indices());
                },
                t -> {
                    T_TensorTensor_T both = twin.apply(t[0]);
                    return new org.bytedeco.pytorch.Tensor[] {both.get0(), both.get1()};
                },
                x);
    }

    private static final long[][] SHAPES = {{5}, {3, 4}, {3, 4}, {2, 3, 4, 2}, {1}, {2, 77}};
    private static final int[] DIMS = {0, 0, -1, 1, 0, 1};

    private static OpCase sort() {
        OpCase row = OpCase.of("sort(Tensor, int, boolean)")
                .pytorch("torch.sort")
                .remark("equal elements keep their order, as with `stable=True`");
        for (boolean descending : new boolean[] {false, true}) {
            String way = descending ? "falling " : "rising ";
            for (int i = 0; i < DIMS.length; i++) {
                int dim = DIMS[i];
                sort(row, way + dim, dim, descending, Input.spread(0.0125, SHAPES[i]));
            }
            sort(row, way + "ties", 1, descending, Input.tied(4, 9));
            row.withoutDifferences();
            double inf = Double.POSITIVE_INFINITY;
            double[] special = {1, Double.NaN, -inf, inf, -0.0, 0, Double.NaN, -3};
            sort(row, way + "NaN", 0, descending, Input.values(special, 8).fixed());
            sort(row, way + "whole numbers", 1, descending, Input.labels(9, 2, 7));
        }
        return row.bad(
                "expected a dim in -1…0", () -> Sorting.sort(zeros(2), 1, false).values());
    }

    private static void sort(OpCase row, String label, int dim, boolean descending, Input x) {
        sorted(
                row,
                label,
                t -> Sorting.sort(t, dim, descending),
                t -> torch.sort(t, new BoolOptional(true), dim, descending),
                x);
    }

    private static OpCase argsort() {
        OpCase row = OpCase.of("argsort(Tensor, int, boolean)")
                .pytorch("torch.argsort")
                .withoutGradient();
        for (boolean descending : new boolean[] {false, true}) {
            row.sample(
                    descending ? "falling" : "rising",
                    x -> Sorting.argsort(x[0], 1, descending),
                    t -> torch.argsort(t[0], true, 1, descending),
                    Input.tied(3, 7, 2));
        }
        return row.bad("expected a dim in -1…0", () -> Sorting.argsort(zeros(2), 1, false));
    }

    private static OpCase topK() {
        OpCase row = OpCase.of("topK(Tensor, long, int, boolean)")
                .pytorch("torch.topk")
                .remark("sorted; of equals the first");
        for (boolean largest : new boolean[] {true, false}) {
            for (int k : new int[] {1, 2, 4}) {
                for (int dim : new int[] {1, -1}) {
                    sorted(
                            row,
                            k + (largest ? " largest along " : " smallest along ") + dim,
                            t -> Sorting.topK(t, k, dim, largest),
                            t -> torch.topk(t, k, dim, largest, true),
                            Input.spread(0, 2, 5, 4));
                }
            }
        }
        return row.bad(
                        "expected a k from 0 to 2 at dim 0 of (2,), got 3",
                        () -> Sorting.topK(zeros(2), 3, 0, true).values())
                .bad("got -1", () -> Sorting.topK(zeros(2), -1, 0, true).values())
                .bad(
                        "expected a dim in",
                        () -> Sorting.topK(zeros(2), 1, 1, true).values());
    }

    private static OpCase kthValue() {
        OpCase row = OpCase.of("kthValue(Tensor, long, int)").pytorch("torch.kthvalue");
        for (int k : new int[] {1, 3, 4}) {
            for (int dim : new int[] {0, -1}) {
                sorted(
                        row,
                        k + " along " + dim,
                        t -> Sorting.kthValue(t, k, dim),
                        t -> torch.kthvalue(t, k, dim, false),
                        Input.spread(0, 4, 3, 5));
            }
        }
        return row.bad(
                        "expected a k from 1 to 2 at dim 0 of (2,), got 0",
                        () -> Sorting.kthValue(zeros(2), 0, 0).values())
                .bad("got 3", () -> Sorting.kthValue(zeros(2), 3, 0).values())
                .bad("expected a dim in", () -> Sorting.kthValue(zeros(2), 1, 1).values());
    }

    private static OpCase median() {
        OpCase row =
                OpCase.of("median(Tensor, int)").pytorch("torch.median").remark("NaN counts as the largest number");
        for (int dim : new int[] {0, 1, -1}) {
            sorted(
                    row,
                    "along " + dim,
                    t -> Sorting.median(t, dim),
                    t -> torch.median(t, dim, false),
                    Input.spread(0, 4, 3, 5));
        }
        return row.bad(
                        "expected at least one element along dim 0, got (0,)",
                        () -> Sorting.median(zeros(0), 0).values())
                .bad("expected a dim in", () -> Sorting.median(zeros(2), 1).values());
    }

    // ---- parts

    /** Two samples: the first part, and all of them in another order. */
    private static void parts(
            OpCase row,
            String label,
            Function<Tensor, List<Tensor>> op,
            Function<org.bytedeco.pytorch.Tensor, TensorVector> twin,
            int dim,
            long... dims) {
        row.sample(
                label + ", first",
                x -> {
                    List<Tensor> parts = op.apply(x[0]);
                    return parts.isEmpty() ? zeros(0) : parts.get(0);
                },
                t -> twin.apply(t[0]).get(0),
                Input.normal(dims));
        row.sample(
                label + ", all",
                x -> joined(op.apply(x[0]), dim),
                t -> {
                    TensorVector parts = twin.apply(t[0]);
                    TensorVector turned = new TensorVector();
                    for (long i = parts.size() - 1; i >= 0; i--) {
                        turned.push_back(parts.get(i));
                    }
                    return torch.cat(turned, dim);
                },
                Input.normal(dims));
    }

    private static Tensor joined(List<Tensor> parts, int dim) {
        List<Tensor> turned = new ArrayList<>(parts);
        Collections.reverse(turned);
        return turned.isEmpty() ? zeros(0) : Shaping.concat(turned, dim);
    }

    private static OpCase split() {
        OpCase row = OpCase.of("split(Tensor, long, int)").pytorch("torch.split");
        for (int size : new int[] {1, 2, 3, 9}) {
            parts(row, "by " + size, x -> Splitting.split(x, size, 1), t -> torch.split(t, size, 1), 1, 2, 5, 3);
        }
        parts(row, "the last", x -> Splitting.split(x, 2, -1), t -> torch.split(t, 2, -1), -1, 2, 4);
        return row.bad(
                        "expected a size of at least 1, got 0",
                        () -> Splitting.split(zeros(2), 0, 0).get(0))
                .bad("expected a dim in", () -> Splitting.split(zeros(2), 1, 1).get(0));
    }

    private static OpCase splitBySizes() {
        OpCase row = OpCase.of("split(Tensor, long[], int)").pytorch("torch.split");
        for (long[] sizes : new long[][] {{5}, {1, 4}, {2, 0, 3}}) {
            parts(
                    row,
                    "into " + Arrays.toString(sizes),
                    x -> Splitting.split(x, sizes, 1),
                    t -> torch.split_with_sizes(t, sizes, 1),
                    1,
                    2,
                    5,
                    3);
        }
        return row.bad(
                        "expected sizes that make 5 at dim 0 of (5,), got [2, 2]",
                        () -> Splitting.split(zeros(5), new long[] {2, 2}, 0).get(0))
                .bad(
                        "got [6, -1]",
                        () -> Splitting.split(zeros(5), new long[] {6, -1}, 0).get(0))
                .bad(
                        "expected a dim in",
                        () -> Splitting.split(zeros(5), new long[] {5}, 1).get(0));
    }

    private static OpCase chunk() {
        OpCase row = OpCase.of("chunk(Tensor, int, int)").pytorch("torch.chunk");
        for (int chunks : new int[] {1, 2, 4, 9}) {
            parts(
                    row,
                    "into " + chunks,
                    x -> Splitting.chunk(x, chunks, 1),
                    t -> torch.chunk(t, chunks, 1),
                    1,
                    2,
                    5,
                    3);
        }
        return row.bad(
                        "expected at least one chunk, got 0",
                        () -> Splitting.chunk(zeros(2), 0, 0).get(0))
                .bad("expected a dim in", () -> Splitting.chunk(zeros(2), 1, 1).get(0));
    }

    private static OpCase unbind() {
        OpCase row = OpCase.of("unbind(Tensor, int)").pytorch("torch.unbind");
        for (int dim : new int[] {0, 1, -1}) {
            parts(row, "along " + dim, x -> Splitting.unbind(x, dim), t -> torch.unbind(t, dim), 0, 2, 3, 4);
        }
        return row.bad("expected a dim in", () -> Splitting.unbind(zeros(2), 1).get(0));
    }

    // ---- truth

    private static OpCase logic(
            String name, BinaryOperator<Tensor> op, BinaryOperator<org.bytedeco.pytorch.Tensor> twin) {
        String torchName = name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
        OpCase row = OpCase.of(name + "(Tensor, Tensor)")
                .pytorch("torch." + torchName)
                .withoutGradient()
                .sample(
                        "truth values",
                        x -> op.apply(x[0], x[1]),
                        t -> twin.apply(t[0], t[1]),
                        Input.maskOf(new double[] {0, 0, 1, 1}, 4),
                        Input.maskOf(new double[] {0, 1, 0, 1}, 4))
                .sample(
                        "broadcast",
                        x -> op.apply(x[0], x[1]),
                        t -> twin.apply(t[0], t[1]),
                        Input.mask(3, 1),
                        Input.mask(2, 1, 4));
        for (double[] last : new double[][] {{2, 1}, {2, 0}, {0, 3}}) {
            row.sample(
                    "numbers, at last " + Arrays.toString(last),
                    x -> op.apply(x[0], x[1]),
                    t -> twin.apply(t[0], t[1]),
                    Input.values(new double[] {0, 0, -1, Double.NaN, last[0]}, 5)
                            .fixed(),
                    Input.values(new double[] {0, 3, 0.5, 0, last[1]}, 5).fixed());
        }
        return row.bad("expected shapes that broadcast", () -> op.apply(zeros(2), zeros(3)))
                .bad("FLOAT32 and BOOL", () -> op.apply(zeros(2), zeros(2).to(DType.BOOL)));
    }

    private static OpCase logicalNot() {
        return OpCase.of("logicalNot(Tensor)")
                .pytorch("torch.logical_not")
                .withoutGradient()
                .sample("truth values", x -> Logic.logicalNot(x[0]), t -> torch.logical_not(t[0]), Input.mask(3, 4))
                .sample(
                        "numbers",
                        x -> Logic.logicalNot(x[0]),
                        t -> torch.logical_not(t[0]),
                        Input.values(new double[] {0, 2, -0.5, Double.NaN}, 4));
    }

    // ---- boxes

    private static Input boxes(int count) {
        Rng rng = Rng.seed(5);
        double[] corners = new double[4 * count];
        for (int i = 0; i < corners.length; i += 4) {
            for (int axis = 0; axis < 2; axis++) {
                corners[i + axis] = rng.nextDouble(0, 4);
                corners[i + axis + 2] = corners[i + axis] + rng.nextDouble(1, 5);
            }
        }
        return Input.values(corners, count, 4).fixed();
    }

    /** The same from the matrix of all overlaps. */
    private static org.bytedeco.pytorch.Tensor kept(double threshold, org.bytedeco.pytorch.Tensor... t) {
        var boxes = t[0];
        int n = (int) boxes.size(0);
        TensorVector sides = torch.unbind(boxes, 1);
        var size = boxes.slice(1, longs(2), longs(4), 1).sub(boxes.slice(1, longs(0), longs(2), 1));
        var area = size.prod(1, false, new org.bytedeco.pytorch.ScalarTypeOptional());
        var shared = shared(sides, 0).mul(shared(sides, 1));
        double[] overlap = Torch.value(
                        shared.div(area.unsqueeze(0).add(area.unsqueeze(1)).sub(shared)))
                .values();
        double[] scores = Torch.value(t[1]).values();
        double[] classes = t.length > 2 ? Torch.value(t[2]).values() : new double[n];
        List<Integer> kept = new ArrayList<>();
        IntStream.range(0, n)
                .boxed()
                .sorted(Comparator.comparing(i -> -scores[i]))
                .forEach(i -> {
                    if (kept.stream().noneMatch(k -> classes[k] == classes[i] && overlap[k * n + i] > threshold)) {
                        kept.add(i);
                    }
                });
        return org.bytedeco.pytorch.Tensor.create(
                kept.stream().mapToLong(Integer::longValue).toArray());
    }

    private static org.bytedeco.pytorch.LongOptional longs(long value) {
        return new org.bytedeco.pytorch.LongOptional(value);
    }

    private static org.bytedeco.pytorch.Tensor shared(TensorVector sides, int axis) {
        var from = torch.maximum(sides.get(axis).unsqueeze(0), sides.get(axis).unsqueeze(1));
        var to = torch.minimum(
                sides.get(axis + 2).unsqueeze(0), sides.get(axis + 2).unsqueeze(1));
        return torch.relu(to.sub(from));
    }

    private static OpCase nms() {
        OpCase row = OpCase.of("nms(Tensor, Tensor, double)")
                .pytorch("torchvision.ops.nms")
                .withoutGradient();
        for (int count : new int[] {1, 7, 40}) {
            for (double threshold : new double[] {0, 0.3, 0.7, 1}) {
                row.sample(
                        count + " boxes, " + threshold,
                        x -> Detection.nms(x[0], x[1], threshold),
                        t -> kept(threshold, t),
                        boxes(count),
                        Input.normal(count).fixed());
            }
        }
        return row.sample(
                        "equal scores",
                        x -> Detection.nms(x[0], x[1], 0.2),
                        t -> kept(0.2, t),
                        boxes(20),
                        Input.tied(20).fixed())
                .sample(
                        "at the threshold",
                        x -> Detection.nms(x[0], x[1], 0.5),
                        t -> kept(0.5, t),
                        Input.values(new double[] {0, 0, 2, 2, 0, 0, 2, 1, 0, 0, 2, 1.5}, 3, 4)
                                .fixed(),
                        Input.values(new double[] {3, 2, 1}, 3).fixed())
                .bad("expected boxes (N, 4), got (2, 3)", () -> Detection.nms(zeros(2, 3), zeros(2), 0.5))
                .bad("expected scores (2,), got (3,)", () -> Detection.nms(zeros(2, 4), zeros(3), 0.5))
                .bad(
                        "expected an iouThreshold from 0.0 to 1.0, got 1.5",
                        () -> Detection.nms(zeros(2, 4), zeros(2), 1.5))
                .bad(
                        "expected a floating tensor",
                        () -> Detection.nms(zeros(2, 4).to(DType.INT64), zeros(2), 0.5));
    }

    private static OpCase batchedNms() {
        OpCase row = OpCase.of("batchedNms(Tensor, Tensor, Tensor, double)")
                .pytorch("torchvision.ops.batched_nms")
                .withoutGradient();
        for (int classes : new int[] {1, 3, 40}) {
            row.sample(
                    classes + " classes",
                    x -> Detection.batchedNms(x[0], x[1], x[2], 0.25),
                    t -> kept(0.25, t),
                    boxes(30),
                    Input.normal(30).fixed(),
                    Input.labels(classes, 30));
        }
        return row.bad(
                        "expected classes (2,), got (3,)",
                        () -> Detection.batchedNms(zeros(2, 4), zeros(2), Tensor.of(new long[3], Shape.of(3)), 0.5))
                .bad(
                        "expected classes of type INT64, got FLOAT32",
                        () -> Detection.batchedNms(zeros(2, 4), zeros(2), zeros(2), 0.5))
                .bad("expected boxes (N, 4), got (2,)", () -> Detection.batchedNms(zeros(2), zeros(2), zeros(2), 0.5));
    }
}
