package dev.gradus.optim;

import dev.gradus.layers.Module;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.List;

/**
 * LAMB, for large batches: Adam's direction {@code u = m̂ / (√v̂ + eps) + weightDecay·p}, with {@code m̂ = m/(1−β₁ᵗ)} and
 * {@code v̂ = v/(1−β₂ᵗ)}, is made as long as the parameter: {@code p −= lr · ‖p‖/‖u‖ · u}, for each parameter by itself;
 * the quotient is 1 where a norm is 0. You et al., "Large batch optimization for deep learning", 2019, arXiv:1904.00962.
 */
public final class Lamb extends Optimizer {
    private final Options options;

    /**
     * Makes the optimizer.
     *
     * @param module whose parameters it changes
     * @param options see {@link #lr(double)}
     * @param groups parameters with rates of their own
     */
    public Lamb(Module module, Options options, Group... groups) {
        super(module, options.lr, options.weightDecay, List.of("exp_avg", "exp_avg_sq"), groups);
        this.options = options;
    }

    /**
     * The usual hyper-parameters, to be refined.
     *
     * @param lr the learning rate, 0.001 by custom
     * @return options with the other defaults
     */
    public static Options lr(double lr) {
        return new Options(lr, 0.9, 0.999, 1e-6, 0);
    }

    /**
     * The hyper-parameters.
     *
     * @param lr the learning rate
     * @param beta1 the decay of the first moment; 0.9 by default
     * @param beta2 the decay of the second moment; 0.999 by default
     * @param eps added to the root; 1e-6 by default
     * @param weightDecay the factor of p that joins the direction; 0 by default
     */
    public record Options(double lr, double beta1, double beta2, double eps, double weightDecay) {
        /** Checks the numbers. */
        public Options {
            Shape.require(
                    lr >= 0 && eps >= 0 && weightDecay >= 0,
                    "lamb",
                    () -> "lr, eps and weightDecay >= 0",
                    () -> lr + ", " + eps + ", " + weightDecay);
            Shape.require(
                    beta1 >= 0 && beta1 < 1 && beta2 >= 0 && beta2 < 1,
                    "lamb",
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
            return new Options(lr, newBeta1, beta2, eps, weightDecay);
        }

        /**
         * Sets the decay of the second moment.
         *
         * @param newBeta2 the decay
         * @return a changed copy
         */
        public Options beta2(double newBeta2) {
            return new Options(lr, beta1, newBeta2, eps, weightDecay);
        }

        /**
         * Sets what is added to the root.
         *
         * @param newEps the term
         * @return a changed copy
         */
        public Options eps(double newEps) {
            return new Options(lr, beta1, beta2, newEps, weightDecay);
        }

        /**
         * Sets the weight decay.
         *
         * @param newWeightDecay the factor
         * @return a changed copy
         */
        public Options weightDecay(double newWeightDecay) {
            return new Options(lr, beta1, beta2, eps, newWeightDecay);
        }
    }

    @Override
    protected boolean isPerParameter() {
        return true;
    }

    @Override
    protected void update(Tensor p, Tensor g, List<Tensor> remembered, Step step) {
        Tensor m = remembered.get(0);
        Tensor v = remembered.get(1);
        assign(m, m.mul(options.beta1).add(g.mul(1 - options.beta1)));
        assign(v, v.mul(options.beta2).add(g.square().mul(1 - options.beta2)));
        double t = step.count();
        Tensor root = v.div(1 - Math.pow(options.beta2, t)).sqrt().add(options.eps);
        Tensor direction = m.div(1 - Math.pow(options.beta1, t)).div(root).add(p.mul(step.weightDecay()));
        double ratio = norm(p) / norm(direction);
        double trust = ratio > 0 && Double.isFinite(ratio) ? ratio : 1;
        assign(p, p.sub(direction.mul(step.lr() * trust)));
    }

    private static double norm(Tensor x) {
        return Math.sqrt(x.square().sum().item());
    }
}
