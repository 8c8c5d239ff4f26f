package dev.gradus.ops;

import dev.gradus.autograd.Precision;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;

/** Losses of numbers and distributions; the mean square is in {@link Losses}. Targets are not differentiated. */
public final class RegressionLosses {
    private RegressionLosses() {}

    /**
     * The mean of |prediction − target|.
     *
     * @param input any shape
     * @param target of the same shape and type
     * @return the scalar loss
     */
    public static Tensor l1(Tensor input, Tensor target) {
        return difference("l1", input, target).abs().mean();
    }

    /**
     * The mean of {@code d² / (2·beta)} where {@code d = |prediction − target|} is below beta, else of
     * {@code d − beta/2}. Girshick, "Fast R-CNN", 2015, arXiv:1504.08083.
     *
     * @param input any shape
     * @param target of the same shape and type
     * @param beta above 0, 1 by custom
     * @return the scalar loss
     */
    public static Tensor smoothL1(Tensor input, Tensor target, double beta) {
        Shape.require(beta > 0, "smoothL1", () -> "a beta above 0", () -> beta);
        return bowl("smoothL1", input, target, beta).div(beta);
    }

    /**
     * The mean of {@code d²/2} where {@code d = |prediction − target|} is at most delta, else of
     * {@code delta·(d − delta/2)}. Huber, 1964, DOI 10.1214/aoms/1177703732.
     *
     * @param input any shape
     * @param target of the same shape and type
     * @param delta above 0, 1 by custom
     * @return the scalar loss
     */
    public static Tensor huber(Tensor input, Tensor target, double delta) {
        Shape.require(delta > 0, "huber", () -> "a delta above 0", () -> delta);
        return bowl("huber", input, target, delta);
    }

    /** With m = min(d, width): m²/2 + width·(d − m). */
    private static Tensor bowl(String op, Tensor input, Tensor target, double width) {
        Tensor distance = difference(op, input, target).abs();
        Tensor near = distance.clamp(0, width);
        return near.square().mul(0.5).add(distance.sub(near).mul(width)).mean();
    }

    private static Tensor difference(String op, Tensor input, Tensor target) {
        Tensor prediction = Precision.exact(input);
        Targets.sameShape(op, prediction, target);
        return prediction.sub(target.detach());
    }

    /**
     * The Kullback-Leibler divergence of the prediction from the target: {@code Σ t·(log t − input) / N}, 0 where t is 0.
     *
     * @param input (N, …): log probabilities
     * @param target of the same shape and type: probabilities, or their logarithms
     * @param logTarget whether the target is given by logarithms
     * @return the scalar loss, the mean over the batch (PyTorch's batchmean)
     */
    public static Tensor klDivergence(Tensor input, Tensor target, boolean logTarget) {
        Tensor prediction = Precision.exact(input);
        Targets.sameShape("klDivergence", prediction, target);
        Shape.require(prediction.rank() >= 1, "klDivergence", () -> "log probabilities (N, …)", prediction::shape);
        Tensor t = logTarget ? target.detach().exp() : target.detach();
        Tensor log = logTarget
                ? target.detach()
                : t.clamp(1e-38, Double.POSITIVE_INFINITY).log();
        return t.mul(log.sub(prediction)).sum().div((double) prediction.dim(0));
    }
}
