package dev.gradus.ops;

import dev.gradus.autograd.Op;
import dev.gradus.autograd.Precision;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.Arrays;

/** Losses of classes and of yes or no, beyond the plain ones in {@link Losses}. Targets are not differentiated. */
public final class ClassificationLosses {
    /** Against a division by nothing, where every position is ignored. */
    private static final double TINY = 1e-30;

    private ClassificationLosses() {}

    /**
     * Cross-entropy with weights for the classes, positions that are left out, and smoothed labels: with
     * {@code w = weight[target]}, 0 where ignored, and {@code l = log softmax(scores)},
     * {@code Σ (−(1 − s)·w·l[target] − s/C · Σ_c weight_c·l_c) / Σ w}, the inner sum where not ignored. Where every
     * position is ignored the loss is 0 (PyTorch's is NaN). Smoothing: Szegedy et al., 2015, arXiv:1512.00567.
     *
     * @param input (N, C) or (N, C, …): unnormalised scores, classes along dim 1
     * @param target INT64 (N,) or (N, …): class indices 0 … C − 1, or ignoreIndex
     * @param weight (C,), or null for 1
     * @param ignoreIndex what marks a position to leave out: −100 in PyTorch, 255 in Pascal VOC
     * @param labelSmoothing s, from 0 to 1
     * @return the scalar loss
     */
    public static Tensor crossEntropy(
            Tensor input, Tensor target, Tensor weight, long ignoreIndex, double labelSmoothing) {
        Tensor scores = Precision.exact(input);
        Tensor wanted = wanted("crossEntropy", scores, target, weight, ignoreIndex, labelSmoothing);
        return against("crossEntropy", scores, wanted);
    }

    /**
     * Cross-entropy with a distribution as the target: the mean over all positions of
     * {@code −Σ_c weight_c · ((1 − s)·t_c + s/C) · log softmax(scores)_c}.
     *
     * @param input (N, C) or (N, C, …): unnormalised scores, classes along dim 1
     * @param target of the same shape and type: probabilities
     * @param weight (C,), or null for 1
     * @param labelSmoothing s, from 0 to 1
     * @return the scalar loss
     */
    public static Tensor crossEntropy(Tensor input, Tensor target, Tensor weight, double labelSmoothing) {
        String op = "crossEntropy";
        Tensor scores = Precision.exact(input);
        Shape.require(scores.rank() >= 2, op, () -> "scores (N, C, …)", scores::shape);
        Targets.sameShape(op, scores, target);
        Require.vector(op, "weight", weight, scores.dim(1), scores);
        Require.range(op, "labelSmoothing", labelSmoothing, 0, 1);
        Tensor smooth = target.detach().mul(1 - labelSmoothing).add(labelSmoothing / scores.dim(1));
        Tensor weighted = weight == null ? smooth : smooth.mul(perClass(weight.detach(), scores));
        double positions = (double) scores.size() / scores.dim(1);
        return against(op, scores, weighted.div(positions));
    }

    /**
     * Negative log-likelihood: {@code −Σ w·input[target] / Σ w} with {@code w = weight[target]}, 0 where ignored. Where
     * every position is ignored the loss is 0.
     *
     * @param input (N, C) or (N, C, …): log probabilities, classes along dim 1
     * @param target INT64 (N,) or (N, …): class indices 0 … C − 1, or ignoreIndex
     * @param weight (C,), or null for 1
     * @param ignoreIndex what marks a position to leave out: −100 in PyTorch
     * @return the scalar loss
     */
    public static Tensor negativeLogLikelihood(Tensor input, Tensor target, Tensor weight, long ignoreIndex) {
        Tensor logProbabilities = Precision.exact(input);
        Tensor wanted = wanted("negativeLogLikelihood", logProbabilities, target, weight, ignoreIndex, 0);
        return Op.of(
                        "negativeLogLikelihood",
                        wanted.mul(logProbabilities.detach()).sum().neg())
                .grad(logProbabilities, g -> wanted.mul(g).neg())
                .saves(wanted)
                .build();
    }

    /** {@code −Σ wanted · log softmax(scores)}; the gradient is softmax · Σ_c wanted − wanted. */
    private static Tensor against(String op, Tensor scores, Tensor wanted) {
        Tensor logProbabilities = scores.detach().logSoftmax(1);
        return Op.of(op, wanted.mul(logProbabilities).sum().neg())
                .grad(
                        scores,
                        g -> logProbabilities
                                .exp()
                                .mul(wanted.sum(true, 1))
                                .sub(wanted)
                                .mul(g))
                .saves(logProbabilities)
                .saves(wanted)
                .build();
    }

    /** How much each class is wanted at each position, all of it divided by the sum of the positions' weights. */
    private static Tensor wanted(
            String op, Tensor scores, Tensor target, Tensor weight, long ignoreIndex, double labelSmoothing) {
        Require.dtype(op, "a target", target, DType.INT64);
        Tensor ignored = target.eq((double) ignoreIndex);
        Tensor zero = target.backend().full(target.shape(), DType.INT64, 0);
        Tensor index = Targets.classIndex(op, scores, Elementwise.where(ignored, zero, target));
        Require.vector(op, "weight", weight, scores.dim(1), scores);
        Require.range(op, "labelSmoothing", labelSmoothing, 0, 1);
        Tensor kept = target.ne((double) ignoreIndex).to(scores.dtype()).unsqueeze(1);
        Tensor oneHot = scores.backend().scatterAdd(kept, 1, index, scores.shape());
        Tensor factor = weight == null ? null : perClass(weight.detach(), scores);
        Tensor weighted = factor == null ? oneHot : oneHot.mul(factor);
        double least = scores.dtype() == DType.FLOAT32 ? TINY : Double.MIN_NORMAL;
        Tensor total = weighted.sum().clamp(least, Double.POSITIVE_INFINITY);
        if (labelSmoothing == 0) {
            return weighted.div(total);
        }
        Tensor everywhere = factor == null ? kept : kept.mul(factor);
        Tensor smooth = everywhere.mul(labelSmoothing / scores.dim(1));
        return weighted.mul(1 - labelSmoothing).add(smooth).div(total);
    }

    /** (C,) as (1, C, 1 …). */
    private static Tensor perClass(Tensor weight, Tensor scores) {
        long[] dims = new long[scores.rank()];
        Arrays.fill(dims, 1);
        dims[1] = scores.dim(1);
        return weight.reshape(dims);
    }

    /**
     * Focal loss for classes: the mean over the positions that are not ignored of {@code −(1 − p)^gamma · log p} with
     * {@code p = softmax(scores)[target]}: what is right already counts little. Lin et al., "Focal loss for dense object
     * detection", 2017, arXiv:1708.02002.
     *
     * @param input (N, C) or (N, C, …): unnormalised scores, classes along dim 1
     * @param target INT64 (N,) or (N, …): class indices 0 … C − 1, or ignoreIndex
     * @param weight (C,), alpha of each class, or null for 1; the mean is divided by the number of positions all the same
     * @param gamma at least 1, or 0 for cross-entropy; 2 by custom
     * @param ignoreIndex what marks a position to leave out
     * @return the scalar loss
     */
    public static Tensor focal(Tensor input, Tensor target, Tensor weight, double gamma, long ignoreIndex) {
        Tensor scores = Precision.exact(input);
        checkGamma("focal", gamma);
        // Each position that counts wants its class, at 1 over their number.
        Tensor wanted = wanted("focal", scores, target, null, ignoreIndex, 0);
        Require.vector("focal", "weight", weight, scores.dim(1), scores);
        Tensor weighted = weight == null ? wanted : wanted.mul(perClass(weight.detach(), scores));
        Tensor logProbabilities = scores.logSoftmax(1);
        Tensor miss = logProbabilities.exp().neg().add(1).clamp(0, 1);
        Tensor modulated = gamma == 0 ? logProbabilities : miss.pow(gamma).mul(logProbabilities);
        return modulated.mul(weighted).sum().neg();
    }

    /**
     * Focal loss for yes or no: the mean over all elements of {@code −a·(1 − p)^gamma · log p}, where p is the
     * probability of what is true, and a is alpha for a positive target, 1 − alpha for a negative one. Lin et al., 2017,
     * arXiv:1708.02002.
     *
     * @param input any shape: unnormalised scores
     * @param target of the same shape and type, 0 or 1
     * @param alpha the weight of positive targets, 0.25 in the paper; negative for no weights
     * @param gamma at least 1, or 0 for none; 2 by custom
     * @return the scalar loss
     */
    public static Tensor sigmoidFocal(Tensor input, Tensor target, double alpha, double gamma) {
        Tensor scores = Precision.exact(input);
        Targets.sameShape("sigmoidFocal", scores, target);
        checkGamma("sigmoidFocal", gamma);
        Tensor t = target.detach();
        Tensor probabilities = scores.sigmoid();
        Tensor entropy = scores.softplus().sub(t.mul(scores));
        Tensor miss = probabilities.add(t).sub(probabilities.mul(t).mul(2));
        Tensor modulated = gamma == 0 ? entropy : miss.pow(gamma).mul(entropy);
        return alpha < 0
                ? modulated.mean()
                : modulated.mul(t.mul(2 * alpha - 1).add(1 - alpha)).mean();
    }

    private static void checkGamma(String op, double gamma) {
        Shape.require(gamma == 0 || gamma >= 1, op, () -> "a gamma of at least 1, or 0", () -> gamma);
    }

    /**
     * Binary cross-entropy of probabilities: the mean over all elements of
     * {@code −w·(t·log p + (1 − t)·log(1 − p))}, logarithms no lower than −100. Of scores
     * {@link Losses#binaryCrossEntropyWithLogits} is more exact.
     *
     * @param input any shape, 0 to 1
     * @param target of the same shape and type, 0 to 1
     * @param weight of a shape that broadcasts, or null for 1
     * @return the scalar loss
     */
    public static Tensor binaryCrossEntropy(Tensor input, Tensor target, Tensor weight) {
        String op = "binaryCrossEntropy";
        Tensor probabilities = Precision.exact(input);
        Targets.sameShape(op, probabilities, target);
        Tensor p = probabilities.detach();
        Tensor t = target.detach();
        Tensor yes = t.mul(logarithm(p));
        Tensor no = t.neg().add(1).mul(logarithm(p.neg().add(1)));
        Tensor entropy = yes.add(no).neg();
        if (weight != null) {
            Targets.broadcasts(op, "a weight", probabilities, weight);
            entropy = entropy.mul(weight.detach());
        }
        return Op.of(op, entropy.mean())
                .grad(probabilities, g -> {
                    Tensor spread = p.neg().add(1).mul(p).clamp(1e-12, Double.POSITIVE_INFINITY);
                    Tensor slope = p.sub(t).div(spread).mul(g.div((double) p.size()));
                    return weight == null ? slope : slope.mul(weight.detach());
                })
                .build();
    }

    private static Tensor logarithm(Tensor p) {
        return p.log().clamp(-100, Double.POSITIVE_INFINITY);
    }

    /**
     * Binary cross-entropy on unnormalised scores with a weight for each element: the mean over all elements of
     * {@code w·(softplus(x) − t·x)}. With U-Net's weights, see {@link #boundaryWeights}, the borders
     * between neighbours count more.
     *
     * @param input any shape
     * @param target of the same shape and type, 0 to 1
     * @param weight of a shape that broadcasts
     * @return the scalar loss
     */
    public static Tensor weightedBinaryCrossEntropyWithLogits(Tensor input, Tensor target, Tensor weight) {
        String op = "weightedBinaryCrossEntropyWithLogits";
        Tensor scores = Precision.exact(input);
        Targets.sameShape(op, scores, target);
        Targets.broadcasts(op, "a weight", scores, weight);
        Tensor x = scores.detach();
        Tensor t = target.detach();
        Tensor w = weight.detach();
        return Op.of(op, x.softplus().sub(t.mul(x)).mul(w).mean())
                .grad(scores, g -> x.sigmoid().sub(t).mul(w).mul(g.div((double) x.size())))
                .build();
    }

    /**
     * Cross-entropy with a weight for each position: {@code −Σ w·log softmax(scores)[target] / positions}. Ronneberger,
     * Fischer and Brox, "U-Net", 2015, arXiv:1505.04597, with {@link #boundaryWeights}.
     *
     * @param input (N, C, …): unnormalised scores, classes along dim 1
     * @param target INT64 (N, …): class indices
     * @param weight (N, …), of the scores' type
     * @return the scalar loss
     */
    public static Tensor weightedCrossEntropy(Tensor input, Tensor target, Tensor weight) {
        String op = "weightedCrossEntropy";
        Tensor scores = Precision.exact(input);
        Tensor index = Targets.classIndex(op, scores, target);
        Require.alike(op, scores, weight);
        Shape.require(weight.shape().equals(target.shape()), op, () -> "a weight " + target.shape(), weight::shape);
        Tensor share = weight.detach().unsqueeze(1).div((double) target.size());
        return against(op, scores, scores.backend().scatterAdd(share, 1, index, scores.shape()));
    }

    /**
     * U-Net's weights for the pixels of a picture of labelled objects: {@code 1 + w0·exp(−(d1 + d2)² / (2·sigma²))}
     * outside the objects, d1 and d2 being the distances in pixels to the nearest and to the second nearest object; 1
     * inside them, and everywhere if there are fewer than two. Ronneberger, Fischer and Brox, 2015, arXiv:1505.04597
     * (whose weight for the frequency of classes stands as 1 here). The time grows with pixels times objects.
     *
     * @param labels INT64 (H, W): 0 outside, another number for each object
     * @param w0 how much the borders count, 10 in the paper
     * @param sigma how wide they are in pixels, 5 in the paper
     * @return FLOAT32 (H, W)
     */
    public static Tensor boundaryWeights(Tensor labels, double w0, double sigma) {
        String op = "boundaryWeights";
        Require.dtype(op, "labels", labels, DType.INT64);
        Shape.require(labels.rank() == 2 && labels.size() > 0, op, () -> "labels (H, W)", labels::shape);
        Shape.require(sigma > 0, op, () -> "a sigma above 0", () -> sigma);
        float[] weights = new Distances(labels).weights(w0, sigma);
        return Tensor.of(weights, labels.shape());
    }
}
