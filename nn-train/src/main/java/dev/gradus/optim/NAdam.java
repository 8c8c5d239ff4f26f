package dev.gradus.optim;

import dev.gradus.layers.Module;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Adam with Nesterov's momentum: {@code m = β₁m + (1−β₁)g}, {@code v = β₂v + (1−β₂)g²},
 * {@code µₜ = β₁(1 − ½·0.96^(t·momentumDecay))}, {@code p −= lr · (µₜ₊₁·m / (1 − µ₁…µₜ₊₁) + (1−µₜ)·g / (1 − µ₁…µₜ)) /
 * (√(v/(1−β₂ᵗ)) + eps)}. Dozat, "Incorporating Nesterov momentum into Adam", ICLR workshop 2016.
 */
public final class NAdam extends Optimizer {
    /** Of the first momenta, by their number. */
    private final List<Double> products = new ArrayList<>(List.of(1.0));

    private final Options options;

    /**
     * Makes the optimizer.
     *
     * @param module whose parameters it changes
     * @param options see {@link #lr(double)}
     * @param groups parameters with rates of their own
     */
    public NAdam(Module module, Options options, Group... groups) {
        super(module, options.lr, options.weightDecay, List.of("exp_avg", "exp_avg_sq"), groups);
        this.options = options;
    }

    /**
     * The usual hyper-parameters, to be refined.
     *
     * @param lr the learning rate, 0.002 by custom
     * @return options with the other defaults
     */
    public static Options lr(double lr) {
        return new Options(lr, 0.9, 0.999, 1e-8, 0, 4e-3);
    }

    /**
     * The hyper-parameters.
     *
     * @param lr the learning rate
     * @param beta1 the decay of the first moment; 0.9 by default
     * @param beta2 the decay of the second moment; 0.999 by default
     * @param eps added to the root; 1e-8 by default
     * @param weightDecay the factor of p that joins the gradient; 0 by default
     * @param momentumDecay how the momentum rises to β₁; 0.004 by default
     */
    public record Options(double lr, double beta1, double beta2, double eps, double weightDecay, double momentumDecay) {
        /** Checks the numbers. */
        public Options {
            Shape.require(
                    lr >= 0 && eps >= 0 && weightDecay >= 0 && momentumDecay >= 0,
                    "nadam",
                    () -> "lr, eps, weightDecay and momentumDecay >= 0",
                    () -> lr + ", " + eps + ", " + weightDecay + ", " + momentumDecay);
            Shape.require(
                    beta1 >= 0 && beta1 < 1 && beta2 >= 0 && beta2 < 1,
                    "nadam",
                    () -> "betas from 0 to below 1",
                    () -> beta1 + ", " + beta2);
        }

        /**
         * Sets the decay of the first moment.
         *
         * @param newBeta1 the decay
         * @return a changed copy
         */
        public Options beta1(double newBeta1) {
            return new Options(lr, newBeta1, beta2, eps, weightDecay, momentumDecay);
        }

        /**
         * Sets the decay of the second moment.
         *
         * @param newBeta2 the decay
         * @return a changed copy
         */
        public Options beta2(double newBeta2) {
            return new Options(lr, beta1, newBeta2, eps, weightDecay, momentumDecay);
        }

        /**
         * Sets what is added to the root.
         *
         * @param newEps the term
         * @return a changed copy
         */
        public Options eps(double newEps) {
            return new Options(lr, beta1, beta2, newEps, weightDecay, momentumDecay);
        }

        /**
         * Sets the weight decay.
         *
         * @param newWeightDecay the factor
         * @return a changed copy
         */
        public Options weightDecay(double newWeightDecay) {
            return new Options(lr, beta1, beta2, eps, newWeightDecay, momentumDecay);
        }

        /**
         * Sets how the momentum rises.
         *
         * @param newMomentumDecay the factor of the step
         * @return a changed copy
         */
        public Options momentumDecay(double newMomentumDecay) {
            return new Options(lr, beta1, beta2, eps, weightDecay, newMomentumDecay);
        }
    }

    private double momentum(long t) {
        return options.beta1 * (1 - 0.5 * Math.pow(0.96, (double) t * options.momentumDecay));
    }

    /** µ₁ … µₜ. */
    private double product(long t) {
        for (int i = products.size(); i <= t; i++) {
            products.add(products.get(i - 1) * momentum(i));
        }
        return products.get(Math.toIntExact(t));
    }

    @Override
    protected void update(Tensor p, Tensor g, List<Tensor> remembered, Step step) {
        Tensor gradient = g.add(p.mul(step.weightDecay()));
        Tensor m = remembered.get(0);
        Tensor v = remembered.get(1);
        assign(m, m.mul(options.beta1).add(gradient.mul(1 - options.beta1)));
        assign(v, v.mul(options.beta2).add(gradient.square().mul(1 - options.beta2)));
        long t = step.count();
        double now = (1 - momentum(t)) / (1 - product(t));
        double ahead = momentum(t + 1) / (1 - product(t + 1));
        Tensor root = v.div(1 - Math.pow(options.beta2, (double) t)).sqrt().add(options.eps);
        Tensor direction = m.mul(ahead).add(gradient.mul(now)).div(root);
        assign(p, p.sub(direction.mul(step.lr())));
    }
}
