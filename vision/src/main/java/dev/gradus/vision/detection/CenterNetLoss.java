package dev.gradus.vision.detection;

import dev.gradus.layers.losses.Loss;
import dev.gradus.ops.Activations;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;

/**
 * The loss of a {@link CenterNet}: prediction (N, classes + 4, h, w), target (N, classes + 5, h, w) of a
 * {@link CenterGrid}.
 *
 * <p>With the score z, its probability p = 1 / (1 + exp(−z)) and the target's height y, over all K middles:
 *
 * <pre>{@code
 * scores = −1/K Σ (1 − p)² log p             where y = 1
 *                 (1 − y)⁴ p² log(1 − p)     elsewhere
 * edges  = 1/K Σ weight · (1 − IoU(predicted box, true box))
 * loss   = scores + boxWeight · edges
 * }</pre>
 *
 * <p>The first is Law and Deng's, "CornerNet", 2018, arXiv:1808.01244. Both boxes of the second contain the cell, so that
 * they always overlap.
 *
 * @param boxWeight of the edges, 2 by custom
 */
public record CenterNetLoss(double boxWeight) implements Loss {
    @Override
    public Tensor forward(Tensor prediction, Tensor target) {
        long classes = target.dim(1) - 5;
        Shape.require(
                prediction.rank() == 4
                        && target.rank() == 4
                        && classes > 0
                        && prediction.dim(1) == classes + 4
                        && prediction.dim(2) == target.dim(2)
                        && prediction.dim(3) == target.dim(3),
                "centerNetLoss",
                () -> "prediction (N, classes + 4, h, w) and target (N, classes + 5, h, w)",
                () -> prediction.shape() + " and " + target.shape());
        Tensor heights = target.slice(1, 0, classes);
        double middles = Math.max(1, heights.eq(1).to(DType.FLOAT32).sum().item());
        Tensor scores = scores(prediction.slice(1, 0, classes), heights);
        Tensor edges = edges(
                prediction.slice(1, classes, classes + 4).exp(),
                target.slice(1, classes, classes + 4),
                target.slice(1, classes + 4, classes + 5));
        return scores.add(edges.mul(boxWeight)).div(middles);
    }

    private static Tensor scores(Tensor z, Tensor height) {
        Tensor p = z.sigmoid();
        Tensor isMiddle = height.eq(1).to(z.dtype());
        Tensor missed = p.sub(1).square().mul(Activations.softplus(z.neg())).mul(isMiddle);
        Tensor wrong = height.sub(1).pow(4).mul(p.square()).mul(Activations.softplus(z));
        return missed.add(wrong).sum();
    }

    /** Boxes as distances (N, 4, h, w) of a cell's middle to the left, upper, right and lower edge. */
    private static Tensor edges(Tensor found, Tensor truth, Tensor weight) {
        Tensor near = found.minimum(truth.clamp(0, Double.POSITIVE_INFINITY));
        Tensor both = area(near);
        Tensor either = area(found).add(area(truth)).sub(both).clamp(1e-6, Double.POSITIVE_INFINITY);
        return both.div(either).neg().add(1).mul(weight).sum();
    }

    private static Tensor area(Tensor edges) {
        Tensor width = edges.slice(1, 0, 1).add(edges.slice(1, 2, 3));
        Tensor height = edges.slice(1, 1, 2).add(edges.slice(1, 3, 4));
        return width.mul(height);
    }
}
