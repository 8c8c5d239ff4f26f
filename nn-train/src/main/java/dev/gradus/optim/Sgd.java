package dev.gradus.optim;

import dev.gradus.layers.Module;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.List;

/**
 * Stochastic gradient descent: {@code d = g + weightDecay·p}; with momentum {@code v = momentum·v + d} and {@code d = v},
 * or {@code d + momentum·v} for Nesterov's; {@code p −= lr·d}. Sutskever et al., "On the importance of initialization
 * and momentum in deep learning", ICML 2013, in PyTorch's form.
 */
public final class Sgd extends Optimizer {
    private final Options options;

    /**
     * Makes the optimizer.
     *
     * @param module whose parameters it changes
     * @param options see {@link #lr(double)}
     * @param groups parameters with rates of their own
     */
    public Sgd(Module module, Options options, Group... groups) {
        super(
                module,
                options.lr,
                options.weightDecay,
                options.momentum == 0 ? List.of() : List.of("momentum_buffer"),
                groups);
        this.options = options;
    }

    /**
     * Plain gradient descent, to be refined.
     *
     * @param lr the learning rate
     * @return options without momentum and weight decay
     */
    public static Options lr(double lr) {
        return new Options(lr, 0, 0, false);
    }

    /**
     * The hyper-parameters.
     *
     * @param lr the learning rate
     * @param momentum 0 (the default) for none
     * @param weightDecay the factor of p that is added to the gradient; 0 by default
     * @param nesterov whether the look-ahead form is used; false by default
     */
    public record Options(double lr, double momentum, double weightDecay, boolean nesterov) {
        /** Checks the numbers. */
        public Options {
            Shape.require(
                    lr >= 0 && momentum >= 0 && momentum < 1 && weightDecay >= 0,
                    "sgd",
                    () -> "lr >= 0, momentum from 0 to below 1, weightDecay >= 0",
                    () -> lr + ", " + momentum + ", " + weightDecay);
            Shape.require(!nesterov || momentum > 0, "sgd", () -> "momentum for nesterov", () -> "none");
        }

        /**
         * Sets the momentum.
         *
         * @param newMomentum 0.9 by custom
         * @return a changed copy
         */
        public Options momentum(double newMomentum) {
            return new Options(lr, newMomentum, weightDecay, nesterov);
        }

        /**
         * Sets the weight decay.
         *
         * @param newWeightDecay the factor
         * @return a changed copy
         */
        public Options weightDecay(double newWeightDecay) {
            return new Options(lr, momentum, newWeightDecay, nesterov);
        }

        /**
         * Chooses the look-ahead form.
         *
         * @param newNesterov whether it is used; needs momentum
         * @return a changed copy
         */
        public Options nesterov(boolean newNesterov) {
            return new Options(lr, momentum, weightDecay, newNesterov);
        }
    }

    @Override
    protected void update(Tensor p, Tensor g, List<Tensor> remembered, Step step) {
        Tensor v = options.momentum == 0 ? null : remembered.get(0);
        p.backend().sgdStep(p, g, v, step.lr(), options.momentum, step.weightDecay(), options.nesterov);
    }
}
