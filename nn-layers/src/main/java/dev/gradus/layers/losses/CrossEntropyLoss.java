package dev.gradus.layers.losses;

import dev.gradus.ops.ClassificationLosses;
import dev.gradus.ops.Losses;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Softmax and negative log-likelihood in one, on scores (N, C, …) and INT64 class indices (N, …), or on a distribution
 * over the classes of the scores' shape; see {@link ClassificationLosses#crossEntropy}.
 *
 * <pre>{@code
 * Loss loss = new CrossEntropyLoss().ignoreIndex(255).labelSmoothing(0.1);
 * }</pre>
 *
 * @param weights one for each class; empty, the default, for 1
 * @param ignoreIndex what marks a position to leave out; −100 by default
 * @param labelSmoothing what share of each label is spread over all classes; 0 by default
 */
public record CrossEntropyLoss(List<Double> weights, long ignoreIndex, double labelSmoothing) implements Loss {
    private static final long NOTHING = -100;

    /** Copies the weights. */
    public CrossEntropyLoss {
        weights = List.copyOf(weights);
    }

    /** Without weights and smoothing. */
    public CrossEntropyLoss() {
        this(List.of(), NOTHING, 0);
    }

    /**
     * Weighs the classes.
     *
     * @param newWeights one for each class
     * @return a changed copy
     */
    public CrossEntropyLoss weights(double... newWeights) {
        List<Double> list = new ArrayList<>();
        for (double weight : newWeights) {
            list.add(weight);
        }
        return new CrossEntropyLoss(list, ignoreIndex, labelSmoothing);
    }

    /**
     * Leaves positions out.
     *
     * @param newIgnoreIndex what marks them, such as 255 at the borders of Pascal VOC
     * @return a changed copy
     */
    public CrossEntropyLoss ignoreIndex(long newIgnoreIndex) {
        return new CrossEntropyLoss(weights, newIgnoreIndex, labelSmoothing);
    }

    /**
     * Smooths the labels.
     *
     * @param newLabelSmoothing from 0 to 1, 0.1 by custom
     * @return a changed copy
     */
    public CrossEntropyLoss labelSmoothing(double newLabelSmoothing) {
        return new CrossEntropyLoss(weights, ignoreIndex, newLabelSmoothing);
    }

    @Override
    public Tensor forward(Tensor prediction, Tensor target) {
        DType dtype = prediction.dtype() == DType.BFLOAT16 ? DType.FLOAT32 : prediction.dtype();
        Tensor weight = weights.isEmpty() ? null : weight(dtype);
        if (target.dtype().isFloating()) {
            return ClassificationLosses.crossEntropy(prediction, target, weight, labelSmoothing);
        }
        return weight == null && ignoreIndex == NOTHING && labelSmoothing == 0
                ? Losses.crossEntropy(prediction, target)
                : ClassificationLosses.crossEntropy(prediction, target, weight, ignoreIndex, labelSmoothing);
    }

    private Tensor weight(DType dtype) {
        double[] values = weights.stream().mapToDouble(Double::doubleValue).toArray();
        return Tensor.of(values, Shape.of(values.length)).to(dtype);
    }
}
