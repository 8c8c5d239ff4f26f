package dev.gradus.catalogue;

import static dev.gradus.tensor.Tensor.zeros;

import dev.gradus.ops.Arranging;
import dev.gradus.ops.Indexing;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.global.torch;

/** Rows of {@link Indexing} and {@link Arranging}. */
final class IndexingCases {
    private IndexingCases() {}

    static List<OpCase> rows() {
        return List.of(
                gather(),
                scatterAdd(),
                indexSelect(),
                embedding(),
                oneHot(),
                maskedFill(),
                flip(),
                roll(),
                repeat(),
                triangle(true),
                triangle(false),
                pixelShuffle(),
                pixelUnshuffle(),
                logSumExp());
    }

    private static Tensor places(long... indices) {
        return Tensor.of(indices, Shape.of(indices.length));
    }

    private static OpCase gather() {
        return OpCase.of("gather(Tensor, int, Tensor)")
                .pytorch("torch.gather")
                .sample(
                        "along 1",
                        x -> Indexing.gather(x[0], 1, x[1]),
                        t -> t[0].gather(1, t[1]),
                        Input.normal(3, 4),
                        Input.labels(4, 3, 6))
                .sample(
                        "along 0, fewer of the rest",
                        x -> Indexing.gather(x[0], 0, x[1]),
                        t -> t[0].gather(0, t[1]),
                        Input.normal(3, 4, 2),
                        Input.labels(3, 5, 2, 2))
                .sample(
                        "along -1",
                        x -> Indexing.gather(x[0], -1, x[1]),
                        t -> t[0].gather(-1, t[1]),
                        Input.normal(5),
                        Input.labels(5, 7))
                .bad("expected indices from 0 to 1, got 2", () -> Indexing.gather(zeros(2), 0, places(0, 2)))
                .bad("expected indices from 0 to 1, got -1", () -> Indexing.gather(zeros(2), 0, places(0, -1)))
                .bad("expected an index of type INT64", () -> Indexing.gather(zeros(2), 0, zeros(2)))
                .bad(
                        "expected an index that fits into (2, 3) but at dim 0, got (2,)",
                        () -> Indexing.gather(zeros(2, 3), 0, places(0, 1)))
                .bad("expected a dim in", () -> Indexing.gather(zeros(2), 1, places(0, 1)));
    }

    private static OpCase scatterAdd() {
        return OpCase.of("scatterAdd(Tensor, int, Tensor, Tensor)")
                .pytorch("torch.scatter_add")
                .sample(
                        "along 1",
                        x -> Indexing.scatterAdd(x[0], 1, x[1], x[2]),
                        t -> t[0].scatter_add(1, t[1], t[2]),
                        Input.normal(3, 4),
                        Input.labels(4, 3, 6),
                        Input.normal(3, 6))
                .sample(
                        "along 0, fewer of the rest",
                        x -> Indexing.scatterAdd(x[0], 0, x[1], x[2]),
                        t -> t[0].scatter_add(0, t[1], t[2]),
                        Input.normal(3, 4),
                        Input.labels(3, 5, 2),
                        Input.normal(5, 2))
                .bad(
                        "expected a source of the index's shape (2,), got (3,)",
                        () -> Indexing.scatterAdd(zeros(4), 0, places(0, 1), zeros(3)))
                .bad(
                        "expected indices from 0 to 3, got 4",
                        () -> Indexing.scatterAdd(zeros(4), 0, places(0, 4), zeros(2)))
                .bad(
                        "expected indices from 0 to 3, got -4",
                        () -> Indexing.scatterAdd(zeros(4), 0, places(0, -4), zeros(2)))
                .bad(
                        "expected an index that fits into",
                        () -> Indexing.scatterAdd(zeros(4, 2), 0, places(0, 1), zeros(2)));
    }

    private static OpCase indexSelect() {
        OpCase row = OpCase.of("indexSelect(Tensor, int, Tensor)").pytorch("torch.index_select");
        for (int dim : new int[] {0, 1, -1}) {
            row.sample(
                    "along " + dim,
                    x -> Indexing.indexSelect(x[0], dim, x[1]),
                    t -> torch.index_select(t[0], dim, t[1]),
                    Input.normal(3, 4, 5),
                    Input.labels(3, 6));
        }
        return row.bad(
                        "expected an index (n,), got (1, 2)",
                        () -> Indexing.indexSelect(zeros(3), 0, places(0, 1).unsqueeze(0)))
                .bad("expected indices from 0 to 2, got 3", () -> Indexing.indexSelect(zeros(3), 0, places(3)))
                .bad("expected indices from 0 to 2, got -1", () -> Indexing.indexSelect(zeros(3), 0, places(-1)))
                .bad("expected an index of type INT64", () -> Indexing.indexSelect(zeros(3), 0, zeros(1)));
    }

    private static OpCase embedding() {
        OpCase row = OpCase.of("embedding(Tensor, Tensor, long)").pytorch("torch.nn.functional.embedding");
        return row.sample(
                        "words",
                        x -> Indexing.embedding(x[0], x[1], -1),
                        t -> torch.embedding(t[0], t[1], -1, false, false),
                        Input.normal(5, 3),
                        Input.labels(5, 4, 3))
                .sample(
                        "with padding",
                        x -> Indexing.embedding(x[0], x[1], 2),
                        t -> torch.embedding(t[0], t[1], 2, false, false),
                        Input.normal(5, 3),
                        Input.values(new double[] {2, 0, 4, 2, 1, 3}, 2, 3).index())
                // The filler's gradient is left out by intent.
                .withoutDifferences()
                .bad("expected weight (rows, D), got (3,)", () -> Indexing.embedding(zeros(3), places(0), -1))
                .bad("expected indices from 0 to 2, got 3", () -> Indexing.embedding(zeros(3, 2), places(3), -1))
                .bad("expected indices from 0 to 2, got -1", () -> Indexing.embedding(zeros(3, 2), places(-1), -1))
                .bad("expected a paddingIdx from -1 to 2, got 3", () -> Indexing.embedding(zeros(3, 2), places(0), 3));
    }

    private static OpCase oneHot() {
        return OpCase.of("oneHot(Tensor, long)")
                .pytorch("torch.nn.functional.one_hot")
                .withoutGradient()
                .sample(
                        "vector",
                        x -> Indexing.oneHot(x[0], 4),
                        t -> torch.one_hot(t[0], 4),
                        Input.values(new double[] {3, 0, 1, 3}, 4).index())
                .sample("matrix", x -> Indexing.oneHot(x[0], 3), t -> torch.one_hot(t[0], 3), Input.labels(3, 2, 5))
                .bad("expected indices from 0 to 2, got 3", () -> Indexing.oneHot(places(3), 3))
                .bad("expected indices from 0 to 2, got -1", () -> Indexing.oneHot(places(-1), 3))
                .bad("expected at least one class, got 0", () -> Indexing.oneHot(places(0), 0))
                .bad("expected an index of type INT64", () -> Indexing.oneHot(zeros(2), 3));
    }

    private static OpCase maskedFill() {
        return OpCase.of("maskedFill(Tensor, Tensor, double)")
                .pytorch("torch.Tensor.masked_fill")
                .sample(
                        "of one shape",
                        x -> Indexing.maskedFill(x[0], x[1], -3),
                        t -> t[0].masked_fill(t[1], new Scalar(-3.0)),
                        Input.normal(3, 4),
                        Input.mask(3, 4))
                .sample(
                        "broadcast",
                        x -> Indexing.maskedFill(x[0], x[1], 0.5),
                        t -> t[0].masked_fill(t[1], new Scalar(0.5)),
                        Input.normal(2, 3, 4),
                        Input.mask(3, 1))
                .bad("expected a mask of type BOOL", () -> Indexing.maskedFill(zeros(2), zeros(2), 0))
                .bad(
                        "expected a mask that broadcasts to (2,), got (3, 2)",
                        () -> Indexing.maskedFill(zeros(2), zeros(3, 2).to(DType.BOOL), 0));
    }

    private static OpCase flip() {
        OpCase row = OpCase.of("flip(Tensor, int...)").pytorch("torch.flip");
        for (int[] dims : new int[][] {{0}, {1, 2}, {-1}, {}}) {
            row.sample(
                    Arrays.toString(dims),
                    x -> Arranging.flip(x[0], dims),
                    t -> torch.flip(t[0], Arrays.stream(dims).asLongStream().toArray()),
                    Input.normal(2, 3, 4));
        }
        return row.bad("expected", () -> Arranging.flip(zeros(2), 1));
    }

    private static OpCase roll() {
        OpCase row = OpCase.of("roll(Tensor, long, int)").pytorch("torch.roll");
        for (long shift : new long[] {1, -1, 5, 4, 0}) {
            row.sample(
                    "by " + shift,
                    x -> Arranging.roll(x[0], shift, 1),
                    t -> torch.roll(t[0], new long[] {shift}, 1),
                    Input.normal(2, 4, 3));
        }
        return row.bad("expected a dim in", () -> Arranging.roll(zeros(2), 1, 1));
    }

    private static OpCase repeat() {
        return OpCase.of("repeat(Tensor, int...)")
                .pytorch("torch.Tensor.repeat")
                .sample("matrix", x -> Arranging.repeat(x[0], 2, 3), t -> t[0].repeat(2, 3), Input.normal(2, 3))
                .sample("vector", x -> Arranging.repeat(x[0], 1), t -> t[0].repeat(1), Input.normal(4))
                .bad("expected 2 numbers of at least 1, got [2]", () -> Arranging.repeat(zeros(2, 3), 2))
                .bad("numbers of at least 1", () -> Arranging.repeat(zeros(2), 0));
    }

    private static OpCase triangle(boolean lower) {
        OpCase row =
                OpCase.of((lower ? "tril" : "triu") + "(Tensor, int)").pytorch(lower ? "torch.tril" : "torch.triu");
        for (int diagonal : new int[] {0, 1, -1}) {
            row.sample(
                    "diagonal " + diagonal,
                    x -> lower ? Arranging.tril(x[0], diagonal) : Arranging.triu(x[0], diagonal),
                    t -> lower ? torch.tril(t[0], diagonal) : torch.triu(t[0], diagonal),
                    Input.normal(2, 3, 4));
        }
        return row.bad(
                "expected matrices (…, rows, columns), got (3,)",
                () -> lower ? Arranging.tril(zeros(3), 0) : Arranging.triu(zeros(3), 0));
    }

    private static OpCase pixelShuffle() {
        return OpCase.of("pixelShuffle(Tensor, int)")
                .pytorch("torch.nn.functional.pixel_shuffle")
                .sample(
                        "by 2",
                        x -> Arranging.pixelShuffle(x[0], 2),
                        t -> torch.pixel_shuffle(t[0], 2),
                        Input.normal(2, 8, 3, 2))
                .sample(
                        "by 3",
                        x -> Arranging.pixelShuffle(x[0], 3),
                        t -> torch.pixel_shuffle(t[0], 3),
                        Input.normal(1, 9, 2, 2))
                .bad(
                        "expected a factor whose square divides the 6 channels, got 2",
                        () -> Arranging.pixelShuffle(zeros(1, 6, 2, 2), 2))
                .bad("expected input (N, C, H, W)", () -> Arranging.pixelShuffle(zeros(4, 2), 2));
    }

    private static OpCase pixelUnshuffle() {
        return OpCase.of("pixelUnshuffle(Tensor, int)")
                .pytorch("torch.nn.functional.pixel_unshuffle")
                .sample(
                        "by 2",
                        x -> Arranging.pixelUnshuffle(x[0], 2),
                        t -> torch.pixel_unshuffle(t[0], 2),
                        Input.normal(2, 2, 6, 4))
                .bad(
                        "expected a factor that divides both sides of (1, 1, 4, 3), got 2",
                        () -> Arranging.pixelUnshuffle(zeros(1, 1, 4, 3), 2))
                .bad("expected input (N, C, H, W)", () -> Arranging.pixelUnshuffle(zeros(4, 2), 2));
    }

    private static OpCase logSumExp() {
        OpCase row = OpCase.of("logSumExp(Tensor, boolean, int...)").pytorch("torch.logsumexp");
        for (int[] dims : new int[][] {{1}, {0, 2}, {-1}}) {
            for (boolean keep : new boolean[] {false, true}) {
                row.sample(
                        Arrays.toString(dims) + (keep ? ", kept" : ""),
                        x -> Arranging.logSumExp(x[0], keep, dims),
                        t -> torch.logsumexp(
                                t[0], Arrays.stream(dims).asLongStream().toArray(), keep),
                        Input.normal(2, 3, 4));
            }
        }
        return row.sample(
                        "no overflow",
                        x -> Arranging.logSumExp(x[0], false, 1),
                        t -> torch.logsumexp(t[0], new long[] {1}, false),
                        Input.values(new double[] {1000, 0, -1000, 1000, 1000, 999}, 2, 3))
                .withoutDifferences()
                .bad("expected at least one dim, got none", () -> Arranging.logSumExp(zeros(2), false))
                .bad("expected at least one element, got (0,)", () -> Arranging.logSumExp(zeros(0), false, 0))
                .bad("expected a floating tensor", () -> Arranging.logSumExp(zeros(2).to(DType.INT64), false, 0));
    }
}
