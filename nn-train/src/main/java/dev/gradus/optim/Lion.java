package dev.gradus.optim;

import dev.gradus.backend.Unary;
import dev.gradus.layers.Module;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.List;

/**
 * Lion: {@code p −= lr · (sign(β₁m + (1−β₁)g) + weightDecay·p)}, then {@code m = β₂m + (1−β₂)g}. Its rates are a third to a
 * tenth of Adam's, its weight decay as much larger. Chen et al., "Symbolic discovery of optimization algorithms", 2023,
 * arXiv:2302.06675.
 */
public final class Lion extends Optimizer {
    private final Options options;

    /**
     * Makes the optimizer.
     *
     * @param module whose parameters it changes
     * @param options see {@link #lr(double)}
     * @param groups parameters with rates of their own
     */
    public Lion(Module module, Options options, Group... groups) {
        super(module, options.lr, options.weightDecay, List.of("exp_avg"), groups);
        this.options = options;
    }

    /**
     * The usual hyper-parameters, to be refined.
     *
     * @param lr the learning rate, 1e-4 by custom
     * @return options with the other defaults
     */
    public static Options lr(double lr) {
        return new Options(lr, 0.9, 0.99, 0);
    }

    /**
     * The hyper-parameters.
     *
     * @param lr the learning rate
     * @param beta1 the weight of the past in the direction; 0.9 by default
     * @param beta2 the decay of what is remembered; 0.99 by default
     * @param weightDecay the factor of p that shrinks p itself; 0 by default
     */
    public record Options(double lr, double beta1, double beta2, double weightDecay) {
        /** Checks the numbers. */
        public Options {
            Shape.require(
                    lr >= 0 && weightDecay >= 0,
                    "lion",
                    () -> "lr and weightDecay >= 0",
                    () -> lr + ", " + weightDecay);
            Shape.require(
                    beta1 >= 0 && beta1 < 1 && beta2 >= 0 && beta2 < 1,
                    "lion",
                    () -> "betas from 0 to below 1",
                    () -> beta1 + ", " + beta2);
        }

        /**
         * Sets the weight of the past in the direction.
         *
         * @param newBeta1 the weight
         * @return a changed copy
         */
        public Options beta1(double newBeta1) {
            return new Options(lr, newBeta1, beta2, weightDecay);
        }

        /**
         * Sets the decay of what is remembered.
         *
         * @param newBeta2 the decay
         * @return a changed copy
         */
        public Options beta2(double newBeta2) {
            return new Options(lr, beta1, newBeta2, weightDecay);
        }

        /**
         * Sets the weight decay.
         *
         * @param newWeightDecay the factor
         * @return a changed copy
         */
        public Options weightDecay(double newWeightDecay) {
            return new Options(lr, beta1, beta2, newWeightDecay);
        }
    }

    @Override
    protected void update(Tensor p, Tensor g, List<Tensor> remembered, Step step) {
        Tensor m = remembered.get(0);
        Tensor mixed = m.mul(options.beta1).add(g.mul(1 - options.beta1));
        Tensor direction = p.backend().map(Unary.SIGN, mixed, 0, 0);
        assign(p, p.sub(direction.add(p.mul(step.weightDecay())).mul(step.lr())));
        assign(m, m.mul(options.beta2).add(g.mul(1 - options.beta2)));
    }
}
