package dev.gradus.layers.catalogue;

import dev.gradus.layers.catalogue.LayerCase.Input;
import dev.gradus.layers.losses.Loss;
import java.util.function.BinaryOperator;
import org.bytedeco.pytorch.Tensor;

/**
 * A row for a loss.
 *
 * @param loss the loss
 * @param prediction its first argument
 * @param target its second one
 * @param pytorch PyTorch's name, or {@code —} and what its users write
 * @param twin the same in PyTorch, or null if that has none
 */
record LossCase(Loss loss, Input prediction, Input target, String pytorch, BinaryOperator<Tensor> twin) {
    @Override
    public String toString() {
        return loss + " on " + prediction.shape();
    }
}
