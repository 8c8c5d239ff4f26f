package dev.gradus.optim;

import dev.gradus.layers.Module;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.List;

/**
 * Adadelta: {@code v = ρv + (1−ρ)g²}, {@code d = √(u + eps) / √(v + eps) · g}, {@code u = ρu + (1−ρ)d²},
 * {@code p −= lr·d}. Zeiler, 2012, arXiv:1212.5701.
 */
public final class Adadelta extends Optimizer {
    private final Options options;

    /**
     * Makes the optimizer.
     *
     * @param module whose parameters it changes
     * @param options see {@link #lr(double)}
     * @param groups parameters with rates of their own
     */
    public Adadelta(Module module, Options options, Group... groups) {
        super(module, options.lr, options.weightDecay, List.of("square_avg", "acc_delta"), groups);
        this.options = options;
    }

    /**
     * The usual hyper-parameters, to be refined.
     *
     * @param lr the learning rate, 1 by custom
     * @return options with the other defaults
     */
    public static Options lr(double lr) {
        return new Options(lr, 0.9, 1e-6, 0);
    }

    /**
     * The hyper-parameters.
     *
     * @param lr the learning rate
     * @param rho the decay of both means; 0.9 by default
     * @param eps added below both roots; 1e-6 by default
     * @param weightDecay the factor of p that joins the gradient; 0 by default
     */
    public record Options(double lr, double rho, double eps, double weightDecay) {
        /** Checks the numbers. */
        public Options {
            Shape.require(
                    lr >= 0 && eps >= 0 && weightDecay >= 0,
                    "adadelta",
                    () -> "lr, eps and weightDecay >= 0",
                    () -> lr + ", " + eps + ", " + weightDecay);
            Shape.require(rho >= 0 && rho < 1, "adadelta", () -> "rho from 0 to below 1", () -> rho);
        }

        /**
         * Sets the decay of both means.
         *
         * @param newRho the decay
         * @return a changed copy
         */
        public Options rho(double newRho) {
            return new Options(lr, newRho, eps, weightDecay);
        }

        /**
         * Sets what is added below both roots.
         *
         * @param newEps the term
         * @return a changed copy
         */
        public Options eps(double newEps) {
            return new Options(lr, rho, newEps, weightDecay);
        }

        /**
         * Sets the weight decay.
         *
         * @param newWeightDecay the factor
         * @return a changed copy
         */
        public Options weightDecay(double newWeightDecay) {
            return new Options(lr, rho, eps, newWeightDecay);
        }
    }

    @Override
    protected void update(Tensor p, Tensor g, List<Tensor> remembered, Step step) {
        Tensor gradient = g.add(p.mul(step.weightDecay()));
        Tensor square = remembered.get(0);
        Tensor moved = remembered.get(1);
        assign(square, square.mul(options.rho).add(gradient.square().mul(1 - options.rho)));
        Tensor scale = moved.add(options.eps).sqrt().div(square.add(options.eps).sqrt());
        Tensor delta = scale.mul(gradient);
        assign(moved, moved.mul(options.rho).add(delta.square().mul(1 - options.rho)));
        assign(p, p.sub(delta.mul(step.lr())));
    }
}
