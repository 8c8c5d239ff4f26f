package dev.gradus.optim;

import dev.gradus.layers.Module;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.List;

/**
 * Muon: the momentum of a weight matrix, its singular values set to about 1. {@code m = momentum·m + (1−momentum)·g},
 * {@code u = momentum·m + (1−momentum)·g}; five steps of a Newton-Schulz iteration {@code X ← aX + (bA + cA²)X} with
 * {@code A = XXᵀ}, a = 3.4445, b = −4.7750, c = 2.0315, from {@code X = u/‖u‖}; {@code p −= lr·weightDecay·p},
 * {@code p −= lr · √max(1, rows/columns) · X}. A kernel (O, C, h, w) is taken as a matrix (O, C·h·w). Vectors and numbers,
 * such as biases and norms, are changed by AdamW at {@code adamLr}. Jordan et al., "Muon: an optimizer for hidden layers",
 * 2024, https://kellerjordan.github.io/posts/muon; with PyTorch's details.
 */
public final class Muon extends Optimizer {
    private static final int ITERATIONS = 5;
    private static final double A = 3.4445;
    private static final double B = -4.7750;
    private static final double C = 2.0315;
    private static final double NORM_EPS = 1e-7;
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;
    private static final double ADAM_EPS = 1e-8;

    private final Options options;

    /**
     * Makes the optimizer.
     *
     * @param module whose parameters it changes
     * @param options see {@link #lr(double)}
     * @param groups parameters with rates of their own
     */
    public Muon(Module module, Options options, Group... groups) {
        super(module, options.lr, options.weightDecay, List.of("momentum_buffer", "exp_avg_sq"), groups);
        this.options = options;
    }

    /**
     * The usual hyper-parameters, to be refined.
     *
     * @param lr the learning rate, 0.001 to 0.02 by custom
     * @return options with the other defaults
     */
    public static Options lr(double lr) {
        return new Options(lr, 0.95, 0.1, 3e-4);
    }

    /**
     * The hyper-parameters.
     *
     * @param lr the learning rate
     * @param momentum the decay of the momentum; 0.95 by default
     * @param weightDecay the factor of p that shrinks p itself; 0.1 by default
     * @param adamLr the learning rate of vectors and numbers, where lr is as it was made; 3e-4 by default
     */
    public record Options(double lr, double momentum, double weightDecay, double adamLr) {
        /** Checks the numbers. */
        public Options {
            Shape.require(
                    lr > 0 && weightDecay >= 0 && adamLr >= 0,
                    "muon",
                    () -> "lr above 0, weightDecay and adamLr >= 0",
                    () -> lr + ", " + weightDecay + ", " + adamLr);
            Shape.require(momentum >= 0 && momentum < 1, "muon", () -> "momentum from 0 to below 1", () -> momentum);
        }

        /**
         * Sets the decay of the momentum.
         *
         * @param newMomentum the decay
         * @return a changed copy
         */
        public Options momentum(double newMomentum) {
            return new Options(lr, newMomentum, weightDecay, adamLr);
        }

        /**
         * Sets the weight decay.
         *
         * @param newWeightDecay the factor
         * @return a changed copy
         */
        public Options weightDecay(double newWeightDecay) {
            return new Options(lr, momentum, newWeightDecay, adamLr);
        }

        /**
         * Sets the learning rate of vectors and numbers.
         *
         * @param newAdamLr the rate
         * @return a changed copy
         */
        public Options adamLr(double newAdamLr) {
            return new Options(lr, momentum, weightDecay, newAdamLr);
        }
    }

    @Override
    protected boolean isPerParameter() {
        return true;
    }

    @Override
    protected void update(Tensor p, Tensor g, List<Tensor> remembered, Step step) {
        Tensor m = remembered.get(0);
        if (p.rank() < 2) {
            // A schedule moves both rates alike.
            double lr = options.adamLr * step.lr() / options.lr;
            double decay = step.weightDecay();
            p.backend().adamStep(p, g, m, remembered.get(1), step.count(), lr, BETA1, BETA2, ADAM_EPS, decay, true);
            return;
        }
        Tensor fresh = g.mul(1 - options.momentum);
        assign(m, m.mul(options.momentum).add(fresh));
        Tensor direction = orthogonal(m.mul(options.momentum).add(fresh).flatten(1));
        double scale = Math.sqrt(Math.max(1, (double) direction.dim(0) / (double) direction.dim(1)));
        Tensor shrunk = p.mul(1 - step.lr() * step.weightDecay());
        assign(p, shrunk.sub(direction.reshape(p.shape().dims()).mul(step.lr() * scale)));
    }

    /** The matrix with its singular values moved to between 0.7 and 1.2. */
    private static Tensor orthogonal(Tensor u) {
        boolean tall = u.dim(0) > u.dim(1);
        Tensor x = tall ? u.transpose(0, 1) : u;
        x = x.div(Math.max(Math.sqrt(x.square().sum().item()), NORM_EPS));
        for (int i = 0; i < ITERATIONS; i++) {
            Tensor square = x.matmul(x.transpose(0, 1));
            Tensor polynomial = square.mul(B).add(square.matmul(square).mul(C));
            x = x.mul(A).add(polynomial.matmul(x));
        }
        return tall ? x.transpose(0, 1) : x;
    }
}
