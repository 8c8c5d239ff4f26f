package dev.gradus.ops;

import dev.gradus.autograd.Op;
import dev.gradus.autograd.Precision;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.List;

/** Losses of sequences whose labels are not aligned with their steps. */
public final class SequenceLosses {
    private SequenceLosses() {}

    /**
     * Connectionist temporal classification: the mean over samples of {@code −log p(target) / max(length, 1)}, p being
     * the sum over all paths that give the target once repetitions and then blanks are left out. Graves et al., ICML
     * 2006, DOI 10.1145/1143844.1143891.
     *
     * @param logProbabilities (T, N, C), of a log-softmax along dim 2
     * @param targets INT64 (N, S): labels; those beyond a length do not count
     * @param inputLengths INT64 (N,): the steps of each sample, 0 to T
     * @param targetLengths INT64 (N,): the labels of each target, 0 to S
     * @param blank the label of no label, 0 by custom; in no target
     * @param zeroInfinity whether a sample whose target does not fit into its steps counts 0; else the loss is ∞
     * @return the scalar loss; such a sample's gradient is 0 (PyTorch's is NaN if the loss is ∞)
     */
    public static Tensor ctc(
            Tensor logProbabilities,
            Tensor targets,
            Tensor inputLengths,
            Tensor targetLengths,
            int blank,
            boolean zeroInfinity) {
        Tensor x = Precision.exact(logProbabilities);
        check(x, targets, inputLengths, targetLengths, blank);
        List<Tensor> ctc = x.backend().ctc(x, targets, inputLengths, targetLengths, blank);
        double infinity = Double.POSITIVE_INFINITY;
        Tensor losses = ctc.get(0);
        if (zeroInfinity) {
            Tensor none = losses.backend().full(losses.shape(), losses.dtype(), 0);
            losses = Elementwise.where(losses.eq(infinity), none, losses);
        }
        // Each sample's share of the mean.
        Tensor length = targetLengths.to(x.dtype()).clamp(1, infinity);
        Tensor share = length.reciprocal().div((double) x.dim(1));
        return Op.of("ctc", losses.mul(share).sum())
                .grad(x, g -> ctc.get(1).mul(share.mul(g).reshape(1, -1, 1)))
                .saves(ctc.get(1))
                .build();
    }

    private static void check(Tensor x, Tensor targets, Tensor inputLengths, Tensor targetLengths, int blank) {
        Require.floating("ctc", x);
        Shape.require(
                x.rank() == 3 && x.size() > 0, "ctc", () -> "log probabilities (T, N, C), none of them 0", x::shape);
        Require.dtype("ctc", "targets", targets, DType.INT64);
        Require.dtype("ctc", "inputLengths", inputLengths, DType.INT64);
        Require.dtype("ctc", "targetLengths", targetLengths, DType.INT64);
        long samples = x.dim(1);
        Shape.require(
                targets.rank() == 2 && targets.dim(0) == samples,
                "ctc",
                () -> "targets (" + samples + ", S)",
                targets::shape);
        checkLengths("inputLengths", inputLengths, samples, x.dim(0));
        checkLengths("targetLengths", targetLengths, samples, targets.dim(1));
        Shape.require(blank >= 0 && blank < x.dim(2), "ctc", () -> "a blank from 0 to " + (x.dim(2) - 1), () -> blank);
        checkLabels(targets, targetLengths, x.dim(2), blank);
    }

    private static void checkLengths(String name, Tensor lengths, long samples, long most) {
        Shape.require(
                lengths.shape().equals(Shape.of(samples)), "ctc", () -> name + " (" + samples + ",)", lengths::shape);
        for (long length : lengths.toLongArray()) {
            Shape.require(length >= 0 && length <= most, "ctc", () -> name + " from 0 to " + most, () -> length);
        }
    }

    private static void checkLabels(Tensor targets, Tensor lengths, long classes, int blank) {
        long[] labels = targets.toLongArray();
        long[] counts = lengths.toLongArray();
        int width = targets.shape().intDim(1);
        for (int n = 0; n < counts.length; n++) {
            for (int i = 0; i < counts[n]; i++) {
                long label = labels[n * width + i];
                Shape.require(
                        label >= 0 && label < classes && label != blank,
                        "ctc",
                        () -> "labels from 0 to " + (classes - 1) + " and not the blank " + blank,
                        () -> label);
            }
        }
    }
}
