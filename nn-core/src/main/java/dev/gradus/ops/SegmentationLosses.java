package dev.gradus.ops;

import dev.gradus.autograd.Precision;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;

/**
 * Losses that compare regions, on probabilities and targets (N, C, …); Dice's own is in {@link Losses}. Targets are not
 * differentiated.
 */
public final class SegmentationLosses {
    private SegmentationLosses() {}

    /**
     * The region loss: one minus the accuracy on the target region and outside it, each by itself,
     * {@code 1 − a·Σ p·t / Σ t − (1 − a)·Σ (1 − p)·(1 − t) / Σ (1 − t)} for each sample and channel, averaged. Where one
     * of the two regions is empty the other counts alone.
     *
     * <p>It is linear in the accuracy, and so in p: its derivative is −a/Σt at each pixel of the target and
     * (1 − a)/Σ(1 − t) outside, whatever p is there. The target's pixels together pull with a, however few they are: a
     * target of 0.1 % of the picture counts as much as the rest. Of cross-entropy's mean over N pixels they would have
     * Σt/N, of which the rest makes nothing. Dice's derivative {@code −2·(t·(Σp + Σt) − Σp·t) / (Σp + Σt)²} depends on
     * the size too, and falls with 1/Σp² while a network still predicts too much everywhere. Being linear, the loss has
     * no steeper slope for worse errors; a sigmoid's own slope vanishes where it is surely wrong, so that a part of
     * cross-entropy beside it ({@code Loss.plus}) makes the beginning faster.
     *
     * @param input (N, C, …), probabilities
     * @param target of the same shape and type, 0 or 1
     * @param targetShare a, what the target region counts, from 0 to 1; 0.5 by custom (one minus balanced accuracy)
     * @return the scalar loss
     */
    public static Tensor region(Tensor input, Tensor target, double targetShare) {
        Tensor p = probabilities("region", input, target);
        Require.range("region", "targetShare", targetShare, 0, 1);
        int[] pixels = Targets.from(p, 2);
        Tensor inside = target.detach();
        Tensor outside = inside.neg().add(1);
        Tensor insideSize = inside.sum(true, pixels);
        Tensor outsideSize = outside.sum(true, pixels);
        Tensor insideShare = insideSize.gt(0).to(p.dtype()).mul(targetShare);
        Tensor outsideShare = outsideSize.gt(0).to(p.dtype()).mul(1 - targetShare);
        // An empty region gives its share to the other; with a share of 0 or 1 nothing may be left at all.
        Tensor shares = insideShare.add(outsideShare);
        Tensor all = shares.add(shares.eq(0).to(p.dtype()));
        Tensor pull = inside.mul(insideShare.div(all).div(insideSize.clamp(1e-30, Double.POSITIVE_INFINITY)));
        Tensor push = outside.mul(outsideShare.div(all).div(outsideSize.clamp(1e-30, Double.POSITIVE_INFINITY)));
        // Σ pull = share inside, and 1 − Σ pull·p − Σ push·(1 − p) = Σ (pull·(1 − p) + push·p)
        return pull.add(p.mul(push.sub(pull))).sum(pixels).mean();
    }

    /**
     * One minus the generalised Dice score of each sample, averaged: {@code 1 − 2·Σ_c w_c·Σ p·t / Σ_c w_c·(Σ p + Σ t)}
     * with {@code w_c = 1 / (Σ t)²}, so that small classes count as much as large ones; a class without a target pixel
     * has the largest of the other weights, or 1. Sudre et al., 2017, arXiv:1707.03237.
     *
     * @param input (N, C, …), probabilities
     * @param target of the same shape and type, 0 or 1
     * @return the scalar loss
     */
    public static Tensor generalisedDice(Tensor input, Tensor target) {
        Tensor p = probabilities("generalisedDice", input, target);
        Tensor t = target.detach();
        int[] pixels = Targets.from(p, 2);
        Tensor size = t.sum(pixels);
        Tensor present = size.gt(0);
        Tensor weight = size.clamp(1e-3, Double.POSITIVE_INFINITY).pow(-2);
        Tensor known = weight.mul(present.to(p.dtype()));
        Tensor largest = known.max(true, 1);
        Tensor fallback = largest.add(largest.eq(0).to(p.dtype()));
        Tensor w = known.add(fallback.mul(present.to(p.dtype()).neg().add(1)));
        Tensor overlap = w.mul(p.mul(t).sum(pixels)).sum(1).mul(2);
        Tensor total = w.mul(p.sum(pixels).add(size)).sum(1);
        return oneMinusScore(overlap, total);
    }

    /**
     * One minus the Jaccard index, intersection over union, {@code Σ p·t / (Σ p + Σ t − Σ p·t)} of each sample and
     * channel, averaged; empty against empty scores 1.
     *
     * @param input (N, C, …), probabilities
     * @param target of the same shape and type, 0 or 1
     * @return the scalar loss
     */
    public static Tensor jaccard(Tensor input, Tensor target) {
        Tensor p = probabilities("jaccard", input, target);
        Tensor t = target.detach();
        int[] pixels = Targets.from(p, 2);
        Tensor overlap = p.mul(t).sum(pixels);
        return oneMinusScore(overlap, p.sum(pixels).add(t.sum(pixels)).sub(overlap));
    }

    /**
     * One minus Tversky's index {@code Σ p·t / (Σ p·t + alpha·Σ p·(1 − t) + beta·Σ (1 − p)·t)} of each sample and
     * channel, averaged; empty against empty scores 1. Both ½ give Dice, both 1 Jaccard; beta above alpha punishes what
     * is missed more than what is invented. Salehi, Erdogmus and Gholipour, 2017, arXiv:1706.05721.
     *
     * @param input (N, C, …), probabilities
     * @param target of the same shape and type, 0 or 1
     * @param alpha the weight of false positives, 0.3 in the paper
     * @param beta the weight of false negatives, 0.7 in the paper
     * @return the scalar loss
     */
    public static Tensor tversky(Tensor input, Tensor target, double alpha, double beta) {
        Tensor p = probabilities("tversky", input, target);
        Shape.require(
                alpha >= 0 && beta >= 0, "tversky", () -> "alpha and beta of at least 0", () -> alpha + ", " + beta);
        Tensor t = target.detach();
        int[] pixels = Targets.from(p, 2);
        Tensor overlap = p.mul(t).sum(pixels);
        Tensor invented = p.sum(pixels).sub(overlap).mul(alpha);
        Tensor missed = t.sum(pixels).sub(overlap).mul(beta);
        return oneMinusScore(overlap, overlap.add(invented).add(missed));
    }

    private static Tensor probabilities(String op, Tensor input, Tensor target) {
        Tensor p = Precision.exact(input);
        Targets.sameShape(op, p, target);
        Shape.require(p.rank() > 2, op, () -> "probabilities (N, C, …)", p::shape);
        return p;
    }

    /** The mean of 1 − overlap / total; nothing of nothing is all of it. */
    private static Tensor oneMinusScore(Tensor overlap, Tensor total) {
        Tensor empty = total.detach().eq(0);
        Tensor one = total.backend().full(total.shape(), total.dtype(), 1);
        Tensor score = Elementwise.where(empty, one, overlap.div(Elementwise.where(empty, one, total)));
        return score.mean().neg().add(1);
    }
}
