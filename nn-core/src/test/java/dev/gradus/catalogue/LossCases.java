package dev.gradus.catalogue;

import static dev.gradus.tensor.Tensor.zeros;

import dev.gradus.ops.Losses;
import dev.gradus.parity.Torch;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.global.torch;

/** Rows of {@link Losses}. */
final class LossCases {
    private static final long MEAN = torch.Reduction.Mean.value;
    private static final long NOTHING_IGNORED = -100;

    private LossCases() {}

    static List<OpCase> rows() {
        return List.of(crossEntropy(), svm(), binaryCrossEntropy(), dice(), mse());
    }

    private static Tensor classes(long... indices) {
        return Tensor.of(indices, Shape.of(indices.length));
    }

    private static OpCase crossEntropy() {
        OpCase row = OpCase.of("crossEntropy(Tensor, Tensor)");
        long[][] scores = {{4, 3}, {1, 2}, {5, 17}, {2, 3, 4, 5}, {2, 5, 3}, {1, 1}};
        long[][] targets = {{4}, {1}, {5}, {2, 4, 5}, {2, 3}, {1}};
        for (int i = 0; i < scores.length; i++) {
            Input x = Input.normal(scores[i]);
            row.sample(
                    x.shape().toString(),
                    t -> Losses.crossEntropy(t[0], t[1]),
                    t -> torch.cross_entropy_loss(t[0], t[1], Torch.none(), MEAN, NOTHING_IGNORED, 0),
                    x,
                    Input.labels((int) scores[i][1], targets[i]));
        }
        return row.sample(
                        "no overflow",
                        t -> Losses.crossEntropy(t[0], t[1]),
                        t -> torch.cross_entropy_loss(t[0], t[1], Torch.none(), MEAN, NOTHING_IGNORED, 0),
                        Input.values(new double[] {1000, 0, -1000, 0, 500, 499}, 2, 3),
                        Input.values(new double[] {2, 1}, 2).index())
                .withoutDifferences()
                .bad("expected class indices from 0 to 2, got 3", () -> Losses.crossEntropy(zeros(2, 3), classes(0, 3)))
                .bad(
                        "expected class indices from 0 to 2, got -1",
                        () -> Losses.crossEntropy(zeros(2, 3), classes(-1, 2)))
                .bad("expected a target of type INT64, got FLOAT32", () -> Losses.crossEntropy(zeros(2, 3), zeros(2)))
                .bad(
                        "expected a target of shape (2,) with at least one element, got (3,)",
                        () -> Losses.crossEntropy(zeros(2, 3), classes(0, 1, 2)))
                .bad("expected scores (N, C, …), got (3,)", () -> Losses.crossEntropy(zeros(3), classes(0)))
                .bad(
                        "with at least one element",
                        () -> Losses.crossEntropy(zeros(0, 3), Tensor.of(new long[0], Shape.of(0))));
    }

    private static OpCase svm() {
        OpCase row = OpCase.of("multiClassSvm(Tensor, Tensor, double)");
        long[][] scores = {{4, 3}, {1, 2}, {6, 17}};
        for (long[] dims : scores) {
            for (double margin : new double[] {1, 0.25}) {
                row.sample(
                        Shape.of(dims) + ", margin " + margin,
                        t -> Losses.multiClassSvm(t[0], t[1], margin),
                        t -> torch.multi_margin_loss(t[0], t[1], new Scalar(1L), new Scalar(margin), Torch.none(), MEAN)
                                .mul(new Scalar((double) dims[1])),
                        Input.normal(dims),
                        Input.labels((int) dims[1], dims[0]));
            }
        }
        return row.bad(
                        "expected scores (N, C), got (2, 3, 4)",
                        () -> Losses.multiClassSvm(zeros(2, 3, 4), classes(0, 1), 1))
                .bad(
                        "expected class indices from 0 to 2, got 3",
                        () -> Losses.multiClassSvm(zeros(2, 3), classes(0, 3), 1))
                .bad(
                        "expected class indices from 0 to 2, got -2",
                        () -> Losses.multiClassSvm(zeros(2, 3), classes(1, -2), 1))
                .bad("expected a target of type INT64", () -> Losses.multiClassSvm(zeros(2, 3), zeros(2), 1));
    }

    private static OpCase binaryCrossEntropy() {
        OpCase row = OpCase.of("binaryCrossEntropyWithLogits(Tensor, Tensor, Tensor)");
        for (long[] dims : new long[][] {{4, 3}, {}, {2, 1, 3, 5}, {2, 17, 2, 2}, {1}}) {
            row.sample(
                    Shape.of(dims).toString(),
                    x -> Losses.binaryCrossEntropyWithLogits(x[0], x[1], null),
                    t -> torch.binary_cross_entropy_with_logits(t[0], t[1], Torch.none(), Torch.none(), MEAN),
                    Input.normal(dims),
                    Input.zeroOne(dims));
        }
        long[][][] weighted = {{{4, 3}, {3}}, {{2, 5, 3, 2}, {5, 1, 1}}, {{6}, {}}, {{2, 3}, {2, 3}}};
        for (long[][] s : weighted) {
            row.sample(
                    Shape.of(s[0]) + ", positive weight " + Shape.of(s[1]),
                    x -> Losses.binaryCrossEntropyWithLogits(x[0], x[1], x[2]),
                    t -> torch.binary_cross_entropy_with_logits(t[0], t[1], Torch.none(), Torch.optional(t[2]), MEAN),
                    Input.normal(s[0]),
                    Input.uniform(0, 1, s[0]).fixed(),
                    Input.positive(s[1]).fixed());
        }
        Input far = Input.values(new double[] {-1000, 1000, -200, 200}, 4);
        Input half = Input.values(new double[] {0, 1, 1, 0}, 4).fixed();
        return row.sample(
                        "no overflow",
                        x -> Losses.binaryCrossEntropyWithLogits(x[0], x[1], null),
                        t -> torch.binary_cross_entropy_with_logits(t[0], t[1], Torch.none(), Torch.none(), MEAN),
                        far,
                        half)
                .withoutDifferences()
                .bad(
                        "expected a target of shape (4, 3), got (3, 4)",
                        () -> Losses.binaryCrossEntropyWithLogits(zeros(4, 3), zeros(3, 4), null))
                .bad(
                        "expected a positive weight that broadcasts to (4, 3), got (2, 4, 3)",
                        () -> Losses.binaryCrossEntropyWithLogits(zeros(4, 3), zeros(4, 3), zeros(2, 4, 3)))
                .bad(
                        "FLOAT32 and FLOAT64",
                        () -> Losses.binaryCrossEntropyWithLogits(
                                zeros(4, 3), zeros(4, 3).to(DType.FLOAT64), null))
                .bad(
                        "expected at least one element",
                        () -> Losses.binaryCrossEntropyWithLogits(zeros(0), zeros(0), null));
    }

    private static OpCase dice() {
        OpCase row = OpCase.of("dice(Tensor, Tensor)");
        for (long[] dims : new long[][] {{2, 3, 4, 5}, {1, 1, 2, 2}, {2, 5, 7}, {1, 17, 3, 2}}) {
            row.sample(
                    Shape.of(dims).toString(),
                    x -> Losses.dice(x[0], x[1]),
                    t -> diceTwin(t[0], t[1], pixels(dims.length)),
                    Input.uniform(0.05, 0.95, dims),
                    Input.zeroOne(dims));
        }
        double[] empty = {0, 0, 0.25, 0.75, 0, 0};
        return row.sample(
                        "empty against empty",
                        x -> Losses.dice(x[0], x[1]),
                        t -> diceTwin(t[0], t[1], pixels(3)),
                        Input.values(empty, 1, 3, 2),
                        Input.values(new double[] {0, 0, 0, 1, 0, 0}, 1, 3, 2).fixed())
                .withoutDifferences()
                .bad("expected probabilities (N, C, …), got (2, 3)", () -> Losses.dice(zeros(2, 3), zeros(2, 3)))
                .bad(
                        "expected a target of shape (1, 1, 2, 2), got (1, 1, 4)",
                        () -> Losses.dice(zeros(1, 1, 2, 2), zeros(1, 1, 4)))
                .bad(
                        "FLOAT32 and FLOAT64",
                        () -> Losses.dice(zeros(1, 1, 2), zeros(1, 1, 2).to(DType.FLOAT64)));
    }

    private static long[] pixels(int rank) {
        return rank == 3 ? new long[] {2} : new long[] {2, 3};
    }

    private static org.bytedeco.pytorch.Tensor diceTwin(
            org.bytedeco.pytorch.Tensor p, org.bytedeco.pytorch.Tensor t, long... pixels) {
        ScalarTypeOptional same = new ScalarTypeOptional();
        org.bytedeco.pytorch.Tensor overlap = p.mul(t).sum(pixels, false, same).mul(new Scalar(2.0));
        org.bytedeco.pytorch.Tensor total = p.sum(pixels, false, same).add(t.sum(pixels, false, same));
        org.bytedeco.pytorch.Tensor empty = total.eq(new Scalar(0.0));
        org.bytedeco.pytorch.Tensor one = torch.ones_like(total);
        org.bytedeco.pytorch.Tensor score = torch.where(empty, one, overlap.div(torch.where(empty, one, total)));
        return score.mean().neg().add(new Scalar(1.0));
    }

    private static OpCase mse() {
        OpCase row = OpCase.of("mse(Tensor, Tensor)");
        for (long[] dims : new long[][] {{4, 3}, {}, {2, 5, 3, 2}, {1, 17, 2, 2}, {1}}) {
            row.sample(
                    Shape.of(dims).toString(),
                    x -> Losses.mse(x[0], x[1]),
                    t -> torch.mse_loss(t[0], t[1], MEAN),
                    Input.normal(dims),
                    Input.normal(dims).fixed());
        }
        return row.bad("expected a target of shape (4, 3), got (3,)", () -> Losses.mse(zeros(4, 3), zeros(3)))
                .bad("FLOAT32 and FLOAT64", () -> Losses.mse(zeros(3), zeros(3).to(DType.FLOAT64)))
                .bad("expected at least one element", () -> Losses.mse(zeros(0), zeros(0)));
    }
}
