package dev.gradus.catalogue;

import static dev.gradus.tensor.Tensor.zeros;

import dev.gradus.ops.ClassificationLosses;
import dev.gradus.parity.Torch;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** Rows of {@link ClassificationLosses}. */
final class ClassificationLossCases {
    private static final long MEAN = torch.Reduction.Mean.value;
    private static final long NONE = torch.Reduction.None.value;
    private static final long IGNORED = 2;

    private ClassificationLossCases() {}

    static List<OpCase> rows() {
        return List.of(
                crossEntropy(),
                denseCrossEntropy(),
                negativeLogLikelihood(),
                focal(),
                sigmoidFocal(),
                binaryCrossEntropy(),
                weightedBinaryCrossEntropy(),
                weightedCrossEntropy(),
                boundaryWeights());
    }

    private static Tensor classes(long... indices) {
        return Tensor.of(indices, Shape.of(indices.length));
    }

    private static long[] positions(long... scores) {
        return Shape.of(scores).without(1).dims();
    }

    private static OpCase crossEntropy() {
        OpCase row = OpCase.of("crossEntropy(Tensor, Tensor, Tensor, long, double)")
                .pytorch("torch.nn.functional.cross_entropy");
        for (long[] dims : new long[][] {{6, 3}, {5, 17}, {2, 4, 3, 5}, {3, 5, 4}}) {
            for (double smoothing : new double[] {0, 0.1}) {
                row.sample(
                        Shape.of(dims) + ", weights, smoothing " + smoothing,
                        x -> ClassificationLosses.crossEntropy(x[0], x[1], x[2], IGNORED, smoothing),
                        t -> torch.cross_entropy_loss(t[0], t[1], Torch.optional(t[2]), MEAN, IGNORED, smoothing),
                        Input.normal(dims),
                        Input.labels((int) dims[1], positions(dims)),
                        Input.positive(dims[1]).fixed());
                row.sample(
                        Shape.of(dims) + ", smoothing " + smoothing,
                        x -> ClassificationLosses.crossEntropy(x[0], x[1], null, IGNORED, smoothing),
                        t -> torch.cross_entropy_loss(t[0], t[1], Torch.none(), MEAN, IGNORED, smoothing),
                        Input.normal(dims),
                        Input.labels((int) dims[1], positions(dims)));
            }
        }
        return row.sample(
                        "255 at the borders",
                        x -> ClassificationLosses.crossEntropy(x[0], x[1], null, 255, 0),
                        t -> torch.cross_entropy_loss(t[0], t[1], Torch.none(), MEAN, 255, 0),
                        Input.normal(4, 3),
                        Input.values(new double[] {0, 255, 2, 255}, 4).index())
                .sample(
                        "all ignored is 0",
                        x -> ClassificationLosses.crossEntropy(x[0], x[1], null, 255, 0.1),
                        t -> t[0].sum().mul(new Scalar(0.0)),
                        Input.normal(2, 3),
                        Input.values(new double[] {255, 255}, 2).index())
                .withoutDifferences()
                .bad(
                        "expected class indices from 0 to 2, got 3",
                        () -> ClassificationLosses.crossEntropy(zeros(2, 3), classes(0, 3), null, -100, 0))
                .bad(
                        "expected class indices from 0 to 2, got -1",
                        () -> ClassificationLosses.crossEntropy(zeros(2, 3), classes(0, -1), null, -100, 0))
                .bad(
                        "expected weight (3,), got (2,)",
                        () -> ClassificationLosses.crossEntropy(zeros(2, 3), classes(0, 2), zeros(2), -100, 0))
                .bad(
                        "expected a target of type INT64",
                        () -> ClassificationLosses.crossEntropy(zeros(2, 3), zeros(2), null, -100, 0))
                .bad(
                        "expected labelSmoothing from 0.0 to 1.0, got 1.5",
                        () -> ClassificationLosses.crossEntropy(zeros(2, 3), classes(0, 2), null, -100, 1.5));
    }

    private static OpCase denseCrossEntropy() {
        OpCase row =
                OpCase.of("crossEntropy(Tensor, Tensor, Tensor, double)").pytorch("torch.nn.functional.cross_entropy");
        for (long[] dims : new long[][] {{4, 3}, {2, 5, 3}, {2, 17, 2, 2}}) {
            row.sample(
                    Shape.of(dims) + ", weights, smoothing",
                    x -> ClassificationLosses.crossEntropy(x[0], x[1], x[2], 0.2),
                    t -> torch.cross_entropy_loss(t[0], t[1], Torch.optional(t[2]), MEAN, -100, 0.2),
                    Input.normal(dims),
                    Input.uniform(0, 1, dims).fixed(),
                    Input.positive(dims[1]).fixed());
            row.sample(
                    Shape.of(dims).toString(),
                    x -> ClassificationLosses.crossEntropy(x[0], x[1], null, 0),
                    t -> torch.cross_entropy_loss(t[0], t[1], Torch.none(), MEAN, -100, 0),
                    Input.normal(dims),
                    Input.uniform(0, 1, dims).fixed());
        }
        return row.bad(
                        "expected a target of shape (2, 3), got (3, 2)",
                        () -> ClassificationLosses.crossEntropy(zeros(2, 3), zeros(3, 2), null, 0))
                .bad(
                        "expected scores (N, C, …), got (3,)",
                        () -> ClassificationLosses.crossEntropy(zeros(3), zeros(3), null, 0))
                .bad(
                        "expected weight (3,)",
                        () -> ClassificationLosses.crossEntropy(zeros(2, 3), zeros(2, 3), zeros(2), 0))
                .bad(
                        "labelSmoothing from 0.0 to 1.0",
                        () -> ClassificationLosses.crossEntropy(zeros(2, 3), zeros(2, 3), null, -1));
    }

    private static OpCase negativeLogLikelihood() {
        OpCase row = OpCase.of("negativeLogLikelihood(Tensor, Tensor, Tensor, long)")
                .pytorch("torch.nn.functional.nll_loss");
        for (long[] dims : new long[][] {{6, 3}, {2, 4, 3, 5}}) {
            row.sample(
                    Shape.of(dims) + ", weights",
                    x -> ClassificationLosses.negativeLogLikelihood(x[0], x[1], x[2], IGNORED),
                    t -> torch.nll_loss_nd(t[0], t[1], Torch.optional(t[2]), MEAN, IGNORED),
                    Input.normal(dims),
                    Input.labels((int) dims[1], positions(dims)),
                    Input.positive(dims[1]).fixed());
            row.sample(
                    Shape.of(dims).toString(),
                    x -> ClassificationLosses.negativeLogLikelihood(x[0], x[1], null, -100),
                    t -> torch.nll_loss_nd(t[0], t[1], Torch.none(), MEAN, -100),
                    Input.normal(dims),
                    Input.labels((int) dims[1], positions(dims)));
        }
        for (double[] labels : new double[][] {{0, 255, 2, 255}, {255, 0, 255, 2}}) {
            row.sample(
                    "255, the last " + (int) labels[3],
                    x -> ClassificationLosses.negativeLogLikelihood(x[0], x[1], null, 255),
                    t -> torch.nll_loss_nd(t[0], t[1], Torch.none(), MEAN, 255),
                    Input.normal(4, 3),
                    Input.values(labels, 4).index());
        }
        return row.bad(
                        "expected class indices from 0 to 2, got 3",
                        () -> ClassificationLosses.negativeLogLikelihood(zeros(2, 3), classes(0, 3), null, -100))
                .bad(
                        "expected class indices from 0 to 2, got -1",
                        () -> ClassificationLosses.negativeLogLikelihood(zeros(2, 3), classes(0, -1), null, -100))
                .bad(
                        "expected weight (3,)",
                        () -> ClassificationLosses.negativeLogLikelihood(zeros(2, 3), classes(0, 1), zeros(1), -100));
    }

    private static OpCase focal() {
        OpCase row = OpCase.of("focal(Tensor, Tensor, Tensor, double, long)")
                .notInPytorch("(1 - p) ** gamma * cross_entropy");
        for (double gamma : new double[] {0, 1, 2.5}) {
            for (long[] dims : new long[][] {{6, 3}, {2, 4, 3, 2}}) {
                row.sample(
                        Shape.of(dims) + ", gamma " + gamma,
                        x -> ClassificationLosses.focal(x[0], x[1], null, gamma, IGNORED),
                        t -> focalTwin(t[0], t[1], Torch.none(), gamma, IGNORED),
                        Input.normal(dims),
                        Input.labels((int) dims[1], positions(dims)));
                row.sample(
                        Shape.of(dims) + ", weights, gamma " + gamma,
                        x -> ClassificationLosses.focal(x[0], x[1], x[2], gamma, IGNORED),
                        t -> focalTwin(t[0], t[1], Torch.optional(t[2]), gamma, IGNORED),
                        Input.normal(dims),
                        Input.labels((int) dims[1], positions(dims)),
                        Input.positive(dims[1]).fixed());
            }
        }
        for (double[] labels : new double[][] {{0, 255, 2, 255}, {255, 1, 255, 2}}) {
            row.sample(
                    "the last " + (int) labels[3],
                    x -> ClassificationLosses.focal(x[0], x[1], null, 2, 255),
                    t -> focalTwin(t[0], t[1], Torch.none(), 2, 255),
                    Input.normal(4, 3),
                    Input.values(labels, 4).index());
        }
        return row.bad(
                        "expected class indices from 0 to 2, got -1",
                        () -> ClassificationLosses.focal(zeros(2, 3), classes(0, -1), null, 2, -100))
                .bad(
                        "expected a gamma of at least 1, or 0, got 0.5",
                        () -> ClassificationLosses.focal(zeros(2, 3), classes(0, 1), null, 0.5, -100))
                .bad(
                        "expected class indices from 0 to 2, got 3",
                        () -> ClassificationLosses.focal(zeros(2, 3), classes(0, 3), null, 2, -100))
                .bad(
                        "expected weight (3,), got (2,)",
                        () -> ClassificationLosses.focal(zeros(2, 3), classes(0, 1), zeros(2), 2, -100));
    }

    private static org.bytedeco.pytorch.Tensor focalTwin(
            org.bytedeco.pytorch.Tensor scores,
            org.bytedeco.pytorch.Tensor target,
            TensorOptional weight,
            double gamma,
            long ignored) {
        var log = torch.log_softmax(scores, 1);
        var entropy = torch.nll_loss_nd(log, target, Torch.none(), NONE, ignored);
        var weighted = torch.nll_loss_nd(log, target, weight, NONE, ignored);
        var miss = entropy.neg().exp().neg().add(new Scalar(1.0));
        var kept = target.ne(new Scalar(ignored)).to(scores.scalar_type());
        return miss.pow(new Scalar(gamma)).mul(weighted).sum().div(kept.sum());
    }

    private static OpCase sigmoidFocal() {
        OpCase row =
                OpCase.of("sigmoidFocal(Tensor, Tensor, double, double)").pytorch("torchvision.ops.sigmoid_focal_loss");
        for (double gamma : new double[] {0, 1, 2}) {
            for (double alpha : new double[] {-1, 0.25}) {
                row.sample(
                        "alpha " + alpha + ", gamma " + gamma,
                        x -> ClassificationLosses.sigmoidFocal(x[0], x[1], alpha, gamma),
                        t -> sigmoidFocalTwin(t[0], t[1], alpha, gamma),
                        Input.normal(2, 3, 5),
                        Input.zeroOne(2, 3, 5));
            }
        }
        return row.bad(
                        "expected a target of shape (2, 3), got (3,)",
                        () -> ClassificationLosses.sigmoidFocal(zeros(2, 3), zeros(3), 0.25, 2))
                .bad("gamma", () -> ClassificationLosses.sigmoidFocal(zeros(2, 3), zeros(2, 3), 0.25, 0.5));
    }

    private static org.bytedeco.pytorch.Tensor sigmoidFocalTwin(
            org.bytedeco.pytorch.Tensor x, org.bytedeco.pytorch.Tensor t, double alpha, double gamma) {
        var entropy = torch.binary_cross_entropy_with_logits(x, t, Torch.none(), Torch.none(), NONE);
        var p = torch.sigmoid(x);
        var right = p.mul(t).add(p.neg().add(new Scalar(1.0)).mul(t.neg().add(new Scalar(1.0))));
        var loss = right.neg().add(new Scalar(1.0)).pow(new Scalar(gamma)).mul(entropy);
        var weight = t.mul(new Scalar(2 * alpha - 1)).add(new Scalar(1 - alpha));
        return (alpha < 0 ? loss : loss.mul(weight)).mean(new ScalarTypeOptional());
    }

    private static OpCase binaryCrossEntropy() {
        OpCase row = OpCase.of("binaryCrossEntropy(Tensor, Tensor, Tensor)")
                .pytorch("torch.nn.functional.binary_cross_entropy");
        for (long[] dims : new long[][] {{4, 3}, {}, {2, 1, 3, 5}}) {
            row.sample(
                    Shape.of(dims).toString(),
                    x -> ClassificationLosses.binaryCrossEntropy(x[0], x[1], null),
                    t -> torch.binary_cross_entropy(t[0], t[1], Torch.none(), MEAN),
                    Input.uniform(0.05, 0.95, dims),
                    Input.uniform(0, 1, dims).fixed());
        }
        double[] edges = {0, 1, 0, 1};
        return row.sample(
                        "weights",
                        x -> ClassificationLosses.binaryCrossEntropy(x[0], x[1], x[2]),
                        t -> torch.binary_cross_entropy(t[0], t[1], Torch.optional(t[2]), MEAN),
                        Input.uniform(0.05, 0.95, 2, 3),
                        Input.zeroOne(2, 3),
                        Input.positive(3).fixed())
                .sample(
                        "sure, right and wrong",
                        x -> ClassificationLosses.binaryCrossEntropy(x[0], x[1], null),
                        t -> torch.binary_cross_entropy(t[0], t[1], Torch.none(), MEAN),
                        Input.values(edges, 4).fixed(),
                        Input.values(new double[] {0, 1, 1, 0}, 4).fixed())
                .bad(
                        "expected a target of shape (2,), got (3,)",
                        () -> ClassificationLosses.binaryCrossEntropy(zeros(2), zeros(3), null))
                .bad(
                        "expected a weight that broadcasts to (2,), got (3, 2)",
                        () -> ClassificationLosses.binaryCrossEntropy(zeros(2), zeros(2), zeros(3, 2)));
    }

    private static OpCase weightedBinaryCrossEntropy() {
        OpCase row = OpCase.of("weightedBinaryCrossEntropyWithLogits(Tensor, Tensor, Tensor)")
                .pytorch("torch.nn.functional.binary_cross_entropy_with_logits");
        for (long[][] s : new long[][][] {{{4, 3}, {4, 3}}, {{2, 1, 3, 5}, {3, 5}}, {{3}, {1}}}) {
            row.sample(
                    Shape.of(s[0]) + ", weight " + Shape.of(s[1]),
                    x -> ClassificationLosses.weightedBinaryCrossEntropyWithLogits(x[0], x[1], x[2]),
                    t -> torch.binary_cross_entropy_with_logits(t[0], t[1], Torch.optional(t[2]), Torch.none(), MEAN),
                    Input.normal(s[0]),
                    Input.zeroOne(s[0]),
                    Input.positive(s[1]).fixed());
        }
        return row.bad(
                        "expected a target of shape",
                        () -> ClassificationLosses.weightedBinaryCrossEntropyWithLogits(zeros(2), zeros(3), zeros(2)))
                .bad(
                        "expected a weight that broadcasts to (2,), got (2, 2)",
                        () -> ClassificationLosses.weightedBinaryCrossEntropyWithLogits(
                                zeros(2), zeros(2), zeros(2, 2)));
    }

    private static OpCase weightedCrossEntropy() {
        OpCase row = OpCase.of("weightedCrossEntropy(Tensor, Tensor, Tensor)")
                .notInPytorch("(cross_entropy(x, t, reduction='none') * w).mean()");
        for (long[] dims : new long[][] {{4, 3}, {2, 4, 3, 5}}) {
            row.sample(
                    Shape.of(dims).toString(),
                    x -> ClassificationLosses.weightedCrossEntropy(x[0], x[1], x[2]),
                    t -> torch.cross_entropy_loss(t[0], t[1], Torch.none(), NONE, -100, 0)
                            .mul(t[2])
                            .mean(new ScalarTypeOptional()),
                    Input.normal(dims),
                    Input.labels((int) dims[1], positions(dims)),
                    Input.positive(positions(dims)).fixed());
        }
        return row.bad(
                        "expected a weight (2,), got (3,)",
                        () -> ClassificationLosses.weightedCrossEntropy(zeros(2, 3), classes(0, 1), zeros(3)))
                .bad(
                        "expected class indices",
                        () -> ClassificationLosses.weightedCrossEntropy(zeros(2, 3), classes(0, 5), zeros(2)))
                .bad(
                        "expected class indices",
                        () -> ClassificationLosses.weightedCrossEntropy(zeros(2, 3), classes(0, -5), zeros(2)));
    }

    /** Two objects in one row: distances can be counted. */
    private static OpCase boundaryWeights() {
        double[] labels = {0, 3, 3, 0, 0, 7, 0};
        double[] sums = {1 + 5, 0, 0, 1 + 2, 2 + 1, 0, 4 + 1};
        double[] lone = {0, 3, 0, 0, 3, 3};
        return OpCase.of("boundaryWeights(Tensor, double, double)")
                .notInPytorch("scipy's distance transforms")
                .withoutGradient()
                .sample(
                        "a row",
                        x -> ClassificationLosses.boundaryWeights(x[0], 10, 2),
                        t -> {
                            double[] weights = new double[labels.length];
                            for (int i = 0; i < weights.length; i++) {
                                double near = 1 + 10 * Math.exp(-sums[i] * sums[i] / 8);
                                weights[i] = labels[i] == 0 ? (float) near : 1;
                            }
                            return org.bytedeco.pytorch.AbstractTensor.create(weights, 1, 7);
                        },
                        Input.values(labels, 1, 7).index())
                .sample(
                        "a picture",
                        x -> ClassificationLosses.boundaryWeights(x[0], 1, 1),
                        t -> org.bytedeco.pytorch.AbstractTensor.create(
                                new double[] {1, border(2), 1, border(3), border(1 + Math.sqrt(2)), 1}, 2, 3),
                        Input.values(new double[] {1, 0, 2, 0, 0, 2}, 2, 3).index())
                .sample(
                        "one object",
                        x -> ClassificationLosses.boundaryWeights(x[0], 10, 2),
                        t -> torch.ones_like(t[0]).to(Torch.FLOAT64),
                        Input.values(lone, 2, 3).index())
                .bad("expected labels (H, W)", () -> ClassificationLosses.boundaryWeights(classes(1, 2), 10, 5))
                .bad("expected labels of type INT64", () -> ClassificationLosses.boundaryWeights(zeros(2, 2), 10, 5))
                .bad(
                        "expected a sigma above 0",
                        () -> ClassificationLosses.boundaryWeights(zeros(2, 2).to(DType.INT64), 10, 0));
    }

    private static double border(double distances) {
        return (float) (1 + Math.exp(-distances * distances / 2));
    }
}
