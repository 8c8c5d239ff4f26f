package dev.gradus.ops;

import dev.gradus.autograd.Op;
import dev.gradus.autograd.Precision;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.Arrays;

/** Losses: each a scalar, the mean over the batch. Targets are not differentiated. */
public final class Losses {
    private Losses() {}

    /**
     * Softmax and negative log-likelihood in one: the mean over all positions of {@code −log softmax(scores)[target]}.
     * The gradient is (softmax − one-hot) / positions.
     *
     * @param input (N, C) or (N, C, …): unnormalised scores, classes along dim 1
     * @param target INT64 (N,) or (N, …): class indices 0 … C − 1
     * @return the scalar loss
     */
    public static Tensor crossEntropy(Tensor input, Tensor target) {
        Tensor scores = Precision.exact(input);
        Tensor index = Targets.classIndex("crossEntropy", scores, target);
        Tensor logProbabilities = scores.detach().logSoftmax(1);
        Tensor loss = logProbabilities
                .backend()
                .gather(logProbabilities, 1, index)
                .mean()
                .neg();
        return Op.of("crossEntropy", loss)
                .grad(scores, g -> {
                    Tensor minusOne = scores.backend().full(index.shape(), scores.dtype(), -1);
                    Tensor oneHot = scores.backend().scatterAdd(minusOne, 1, index, scores.shape());
                    return logProbabilities.exp().add(oneHot).mul(g.div((double) target.size()));
                })
                .saves(logProbabilities)
                .build();
    }

    /**
     * The multi-class support-vector loss of Weston and Watkins, as cs231n has it: the mean over samples of
     * {@code Σ_{j ≠ y} max(0, s_j − s_y + margin)}. PyTorch's multi_margin_loss divides by C besides.
     *
     * @param input (N, C)
     * @param target INT64 (N,): class indices
     * @param margin 1 by custom
     * @return the scalar loss
     */
    public static Tensor multiClassSvm(Tensor input, Tensor target, double margin) {
        Tensor scores = Precision.exact(input);
        Shape.require(scores.rank() == 2, "multiClassSvm", () -> "scores (N, C)", scores::shape);
        Tensor index = Targets.classIndex("multiClassSvm", scores, target);
        Tensor s = scores.detach();
        Tensor correct = s.backend().gather(s, 1, index);
        Tensor margins = s.sub(correct).add(margin).relu();
        // The true class contributes exactly max(0, margin), to every sample.
        Tensor loss = margins.sum().div((double) scores.dim(0)).sub(Math.max(0, margin));
        return Op.of("multiClassSvm", loss)
                .grad(scores, g -> {
                    Tensor violated = margins.gt(0).to(scores.dtype());
                    Tensor perSample = violated.sum(true, 1).neg();
                    Tensor pull = scores.backend().scatterAdd(perSample, 1, index, scores.shape());
                    return violated.add(pull).mul(g.div((double) scores.dim(0)));
                })
                .saves(margins)
                .build();
    }

    /**
     * Binary cross-entropy on unnormalised scores: the mean over all elements of
     * {@code softplus(x) − t·x}, and with a positive weight w of {@code (1 − t)·x + (1 + (w − 1)·t)·softplus(−x)}.
     *
     * @param input any shape
     * @param target of the same shape and type, 0 to 1
     * @param positiveWeight how much more positive elements count, of a shape that broadcasts; null for 1
     * @return the scalar loss
     */
    public static Tensor binaryCrossEntropyWithLogits(Tensor input, Tensor target, Tensor positiveWeight) {
        Tensor scores = Precision.exact(input);
        String op = "binaryCrossEntropyWithLogits";
        Targets.sameShape(op, scores, target);
        Tensor x = scores.detach();
        Tensor t = target.detach();
        if (positiveWeight == null) {
            Tensor loss = x.softplus().sub(t.mul(x)).mean();
            return Op.of(op, loss)
                    .grad(scores, g -> x.sigmoid().sub(t).mul(g.div((double) scores.size())))
                    .build();
        }
        Require.alike(op, scores, positiveWeight);
        Shape.require(
                Shape.broadcast(op, scores.shape(), positiveWeight.shape()).equals(scores.shape()),
                op,
                () -> "a positive weight that broadcasts to " + scores.shape(),
                positiveWeight::shape);
        Tensor factor = t.mul(positiveWeight.detach().sub(1)).add(1);
        Tensor loss = t.neg().add(1).mul(x).add(factor.mul(x.neg().softplus())).mean();
        return Op.of(op, loss)
                .grad(
                        scores,
                        g -> t.neg().add(1).sub(factor.mul(x.neg().sigmoid())).mul(g.div((double) scores.size())))
                .saves(factor)
                .build();
    }

    /**
     * One minus the Dice score {@code 2·Σ p·t / (Σ p + Σ t)} of each sample and channel, averaged; empty against empty
     * scores 1. Milletari, Navab and Ahmadi, "V-Net", 2016, DOI 10.1109/3DV.2016.79 (there with squares in the
     * denominator; here plain sums).
     *
     * @param input (N, C, …), 0 to 1
     * @param target of the same shape and type, 0 or 1
     * @return the scalar loss
     */
    public static Tensor dice(Tensor input, Tensor target) {
        Tensor probabilities = Precision.exact(input);
        Targets.sameShape("dice", probabilities, target);
        Shape.require(probabilities.rank() > 2, "dice", () -> "probabilities (N, C, …)", probabilities::shape);
        int[] pixels = new int[probabilities.rank() - 2];
        Arrays.setAll(pixels, i -> i + 2);
        Tensor t = target.detach();
        Tensor overlap = probabilities.mul(t).sum(pixels).mul(2);
        Tensor total = probabilities.sum(pixels).add(t.sum(pixels));
        Tensor empty = total.detach().eq(0);
        Tensor one = total.backend().full(total.shape(), total.dtype(), 1);
        Tensor score = Elementwise.where(empty, one, overlap.div(Elementwise.where(empty, one, total)));
        return score.mean().neg().add(1);
    }

    /**
     * The mean of (prediction − target)².
     *
     * @param input any shape
     * @param target of the same shape and type
     * @return the scalar loss
     */
    public static Tensor mse(Tensor input, Tensor target) {
        Tensor prediction = Precision.exact(input);
        Targets.sameShape("mse", prediction, target);
        Tensor difference = prediction.detach().sub(target.detach());
        return Op.of("mse", difference.square().mean())
                .grad(prediction, g -> difference.mul(g.mul(2.0 / prediction.size())))
                .saves(difference)
                .build();
    }
}
