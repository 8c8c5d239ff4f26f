package dev.gradus.layers.losses;

import dev.gradus.tensor.Tensor;

/** What training minimises: a scalar made of a prediction and a target. */
@FunctionalInterface
public interface Loss {
    /**
     * Computes the loss, which is differentiated with respect to the prediction.
     *
     * @param prediction what the network gave
     * @param target what it should have given
     * @return a tensor of shape ()
     */
    Tensor forward(Tensor prediction, Tensor target);

    /**
     * The sum of this loss and another, on the same prediction and target.
     *
     * @param other the other loss
     * @return the sum
     */
    default Loss plus(Loss other) {
        return (prediction, target) -> forward(prediction, target).add(other.forward(prediction, target));
    }
}
