package dev.gradus.layers.losses;

import dev.gradus.ops.SequenceLosses;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.Arrays;

/**
 * Connectionist temporal classification of log probabilities (T, N, C) and INT64 labels (N, S), each target filled up
 * with blanks behind its labels; all T steps count. For other lengths see {@link SequenceLosses#ctc}.
 *
 * @param blank the label of no label; 0 by default
 * @param zeroInfinity whether a sample whose target does not fit into T steps counts 0; false by default
 */
public record CtcLoss(int blank, boolean zeroInfinity) implements Loss {
    /** Label 0 is the blank, and a target that does not fit makes the loss infinite. */
    public CtcLoss() {
        this(0, false);
    }

    @Override
    public Tensor forward(Tensor prediction, Tensor target) {
        Shape.require(prediction.rank() == 3, "ctc", () -> "log probabilities (T, N, C)", prediction::shape);
        Shape.require(target.rank() == 2, "ctc", () -> "targets (N, S)", target::shape);
        long[] steps = new long[prediction.shape().intDim(1)];
        Arrays.fill(steps, prediction.dim(0));
        Tensor inputLengths = Tensor.of(steps, Shape.of(steps.length));
        return SequenceLosses.ctc(prediction, target, inputLengths, lengths(target), blank, zeroInfinity);
    }

    /** Of each target, up to the last label. */
    private Tensor lengths(Tensor target) {
        long[] labels = target.toLongArray();
        long[] lengths = new long[target.shape().intDim(0)];
        int width = target.shape().intDim(1);
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] != blank) {
                lengths[i / width] = 1L + i % width;
            }
        }
        return Tensor.of(lengths, Shape.of(lengths.length));
    }
}
