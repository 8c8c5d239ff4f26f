package dev.gradus.optim;

import dev.gradus.layers.Module;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.List;

/**
 * Adam: {@code m = β₁m + (1−β₁)g}, {@code v = β₂v + (1−β₂)g²}, {@code p −= lr · (m/(1−β₁ᵗ)) / (√(v/(1−β₂ᵗ)) + eps)}.
 * Kingma and Ba, 2014, arXiv:1412.6980. Weight decay joins the gradient, or, if decoupled, shrinks the parameter first:
 * {@code p −= lr·weightDecay·p} (AdamW; Loshchilov and Hutter, 2017, arXiv:1711.05101).
 */
public final class Adam extends Optimizer {
    private final Options options;

    /**
     * Makes the optimizer.
     *
     * @param module whose parameters it changes
     * @param options see {@link #lr(double)}
     * @param groups parameters with rates of their own
     */
    public Adam(Module module, Options options, Group... groups) {
        super(module, options.lr, options.weightDecay, List.of("exp_avg", "exp_avg_sq"), groups);
        this.options = options;
    }

    /**
     * The usual hyper-parameters, to be refined.
     *
     * @param lr the learning rate, 0.001 by custom
     * @return options with β₁ 0.9, β₂ 0.999, eps 1e-8 and no weight decay
     */
    public static Options lr(double lr) {
        return new Options(lr, 0.9, 0.999, 1e-8, 0, false);
    }

    /**
     * The hyper-parameters.
     *
     * @param lr the learning rate
     * @param beta1 the decay of the first moment; 0.9 by default
     * @param beta2 the decay of the second moment; 0.999 by default
     * @param eps added to the root; 1e-8 by default
     * @param weightDecay 0 by default
     * @param decoupled whether weight decay shrinks the parameter itself; false by default
     */
    public record Options(double lr, double beta1, double beta2, double eps, double weightDecay, boolean decoupled) {
        /** Checks the numbers. */
        public Options {
            Shape.require(
                    lr >= 0 && eps >= 0 && weightDecay >= 0,
                    "adam",
                    () -> "lr, eps and weightDecay >= 0",
                    () -> lr + ", " + eps + ", " + weightDecay);
            Shape.require(
                    beta1 >= 0 && beta1 < 1 && beta2 >= 0 && beta2 < 1,
                    "adam",
                    () -> "betas from 0 to below 1",
                    () -> beta1 + ", " + beta2);
        }

        /**
         * Sets the decays of the moments.
         *
         * @param newBeta1 of the first
         * @param newBeta2 of the second
         * @return a changed copy
         */
        public Options betas(double newBeta1, double newBeta2) {
            return new Options(lr, newBeta1, newBeta2, eps, weightDecay, decoupled);
        }

        /**
         * Sets what is added to the root.
         *
         * @param newEps the term
         * @return a changed copy
         */
        public Options eps(double newEps) {
            return new Options(lr, beta1, beta2, newEps, weightDecay, decoupled);
        }

        /**
         * Sets a weight decay that joins the gradient.
         *
         * @param newWeightDecay the factor
         * @return a changed copy
         */
        public Options weightDecay(double newWeightDecay) {
            return new Options(lr, beta1, beta2, eps, newWeightDecay, false);
        }

        /**
         * Sets a weight decay that shrinks the parameters themselves: AdamW.
         *
         * @param newWeightDecay the factor, 0.01 by custom
         * @return a changed copy
         */
        public Options decoupledWeightDecay(double newWeightDecay) {
            return new Options(lr, beta1, beta2, eps, newWeightDecay, true);
        }
    }

    @Override
    protected void update(Tensor p, Tensor g, List<Tensor> remembered, Step step) {
        p.backend()
                .adamStep(
                        p,
                        g,
                        remembered.get(0),
                        remembered.get(1),
                        step.count(),
                        step.lr(),
                        options.beta1,
                        options.beta2,
                        options.eps,
                        step.weightDecay(),
                        options.decoupled);
    }
}
