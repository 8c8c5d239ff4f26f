package dev.gradus.backend;

import dev.gradus.tensor.Tensor;

/** The steps of optimizers, in place, over flat FLOAT32 or FLOAT64 tensors of one length. */
public interface OptimizerKernels {
    /**
     * One step of stochastic gradient descent: {@code d = g + weightDecay·p}; with momentum {@code v = momentum·v + d},
     * {@code d = v} (Nesterov: {@code d + momentum·v}); {@code p −= lr·d}.
     *
     * @param p the parameters
     * @param g their gradients
     * @param v the velocity; null if momentum is 0
     * @param lr the learning rate
     * @param momentum 0 for none
     * @param weightDecay the coupled L2 factor
     * @param nesterov whether the look-ahead form is used
     */
    void sgdStep(Tensor p, Tensor g, Tensor v, double lr, double momentum, double weightDecay, boolean nesterov);

    /**
     * One step of Adam, or of AdamW if the weight decay is decoupled: {@code m = β₁m + (1−β₁)g},
     * {@code v = β₂v + (1−β₂)g²}, {@code p −= lr · (m/(1−β₁ᵗ)) / (√(v/(1−β₂ᵗ)) + eps)}.
     *
     * @param p the parameters
     * @param g their gradients
     * @param m the first moment
     * @param v the second moment
     * @param step t, from 1
     * @param lr the learning rate
     * @param beta1 the decay of the first moment
     * @param beta2 the decay of the second moment
     * @param eps added to the root
     * @param weightDecay the factor
     * @param decoupled whether it shrinks p itself (AdamW) rather than joining g
     */
    void adamStep(
            Tensor p,
            Tensor g,
            Tensor m,
            Tensor v,
            long step,
            double lr,
            double beta1,
            double beta2,
            double eps,
            double weightDecay,
            boolean decoupled);
}
