package dev.gradus.catalogue;

import static dev.gradus.tensor.Tensor.zeros;

import dev.gradus.ops.BoxLosses;
import dev.gradus.ops.RankingLosses;
import dev.gradus.ops.RegressionLosses;
import dev.gradus.ops.SequenceLosses;
import dev.gradus.parity.Torch;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.function.BinaryOperator;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.global.torch;

/** Rows of {@link RegressionLosses}, {@link RankingLosses}, {@link BoxLosses} and {@link SequenceLosses}. */
final class RankingLossCases {
    private static final long MEAN = torch.Reduction.Mean.value;
    private static final ScalarTypeOptional SAME = new ScalarTypeOptional();
    private static final Scalar ONE = new Scalar(1.0);

    private RankingLossCases() {}

    private interface Twin extends BinaryOperator<org.bytedeco.pytorch.Tensor> {}

    static List<OpCase> rows() {
        return List.of(
                pairs("l1(Tensor, Tensor)", "l1_loss", RegressionLosses::l1, (x, t) -> torch.l1_loss(x, t, MEAN)),
                pairs(
                                "smoothL1(Tensor, Tensor, double)",
                                "smooth_l1_loss",
                                (x, t) -> RegressionLosses.smoothL1(x, t, 0.8),
                                (x, t) -> torch.smooth_l1_loss(x, t, MEAN, 0.8))
                        .bad(
                                "expected a beta above 0, got 0.0",
                                () -> RegressionLosses.smoothL1(zeros(2), zeros(2), 0)),
                pairs(
                                "huber(Tensor, Tensor, double)",
                                "huber_loss",
                                (x, t) -> RegressionLosses.huber(x, t, 0.8),
                                (x, t) -> torch.huber_loss(x, t, MEAN, 0.8))
                        .bad("expected a delta above 0", () -> RegressionLosses.huber(zeros(2), zeros(2), -1)),
                klDivergence(),
                squaredHinge(),
                crammerSinger(),
                cosineSimilarity(),
                cosineEmbedding(),
                tripletMargin(),
                marginRanking(),
                adversaries(
                        "hingeDiscriminator(Tensor, Tensor)",
                        RankingLosses::hingeDiscriminator,
                        (r, f) -> torch.relu(r.neg().add(ONE))
                                .mean(SAME)
                                .add(torch.relu(f.add(ONE)).mean(SAME))),
                adversaries(
                        "leastSquaresDiscriminator(Tensor, Tensor)",
                        RankingLosses::leastSquaresDiscriminator,
                        (r, f) -> r.sub(ONE)
                                .square()
                                .mean(SAME)
                                .add(f.square().mean(SAME))
                                .mul(new Scalar(0.5))),
                generator(
                        "hingeGenerator(Tensor)",
                        (f, unused) -> RankingLosses.hingeGenerator(f),
                        (f, unused) -> f.mean(SAME).neg()),
                generator(
                        "leastSquaresGenerator(Tensor)",
                        (f, unused) -> RankingLosses.leastSquaresGenerator(f),
                        (f, unused) -> f.sub(ONE).square().mean(SAME).mul(new Scalar(0.5))),
                boxes("boxIou(Tensor, Tensor)", null, BoxLosses::boxIou, 0),
                boxes(
                        "generalisedBoxIou(Tensor, Tensor)",
                        "torchvision.ops.generalized_box_iou_loss",
                        BoxLosses::generalisedBoxIou,
                        1),
                boxes(
                        "distanceBoxIou(Tensor, Tensor)",
                        "torchvision.ops.distance_box_iou_loss",
                        BoxLosses::distanceBoxIou,
                        2),
                boxes(
                        "completeBoxIou(Tensor, Tensor)",
                        "torchvision.ops.complete_box_iou_loss",
                        BoxLosses::completeBoxIou,
                        3),
                ctc());
    }

    private static OpCase pairs(String signature, String pytorch, BinaryOperator<Tensor> op, Twin twin) {
        OpCase row = OpCase.of(signature).pytorch("torch.nn.functional." + pytorch);
        for (long[] dims : new long[][] {{4, 3}, {}, {2, 5, 3, 2}, {33}}) {
            row.sample(
                    Shape.of(dims).toString(),
                    x -> op.apply(x[0], x[1]),
                    t -> twin.apply(t[0], t[1]),
                    Input.normal(dims),
                    Input.normal(dims).fixed());
        }
        return row.bad("expected a target of shape (4, 3), got (3,)", () -> op.apply(zeros(4, 3), zeros(3)))
                .bad("FLOAT32 and FLOAT64", () -> op.apply(zeros(3), zeros(3).to(DType.FLOAT64)))
                .bad("expected at least one element", () -> op.apply(zeros(0), zeros(0)));
    }

    private static OpCase klDivergence() {
        OpCase row = OpCase.of("klDivergence(Tensor, Tensor, boolean)").pytorch("torch.nn.functional.kl_div");
        for (long[] dims : new long[][] {{4, 3}, {2, 5, 3}}) {
            for (boolean log : new boolean[] {false, true}) {
                row.sample(
                        Shape.of(dims) + (log ? ", logarithms" : ""),
                        x -> RegressionLosses.klDivergence(x[0], x[1], log),
                        t -> torch.kl_div(t[0], t[1], torch.Reduction.Sum.value, log)
                                .div(new Scalar((double) dims[0])),
                        Input.normal(dims),
                        Input.uniform(0, 1, dims).fixed());
            }
        }
        return row.sample(
                        "a target of 0",
                        x -> RegressionLosses.klDivergence(x[0], x[1], false),
                        t -> torch.kl_div(t[0], t[1], torch.Reduction.Sum.value, false)
                                .div(new Scalar(2.0)),
                        Input.normal(2, 2),
                        Input.values(new double[] {0, 1, 0.5, 0}, 2, 2).fixed())
                .bad(
                        "expected a target of shape (2,), got (3,)",
                        () -> RegressionLosses.klDivergence(zeros(2), zeros(3), false))
                .bad(
                        "expected log probabilities (N, …), got ()",
                        () -> RegressionLosses.klDivergence(Tensor.scalar(1), Tensor.scalar(1), false));
    }

    private static Tensor classes(long... indices) {
        return Tensor.of(indices, Shape.of(indices.length));
    }

    private static OpCase squaredHinge() {
        OpCase row = OpCase.of("multiClassSquaredHinge(Tensor, Tensor, double)")
                .pytorch("torch.nn.functional.multi_margin_loss");
        for (long[] dims : new long[][] {{4, 3}, {6, 17}}) {
            row.sample(
                    Shape.of(dims).toString(),
                    x -> RankingLosses.multiClassSquaredHinge(x[0], x[1], 0.7),
                    t -> torch.multi_margin_loss(t[0], t[1], new Scalar(2L), new Scalar(0.7), Torch.none(), MEAN)
                            .mul(new Scalar((double) dims[1])),
                    Input.normal(dims),
                    Input.labels((int) dims[1], dims[0]));
        }
        for (double[] labels : new double[][] {{0, 2, 1, 2}, {2, 1, 0, 0}}) {
            row.sample(
                    "a wide margin, the last of class " + (int) labels[3],
                    x -> RankingLosses.multiClassSquaredHinge(x[0], x[1], 8),
                    t -> torch.multi_margin_loss(t[0], t[1], new Scalar(2L), new Scalar(8.0), Torch.none(), MEAN)
                            .mul(new Scalar(3.0)),
                    Input.normal(4, 3),
                    Input.values(labels, 4).index());
        }
        return row.bad(
                        "expected class indices from 0 to 2, got -1",
                        () -> RankingLosses.multiClassSquaredHinge(zeros(2, 3), classes(0, -1), 1))
                .bad(
                        "expected scores (N, C), got (2, 3, 4)",
                        () -> RankingLosses.multiClassSquaredHinge(zeros(2, 3, 4), classes(0, 1), 1))
                .bad(
                        "expected class indices from 0 to 2, got 3",
                        () -> RankingLosses.multiClassSquaredHinge(zeros(2, 3), classes(0, 3), 1));
    }

    private static OpCase crammerSinger() {
        OpCase row = OpCase.of("crammerSingerSvm(Tensor, Tensor, double, boolean)")
                .notInPytorch("the largest margin of the other classes");
        for (boolean squared : new boolean[] {false, true}) {
            for (double[] labels : new double[][] {{0, 2, 1, 2}, {2, 1, 0, 0}, {1, 1, 2, 1}}) {
                for (double margin : new double[] {0.7, 8}) {
                    row.sample(
                            "last class " + (int) labels[3] + ", margin " + margin + (squared ? ", squared" : ""),
                            x -> RankingLosses.crammerSingerSvm(x[0], x[1], margin, squared),
                            t -> crammerSingerTwin(t[0], t[1], margin, squared),
                            Input.normal(4, 3),
                            Input.values(labels, 4).index());
                }
            }
        }
        return row.sample(
                        "(6, 17)",
                        x -> RankingLosses.crammerSingerSvm(x[0], x[1], 1, false),
                        t -> crammerSingerTwin(t[0], t[1], 1, false),
                        Input.normal(6, 17),
                        Input.labels(17, 6))
                .bad(
                        "expected scores (N, C), got (3,)",
                        () -> RankingLosses.crammerSingerSvm(zeros(3), classes(0), 1, false))
                .bad(
                        "expected class indices",
                        () -> RankingLosses.crammerSingerSvm(zeros(2, 3), classes(0, 7), 1, false))
                .bad(
                        "expected class indices",
                        () -> RankingLosses.crammerSingerSvm(zeros(2, 3), classes(0, -7), 1, false));
    }

    private static org.bytedeco.pytorch.Tensor crammerSingerTwin(
            org.bytedeco.pytorch.Tensor scores, org.bytedeco.pytorch.Tensor target, double margin, boolean squared) {
        var index = target.unsqueeze(1);
        var correct = scores.gather(1, index);
        var worst = scores.scatter(1, index, new Scalar(-1e9)).amax(new long[] {1}, true);
        var violated = torch.relu(worst.sub(correct).add(new Scalar(margin)));
        return (squared ? violated.square() : violated).mean(SAME);
    }

    private static OpCase cosineSimilarity() {
        OpCase row = OpCase.of("cosineSimilarity(Tensor, Tensor, int, double)")
                .pytorch("torch.nn.functional.cosine_similarity");
        for (int dim : new int[] {0, 1, -1}) {
            row.sample(
                    "along " + dim,
                    x -> RankingLosses.cosineSimilarity(x[0], x[1], dim, 1e-8),
                    t -> torch.cosine_similarity(t[0], t[1], dim, 1e-8),
                    Input.normal(3, 4, 2),
                    Input.normal(3, 4, 2));
        }
        return row.bad(
                        "expected a dim in -1…0 for shape (2,), got 1",
                        () -> RankingLosses.cosineSimilarity(zeros(2), zeros(2), 1, 1e-8))
                .bad(
                        "expected a target of shape (2,), got (3,)",
                        () -> RankingLosses.cosineSimilarity(zeros(2), zeros(3), 0, 1e-8));
    }

    private static OpCase cosineEmbedding() {
        double[] signs = {1, -1, -1, 1, -1};
        OpCase row = OpCase.of("cosineEmbedding(Tensor, Tensor, Tensor, double)")
                .pytorch("torch.nn.functional.cosine_embedding_loss");
        double[] others = {-1, 1, 1, -1, 1};
        row.sample(
                "the last alike",
                x -> RankingLosses.cosineEmbedding(x[0], x[1], x[2], -0.9),
                t -> torch.cosine_embedding_loss(t[0], t[1], t[2], -0.9, MEAN),
                Input.normal(5, 3),
                Input.normal(5, 3),
                Input.values(others, 5).fixed());
        for (double margin : new double[] {0, 0.3, -0.9}) {
            row.sample(
                    "margin " + margin,
                    x -> RankingLosses.cosineEmbedding(x[0], x[1], x[2], margin),
                    t -> torch.cosine_embedding_loss(t[0], t[1], t[2], margin, MEAN),
                    Input.normal(5, 3),
                    Input.normal(5, 3),
                    Input.values(signs, 5).fixed());
        }
        return row.bad(
                        "expected vectors (N, D), got (3,)",
                        () -> RankingLosses.cosineEmbedding(zeros(3), zeros(3), zeros(3), 0))
                .bad(
                        "expected a target of shape (2,), got (3,)",
                        () -> RankingLosses.cosineEmbedding(zeros(2, 3), zeros(2, 3), zeros(3), 0));
    }

    private static OpCase tripletMargin() {
        OpCase row = OpCase.of("tripletMargin(Tensor, Tensor, Tensor, double)")
                .pytorch("torch.nn.functional.triplet_margin_loss");
        for (long[] dims : new long[][] {{5, 3}, {1, 17}}) {
            row.sample(
                    Shape.of(dims).toString(),
                    x -> RankingLosses.tripletMargin(x[0], x[1], x[2], 0.6),
                    t -> torch.triplet_margin_loss(t[0], t[1], t[2], 0.6, 2, 1e-6, false, MEAN),
                    Input.normal(dims),
                    Input.normal(dims),
                    Input.normal(dims));
        }
        return row.bad(
                        "expected vectors (N, D), got (3,)",
                        () -> RankingLosses.tripletMargin(zeros(3), zeros(3), zeros(3), 1))
                .bad(
                        "expected a target of shape (2, 3), got (2, 4)",
                        () -> RankingLosses.tripletMargin(zeros(2, 3), zeros(2, 3), zeros(2, 4), 1));
    }

    private static OpCase marginRanking() {
        double[] signs = {1, -1, -1, 1, -1, 1};
        return OpCase.of("marginRanking(Tensor, Tensor, Tensor, double)")
                .pytorch("torch.nn.functional.margin_ranking_loss")
                .sample(
                        "pairs",
                        x -> RankingLosses.marginRanking(x[0], x[1], x[2], 0.2),
                        t -> torch.margin_ranking_loss(t[0], t[1], t[2], 0.2, MEAN),
                        Input.normal(6),
                        Input.normal(6),
                        Input.values(signs, 6).fixed())
                .sample(
                        "a wide margin",
                        x -> RankingLosses.marginRanking(x[0], x[1], x[2], 6),
                        t -> torch.margin_ranking_loss(t[0], t[1], t[2], 6, MEAN),
                        Input.normal(6),
                        Input.normal(6),
                        Input.values(signs, 6).fixed())
                .bad(
                        "expected a target of shape (2,), got (3,)",
                        () -> RankingLosses.marginRanking(zeros(2), zeros(2), zeros(3), 0));
    }

    private static OpCase adversaries(String signature, BinaryOperator<Tensor> op, Twin twin) {
        return OpCase.of(signature)
                .notInPytorch("relu, square and mean of the scores")
                .sample(
                        "scores",
                        x -> op.apply(x[0], x[1]),
                        t -> twin.apply(t[0], t[1]),
                        Input.normal(7, 1),
                        Input.normal(5, 2))
                .bad("FLOAT32 and FLOAT64", () -> op.apply(zeros(3), zeros(3).to(DType.FLOAT64)))
                .bad("expected at least one score", () -> op.apply(zeros(3), zeros(0)));
    }

    private static OpCase generator(String signature, BinaryOperator<Tensor> op, Twin twin) {
        return OpCase.of(signature)
                .notInPytorch("square and mean of the scores")
                .sample("scores", x -> op.apply(x[0], null), t -> twin.apply(t[0], null), Input.normal(7, 2))
                .bad("expected at least one score", () -> op.apply(zeros(0), null));
    }

    /** Apart, overlapping, one inside the other, of different forms. */
    private static OpCase boxes(String signature, String pytorch, BinaryOperator<Tensor> op, int terms) {
        double[] found = {0, 0, 2, 3, 1, 1, 4, 2.5, 5, 5, 6, 8, 0.5, 0.25, 3, 1.75};
        double[] truth = {1, 1, 3, 5, 0.5, 0.75, 5, 4, 1, 2, 3, 4, 0, 0, 1.5, 3.5};
        OpCase row = OpCase.of(signature);
        row = pytorch == null ? row.notInPytorch("1 - torchvision.ops.box_iou of pairs") : row.pytorch(pytorch);
        double[] overlapping = {1, 1, 4, 2.5, 0.5, 0.25, 3, 1.75, 2, 1, 5, 4, 0, 0, 2, 3};
        double[] truths = {0.5, 0.75, 5, 4, 0, 0, 1.5, 3.5, 1, 2, 4, 4.5, 1, 1, 3, 5};
        double[] turned = {0.5, 0.25, 3, 1.75, 5, 5, 6, 8};
        double[] others = {0, 0, 1.5, 3.5, 1, 2, 3, 4};
        return row.sample(
                        "overlapping",
                        x -> op.apply(x[0], x[1]),
                        t -> boxTwin(t[0], t[1], terms),
                        Input.values(overlapping, 4, 4),
                        Input.values(truths, 4, 4).fixed())
                .withoutDifferences()
                .sample(
                        "the last apart",
                        x -> op.apply(x[0], x[1]),
                        t -> boxTwin(t[0], t[1], terms),
                        Input.values(turned, 2, 4),
                        Input.values(others, 2, 4).fixed())
                .withoutDifferences()
                .sample(
                        "four pairs",
                        x -> op.apply(x[0], x[1]),
                        t -> boxTwin(t[0], t[1], terms),
                        Input.values(found, 4, 4),
                        Input.values(truth, 4, 4).fixed())
                // The weight of the form is a constant to the gradient and not to differences.
                .withoutDifferences()
                .bad("expected boxes (N, 4), got (2, 3)", () -> op.apply(zeros(2, 3), zeros(2, 3)))
                .bad("expected a target of shape (2, 4), got (1, 4)", () -> op.apply(zeros(2, 4), zeros(1, 4)));
    }

    private static org.bytedeco.pytorch.Tensor boxTwin(
            org.bytedeco.pytorch.Tensor a, org.bytedeco.pytorch.Tensor b, int terms) {
        var ax = a.unbind(1);
        var bx = b.unbind(1);
        Scalar eps = new Scalar(1e-7);
        var w = torch.relu(torch.minimum(ax.get(2), bx.get(2)).sub(torch.maximum(ax.get(0), bx.get(0))));
        var h = torch.relu(torch.minimum(ax.get(3), bx.get(3)).sub(torch.maximum(ax.get(1), bx.get(1))));
        var aw = ax.get(2).sub(ax.get(0));
        var ah = ax.get(3).sub(ax.get(1));
        var bw = bx.get(2).sub(bx.get(0));
        var bh = bx.get(3).sub(bx.get(1));
        var shared = w.mul(h);
        var union = aw.mul(ah).add(bw.mul(bh)).sub(shared);
        var iou = shared.div(union.add(eps));
        var loss = iou.neg().add(ONE);
        var hullW = torch.maximum(ax.get(2), bx.get(2)).sub(torch.minimum(ax.get(0), bx.get(0)));
        var hullH = torch.maximum(ax.get(3), bx.get(3)).sub(torch.minimum(ax.get(1), bx.get(1)));
        if (terms == 1) {
            var hull = hullW.mul(hullH);
            loss = loss.add(hull.sub(union).div(hull.add(eps)));
        }
        if (terms >= 2) {
            var dx = ax.get(0).add(ax.get(2)).sub(bx.get(0)).sub(bx.get(2)).mul(new Scalar(0.5));
            var dy = ax.get(1).add(ax.get(3)).sub(bx.get(1)).sub(bx.get(3)).mul(new Scalar(0.5));
            var diagonal = hullW.square().add(hullH.square()).add(eps);
            loss = loss.add(dx.square().add(dy.square()).div(diagonal));
        }
        if (terms == 3) {
            var turn = torch.atan(bw.div(bh)).sub(torch.atan(aw.div(ah)));
            var v = turn.square().mul(new Scalar(4 / (Math.PI * Math.PI)));
            var alpha = v.div(v.sub(iou).add(new Scalar(1 + 1e-7))).detach();
            loss = loss.add(alpha.mul(v));
        }
        return loss.mean(SAME);
    }

    private static OpCase ctc() {
        OpCase row =
                OpCase.of("ctc(Tensor, Tensor, Tensor, Tensor, int, boolean)").pytorch("torch.nn.functional.ctc_loss");
        ctcSample(row, "full lengths", 0, false, 5, 4, new long[] {5, 5}, new long[] {2, 2}, 1, 2, 3, 3);
        ctcSample(row, "repeated labels", 0, false, 6, 3, new long[] {6}, new long[] {3}, 2, 2, 1);
        ctcSample(
                row,
                "other lengths",
                3,
                false,
                7,
                4,
                new long[] {7, 4, 3},
                new long[] {3, 0, 1},
                0,
                0,
                2,
                1,
                1,
                1,
                2,
                0,
                1);
        ctcSample(row, "what does not fit is 0", 0, true, 3, 4, new long[] {3, 3}, new long[] {3, 2}, 1, 1, 2, 3, 1, 1);
        ctcSample(
                row,
                "longer",
                0,
                false,
                20,
                17,
                new long[] {20, 18},
                new long[] {4, 5},
                3,
                9,
                16,
                16,
                1,
                2,
                4,
                8,
                15,
                7);
        return row.bad(
                        "expected log probabilities (T, N, C), none of them 0, got (2, 3)",
                        () -> ctc(zeros(2, 3), new long[] {1}, new long[] {2}, new long[] {1}))
                .bad(
                        "expected inputLengths from 0 to 2, got 3",
                        () -> ctc(zeros(2, 1, 3), new long[] {1}, new long[] {3}, new long[] {1}))
                .bad(
                        "expected targetLengths from 0 to 1, got 2",
                        () -> ctc(zeros(2, 1, 3), new long[] {1}, new long[] {2}, new long[] {2}))
                .bad(
                        "expected labels from 0 to 2 and not the blank 0, got 0",
                        () -> ctc(zeros(2, 1, 3), new long[] {0}, new long[] {2}, new long[] {1}))
                .bad(
                        "expected labels from 0 to 2 and not the blank 0, got 3",
                        () -> ctc(zeros(2, 1, 3), new long[] {3}, new long[] {2}, new long[] {1}))
                .bad(
                        "expected inputLengths (1,), got (2,)",
                        () -> ctc(zeros(2, 1, 3), new long[] {1}, new long[] {2, 2}, new long[] {1}))
                .bad(
                        "expected targets (2, S), got (1, 1)",
                        () -> ctc(zeros(2, 2, 3), new long[] {1}, new long[] {2, 2}, new long[] {1, 1}))
                .bad(
                        "expected a blank from 0 to 2, got 5",
                        () -> SequenceLosses.ctc(
                                zeros(2, 1, 3),
                                Tensor.of(new long[] {1}, Shape.of(1, 1)),
                                classes(2),
                                classes(1),
                                5,
                                false))
                .bad(
                        "expected targets of type INT64",
                        () -> SequenceLosses.ctc(zeros(2, 1, 3), zeros(1, 1), classes(2), classes(1), 0, false));
    }

    private static Tensor ctc(Tensor x, long[] targets, long[] times, long[] lengths) {
        return SequenceLosses.ctc(
                x, Tensor.of(targets, Shape.of(1, targets.length)), classes(times), classes(lengths), 0, false);
    }

    /** Leaves to the op what it is to refuse. */
    private static Tensor normalized(Tensor scores) {
        return scores.rank() == 3 && scores.dtype().isFloating() ? scores.logSoftmax(2) : scores;
    }

    /** On scores: PyTorch's gradient is only that of a log-softmax's inputs. */
    private static void ctcSample(
            OpCase row,
            String label,
            int blank,
            boolean zeroInfinity,
            int steps,
            int classes,
            long[] times,
            long[] lengths,
            long... targets) {
        int samples = times.length;
        double[] labels = Arrays.stream(targets).asDoubleStream().toArray();
        row.sample(
                label,
                x -> SequenceLosses.ctc(normalized(x[0]), x[1], classes(times), classes(lengths), blank, zeroInfinity),
                t -> torch.ctc_loss(torch.log_softmax(t[0], 2), t[1], times, lengths, blank, MEAN, zeroInfinity),
                Input.normal(steps, samples, classes),
                Input.values(labels, samples, targets.length / samples).index());
    }
}
