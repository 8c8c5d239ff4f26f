package dev.gradus.optim;

import dev.gradus.layers.Module;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.List;

/**
 * Adagrad: {@code s = s + g²}, {@code p −= lr / (1 + (t−1)·lrDecay) · g / (√s + eps)}. Duchi, Hazan and Singer, "Adaptive
 * subgradient methods", JMLR 12, 2011.
 */
public final class Adagrad extends Optimizer {
    private final Options options;

    /**
     * Makes the optimizer.
     *
     * @param module whose parameters it changes
     * @param options see {@link #lr(double)}
     * @param groups parameters with rates of their own
     */
    public Adagrad(Module module, Options options, Group... groups) {
        super(module, options.lr, options.weightDecay, List.of("sum"), groups);
        this.options = options;
    }

    /**
     * The usual hyper-parameters, to be refined.
     *
     * @param lr the learning rate, 0.01 by custom
     * @return options with the other defaults
     */
    public static Options lr(double lr) {
        return new Options(lr, 0, 1e-10, 0);
    }

    /**
     * The hyper-parameters.
     *
     * @param lr the learning rate
     * @param lrDecay how the rate falls; 0 by default
     * @param eps added to the root; 1e-10 by default
     * @param weightDecay the factor of p that joins the gradient; 0 by default
     */
    public record Options(double lr, double lrDecay, double eps, double weightDecay) {
        /** Checks the numbers. */
        public Options {
            Shape.require(
                    lr >= 0 && lrDecay >= 0 && eps >= 0 && weightDecay >= 0,
                    "adagrad",
                    () -> "lr, lrDecay, eps and weightDecay >= 0",
                    () -> lr + ", " + lrDecay + ", " + eps + ", " + weightDecay);
        }

        /**
         * Sets how the rate falls.
         *
         * @param newLrDecay the factor of the steps made before
         * @return a changed copy
         */
        public Options lrDecay(double newLrDecay) {
            return new Options(lr, newLrDecay, eps, weightDecay);
        }

        /**
         * Sets what is added to the root.
         *
         * @param newEps the term
         * @return a changed copy
         */
        public Options eps(double newEps) {
            return new Options(lr, lrDecay, newEps, weightDecay);
        }

        /**
         * Sets the weight decay.
         *
         * @param newWeightDecay the factor
         * @return a changed copy
         */
        public Options weightDecay(double newWeightDecay) {
            return new Options(lr, lrDecay, eps, newWeightDecay);
        }
    }

    @Override
    protected void update(Tensor p, Tensor g, List<Tensor> remembered, Step step) {
        Tensor gradient = g.add(p.mul(step.weightDecay()));
        Tensor sum = remembered.get(0);
        assign(sum, sum.add(gradient.square()));
        double rate = step.lr() / (1 + ((double) step.count() - 1) * options.lrDecay);
        assign(p, p.sub(gradient.mul(rate).div(sum.sqrt().add(options.eps))));
    }
}
