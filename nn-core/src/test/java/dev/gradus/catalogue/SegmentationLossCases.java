package dev.gradus.catalogue;

import static dev.gradus.tensor.Tensor.zeros;

import dev.gradus.ops.SegmentationLosses;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.List;
import java.util.function.BinaryOperator;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.global.torch;

/** Rows of {@link SegmentationLosses}: PyTorch has none of them, so the twins are the formulas. */
final class SegmentationLossCases {
    private static final ScalarTypeOptional SAME = new ScalarTypeOptional();
    private static final Scalar ONE = new Scalar(1.0);

    private SegmentationLossCases() {}

    private interface Twin extends BinaryOperator<org.bytedeco.pytorch.Tensor> {}

    static List<OpCase> rows() {
        OpCase region = row(
                "region(Tensor, Tensor, double)",
                (p, t) -> SegmentationLosses.region(p, t, 0.5),
                (p, t) -> region(p, t, 0.5));
        for (double share : new double[] {0, 0.8, 1}) {
            region.sample(
                    "share " + share,
                    x -> SegmentationLosses.region(x[0], x[1], share),
                    t -> region(t[0], t[1], share),
                    Input.uniform(0.05, 0.95, 2, 2, 5),
                    Input.values(new double[] {0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 1, 1, 1, 1, 0, 1, 1, 0, 1}, 2, 2, 5)
                            .fixed());
        }
        region.bad(
                "expected targetShare from 0.0 to 1.0, got 2.0",
                () -> SegmentationLosses.region(zeros(1, 1, 2), zeros(1, 1, 2), 2));
        OpCase tversky = row(
                        "tversky(Tensor, Tensor, double, double)",
                        (p, t) -> SegmentationLosses.tversky(p, t, 0.3, 0.7),
                        (p, t) -> tversky(p, t, 0.3, 0.7))
                .bad(
                        "expected alpha and beta of at least 0, got -1.0, 1.0",
                        () -> SegmentationLosses.tversky(zeros(1, 1, 2), zeros(1, 1, 2), -1, 1));
        return List.of(
                region,
                row(
                        "generalisedDice(Tensor, Tensor)",
                        SegmentationLosses::generalisedDice,
                        SegmentationLossCases::generalisedDice),
                row("jaccard(Tensor, Tensor)", SegmentationLosses::jaccard, (p, t) -> tversky(p, t, 1, 1)),
                tversky);
    }

    private static OpCase row(String signature, BinaryOperator<Tensor> op, Twin twin) {
        OpCase row = OpCase.of(signature).notInPytorch("sums over probabilities and targets");
        for (long[] dims : new long[][] {{2, 3, 4, 5}, {1, 1, 2, 3}, {2, 5, 7}, {1, 17, 3, 2}}) {
            row.sample(
                    Shape.of(dims).toString(),
                    x -> op.apply(x[0], x[1]),
                    t -> twin.apply(t[0], t[1]),
                    Input.uniform(0.05, 0.95, dims),
                    Input.zeroOne(dims));
        }
        double[] predicted = {0, 0, 0.25, 0.75, 0.5, 1, 0.5, 0.25};
        double[] wanted = {0, 0, 0, 1, 0, 0, 1, 1};
        return row.sample(
                        "empty and full targets",
                        x -> op.apply(x[0], x[1]),
                        t -> twin.apply(t[0], t[1]),
                        Input.values(predicted, 1, 4, 2),
                        Input.values(wanted, 1, 4, 2).fixed())
                .withoutDifferences()
                .sample(
                        "no target in the last",
                        x -> op.apply(x[0], x[1]),
                        t -> twin.apply(t[0], t[1]),
                        Input.values(new double[] {0.25, 0.75, 0.5, 0.125}, 1, 2, 2),
                        Input.values(new double[] {0, 1, 0, 0}, 1, 2, 2).fixed())
                .sample(
                        "no target at all in the last",
                        x -> op.apply(x[0], x[1]),
                        t -> twin.apply(t[0], t[1]),
                        Input.values(new double[] {0.25, 0.75, 0.5, 0.125}, 2, 1, 2),
                        Input.values(new double[] {0, 1, 0, 0}, 2, 1, 2).fixed())
                .sample(
                        "nothing at all in the last",
                        x -> op.apply(x[0], x[1]),
                        t -> twin.apply(t[0], t[1]),
                        Input.values(new double[] {0.25, 0.75, 0, 0}, 2, 1, 2),
                        Input.values(new double[] {0, 1, 0, 0}, 2, 1, 2).fixed())
                .withoutDifferences()
                .bad("expected probabilities (N, C, …), got (2, 3)", () -> op.apply(zeros(2, 3), zeros(2, 3)))
                .bad(
                        "expected a target of shape (1, 1, 2, 2), got (1, 1, 4)",
                        () -> op.apply(zeros(1, 1, 2, 2), zeros(1, 1, 4)))
                .bad(
                        "FLOAT32 and FLOAT64",
                        () -> op.apply(zeros(1, 1, 2), zeros(1, 1, 2).to(DType.FLOAT64)));
    }

    private static org.bytedeco.pytorch.Tensor sum(org.bytedeco.pytorch.Tensor x) {
        return x.sum(x.dim() == 3 ? new long[] {2} : new long[] {2, 3}, false, SAME);
    }

    private static org.bytedeco.pytorch.Tensor minus(org.bytedeco.pytorch.Tensor x) {
        return x.neg().add(ONE);
    }

    private static org.bytedeco.pytorch.Tensor score(
            org.bytedeco.pytorch.Tensor overlap, org.bytedeco.pytorch.Tensor total) {
        var empty = total.eq(new Scalar(0.0));
        var one = torch.ones_like(total);
        return torch.where(empty, one, overlap.div(torch.where(empty, one, total)));
    }

    /** a·(share of the target missed) + (1 − a)·(share of the rest taken); an empty region leaves all to the other. */
    private static org.bytedeco.pytorch.Tensor region(
            org.bytedeco.pytorch.Tensor p, org.bytedeco.pytorch.Tensor t, double share) {
        var inside = sum(t);
        var outside = sum(minus(t));
        var one = torch.ones_like(inside);
        var zero = new Scalar(0.0);
        var missed = sum(minus(p).mul(t)).div(torch.where(inside.eq(zero), one, inside));
        var taken = sum(p.mul(minus(t))).div(torch.where(outside.eq(zero), one, outside));
        var a = torch.where(inside.eq(zero), torch.zeros_like(one), one.mul(new Scalar(share)));
        var b = torch.where(outside.eq(zero), torch.zeros_like(one), one.mul(new Scalar(1 - share)));
        var all = a.add(b);
        var safe = torch.where(all.eq(zero), one, all);
        return a.mul(missed).add(b.mul(taken)).div(safe).mean(SAME);
    }

    private static org.bytedeco.pytorch.Tensor tversky(
            org.bytedeco.pytorch.Tensor p, org.bytedeco.pytorch.Tensor t, double alpha, double beta) {
        var overlap = sum(p.mul(t));
        var invented = sum(p.mul(minus(t))).mul(new Scalar(alpha));
        var missed = sum(minus(p).mul(t)).mul(new Scalar(beta));
        return minus(score(overlap, overlap.add(invented).add(missed)).mean(SAME));
    }

    private static org.bytedeco.pytorch.Tensor generalisedDice(
            org.bytedeco.pytorch.Tensor p, org.bytedeco.pytorch.Tensor t) {
        var size = sum(t);
        var zero = new Scalar(0.0);
        var absent = size.eq(zero);
        var one = torch.ones_like(size);
        var own = torch.where(
                absent, torch.zeros_like(size), torch.where(absent, one, size).pow(new Scalar(-2.0)));
        var largest = own.amax(new long[] {1}, true);
        var fallback = torch.where(largest.eq(zero), torch.ones_like(largest), largest);
        var w = torch.where(absent, fallback.expand_as(own), own);
        var overlap = w.mul(sum(p.mul(t))).sum(new long[] {1}, false, SAME).mul(new Scalar(2.0));
        var total = w.mul(sum(p).add(size)).sum(new long[] {1}, false, SAME);
        return minus(score(overlap, total).mean(SAME));
    }
}
