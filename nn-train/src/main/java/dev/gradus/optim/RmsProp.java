package dev.gradus.optim;

import dev.gradus.layers.Module;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.List;

/**
 * RMSprop: {@code v = αv + (1−α)g²}, {@code p −= lr · g / (√v + eps)}; centred, the root is of {@code v − a²} with
 * {@code a = αa + (1−α)g}; with momentum the quotient joins a velocity {@code b = momentum·b + g/…} and {@code p −= lr·b}.
 * Hinton, "Neural networks for machine learning", lecture 6e, 2012; centred after Graves, 2013, arXiv:1308.0850.
 */
public final class RmsProp extends Optimizer {
    private final Options options;

    /**
     * Makes the optimizer.
     *
     * @param module whose parameters it changes
     * @param options see {@link #lr(double)}
     * @param groups parameters with rates of their own
     */
    public RmsProp(Module module, Options options, Group... groups) {
        super(module, options.lr, options.weightDecay, List.of("square_avg", "grad_avg", "momentum_buffer"), groups);
        this.options = options;
    }

    /**
     * The usual hyper-parameters, to be refined.
     *
     * @param lr the learning rate, 0.01 by custom
     * @return options with the other defaults
     */
    public static Options lr(double lr) {
        return new Options(lr, 0.99, 1e-8, 0, 0, false);
    }

    /**
     * The hyper-parameters.
     *
     * @param lr the learning rate
     * @param alpha the decay of the mean square; 0.99 by default
     * @param eps added to the root; 1e-8 by default
     * @param weightDecay the factor of p that joins the gradient; 0 by default
     * @param momentum 0 (the default) for none
     * @param centered whether the mean gradient is taken off; false by default
     */
    public record Options(double lr, double alpha, double eps, double weightDecay, double momentum, boolean centered) {
        /** Checks the numbers. */
        public Options {
            Shape.require(
                    lr >= 0 && eps >= 0 && weightDecay >= 0,
                    "rmsProp",
                    () -> "lr, eps and weightDecay >= 0",
                    () -> lr + ", " + eps + ", " + weightDecay);
            Shape.require(
                    alpha >= 0 && alpha < 1 && momentum >= 0 && momentum < 1,
                    "rmsProp",
                    () -> "alpha and momentum from 0 to below 1",
                    () -> alpha + ", " + momentum);
        }

        /**
         * Sets the decay of the mean square.
         *
         * @param newAlpha the decay
         * @return a changed copy
         */
        public Options alpha(double newAlpha) {
            return new Options(lr, newAlpha, eps, weightDecay, momentum, centered);
        }

        /**
         * Sets what is added to the root.
         *
         * @param newEps the term
         * @return a changed copy
         */
        public Options eps(double newEps) {
            return new Options(lr, alpha, newEps, weightDecay, momentum, centered);
        }

        /**
         * Sets the weight decay.
         *
         * @param newWeightDecay the factor
         * @return a changed copy
         */
        public Options weightDecay(double newWeightDecay) {
            return new Options(lr, alpha, eps, newWeightDecay, momentum, centered);
        }

        /**
         * Sets the momentum.
         *
         * @param newMomentum 0.9 by custom
         * @return a changed copy
         */
        public Options momentum(double newMomentum) {
            return new Options(lr, alpha, eps, weightDecay, newMomentum, centered);
        }

        /**
         * Chooses the centred form.
         *
         * @param newCentered whether it is used
         * @return a changed copy
         */
        public Options centered(boolean newCentered) {
            return new Options(lr, alpha, eps, weightDecay, momentum, newCentered);
        }
    }

    @Override
    protected void update(Tensor p, Tensor g, List<Tensor> remembered, Step step) {
        Tensor gradient = g.add(p.mul(step.weightDecay()));
        Tensor square = remembered.get(0);
        assign(square, square.mul(options.alpha).add(gradient.square().mul(1 - options.alpha)));
        Tensor variance = square;
        if (options.centered) {
            Tensor mean = remembered.get(1);
            assign(mean, mean.mul(options.alpha).add(gradient.mul(1 - options.alpha)));
            variance = square.sub(mean.square());
        }
        Tensor direction = gradient.div(variance.sqrt().add(options.eps));
        if (options.momentum > 0) {
            Tensor velocity = remembered.get(2);
            assign(velocity, velocity.mul(options.momentum).add(direction));
            direction = velocity;
        }
        assign(p, p.sub(direction.mul(step.lr())));
    }
}
