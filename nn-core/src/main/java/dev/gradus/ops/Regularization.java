package dev.gradus.ops;

import dev.gradus.autograd.Op;
import dev.gradus.backend.Backends;
import dev.gradus.backend.SelfNormalizing;
import dev.gradus.random.Rng;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/** Noise against overfitting. */
public final class Regularization {
    private Regularization() {}

    /**
     * Inverted dropout: each element is 0 with probability p, else x / (1 − p), so that nothing changes in the mean.
     * Srivastava et al., "Dropout", JMLR 15, 2014.
     *
     * @param x any floating tensor
     * @param p the probability of dropping, 0 to 1
     * @param rng draws one uniform number an element, in row-major order
     * @return a tensor of x's shape
     */
    public static Tensor dropout(Tensor x, double p, Rng rng) {
        Require.floating("dropout", x);
        Require.range("dropout", "p", p, 0, 1);
        double scale = p == 1 ? 0 : 1 / (1 - p);
        return masked("dropout", x, kept(x, x.shape(), p, rng).mul(scale));
    }

    private static Tensor masked(String op, Tensor x, Tensor mask) {
        return Op.of(op, x.detach().mul(mask))
                .grad(x, g -> g.mul(mask))
                .saves(mask)
                .build();
    }

    /** 1 with probability 1 − p, else 0, of x's type: the comparison of one uniform number an element with p. */
    private static Tensor kept(Tensor x, Shape shape, double p, Rng rng) {
        Tensor uniform = uniform(x, shape, rng);
        Tensor kept = uniform.ge(p).to(x.dtype());
        uniform.free();
        return kept;
    }

    /** FLOAT32 numbers from 0 to 1 on x's backend. */
    @SuppressWarnings("try") // the block acts by being open
    static Tensor uniform(Tensor x, Shape shape, Rng rng) {
        try (Backends use = Backends.use(x.backend())) {
            return Tensor.uniform(rng, 0, 1, shape.dims());
        }
    }

    /**
     * Inverted dropout of whole channels, each 0 with probability p, else divided by 1 − p. Tompson et al., "Efficient object
     * localization using convolutional networks", 2014, arXiv:1411.4280.
     *
     * @param x (N, C, L)
     * @param p the probability of dropping, 0 to 1
     * @param rng draws one uniform number a channel, sample by sample
     * @return a tensor of x's shape
     */
    public static Tensor dropout1d(Tensor x, double p, Rng rng) {
        Shape.require(x.rank() == 3, "dropout1d", () -> "input (N, C, L)", x::shape);
        return dropUnits("dropout1d", x, 2, p, rng);
    }

    /**
     * As {@link #dropout1d}, for images.
     *
     * @param x (N, C, H, W)
     * @param p the probability of dropping, 0 to 1
     * @param rng draws one uniform number a channel, sample by sample
     * @return a tensor of x's shape
     */
    public static Tensor dropout2d(Tensor x, double p, Rng rng) {
        Shape.require(x.rank() == 4, "dropout2d", () -> "input (N, C, H, W)", x::shape);
        return dropUnits("dropout2d", x, 2, p, rng);
    }

    /**
     * As {@link #dropout1d}, for volumes.
     *
     * @param x (N, C, D, H, W)
     * @param p the probability of dropping, 0 to 1
     * @param rng draws one uniform number a channel, sample by sample
     * @return a tensor of x's shape
     */
    public static Tensor dropout3d(Tensor x, double p, Rng rng) {
        Shape.require(x.rank() == 5, "dropout3d", () -> "input (N, C, D, H, W)", x::shape);
        return dropUnits("dropout3d", x, 2, p, rng);
    }

    /**
     * Stochastic depth: whole samples are 0 with probability p, else divided by 1 − p; for the branch that a residual block
     * adds to its input. Huang et al., "Deep networks with stochastic depth", 2016, arXiv:1603.09382.
     *
     * @param x (N, …)
     * @param p the probability of dropping, 0 to 1
     * @param rng draws one uniform number a sample
     * @return a tensor of x's shape
     */
    public static Tensor dropPath(Tensor x, double p, Rng rng) {
        Shape.require(x.rank() >= 1, "dropPath", () -> "input (N, …)", x::shape);
        return dropUnits("dropPath", x, 1, p, rng);
    }

    /** Drops all that shares the indices of the first dimensions. */
    private static Tensor dropUnits(String op, Tensor x, int dims, double p, Rng rng) {
        Require.floating(op, x);
        Require.range(op, "p", p, 0, 1);
        boolean[] shared = new boolean[x.rank()];
        Arrays.fill(shared, dims, x.rank(), true);
        double scale = p == 1 ? 0 : 1 / (1 - p);
        return masked(op, x, kept(x, x.shape().reduced(shared), p, rng).mul(scale));
    }

    /**
     * Dropout that keeps mean 0 and variance 1, for networks of {@link Activations#selu}: with probability p an element
     * becomes −λ·α, the limit of selu; then all become a·x + b with a = ((1 − p)·(1 + p·λ²·α²))^−½, b = a·p·λ·α. With p = 1
     * all are 0. Klambauer, Unterthiner, Mayr and Hochreiter, "Self-normalizing neural networks", 2017, arXiv:1706.02515.
     *
     * @param x any floating tensor
     * @param p the probability of dropping, 0 to 1
     * @param rng draws one uniform number an element, in row-major order
     * @return a tensor of x's shape
     */
    public static Tensor alphaDropout(Tensor x, double p, Rng rng) {
        Require.floating("alphaDropout", x);
        Require.range("alphaDropout", "p", p, 0, 1);
        Tensor kept = kept(x, x.shape(), p, rng);
        if (p == 1) {
            return masked("alphaDropout", x, kept);
        }
        double limit = SelfNormalizing.LAMBDA * SelfNormalizing.ALPHA;
        double a = 1 / Math.sqrt((1 - p) * (1 + p * limit * limit));
        // a·(−limit) + a·p·limit where dropped, a·p·limit elsewhere.
        Tensor shift = kept.mul(a * limit).add(a * limit * (p - 1));
        return masked("alphaDropout", x, kept.mul(a)).add(shift);
    }

    /**
     * Σ |w| over all elements of some tensors, to be added to a loss times a factor; the gradient at 0 is 0. Tibshirani,
     * "Regression shrinkage and selection via the lasso", 1996.
     *
     * @param parameters at least one floating tensor, of one type
     * @return a scalar
     */
    public static Tensor l1Penalty(List<Tensor> parameters) {
        return total("l1Penalty", parameters, w -> w.abs().sum());
    }

    /**
     * Σ w² over all elements of some tensors, to be added to a loss times a factor: weight decay of d is a factor of d / 2.
     *
     * @param parameters at least one floating tensor, of one type
     * @return a scalar
     */
    public static Tensor l2Penalty(List<Tensor> parameters) {
        return total("l2Penalty", parameters, w -> w.square().sum());
    }

    private static Tensor total(String op, List<Tensor> parameters, UnaryOperator<Tensor> penalty) {
        Shape.require(!parameters.isEmpty(), op, () -> "at least one tensor", () -> "none");
        parameters.forEach(parameter -> {
            Require.floating(op, parameter);
            Require.alike(op, parameters.get(0), parameter);
        });
        return parameters.stream().map(penalty).reduce(Tensor::add).orElseThrow();
    }
}
