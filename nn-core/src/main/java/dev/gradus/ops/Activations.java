package dev.gradus.ops;

import dev.gradus.autograd.Op;
import dev.gradus.autograd.Precision;
import dev.gradus.backend.Unary;
import dev.gradus.random.Rng;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;

/** The nonlinearities of networks. */
public final class Activations {
    private Activations() {}

    /**
     * max(x, 0); the gradient at 0 is 0. Nair and Hinton, "Rectified linear units improve restricted Boltzmann machines", 2010.
     *
     * @param x any floating tensor
     * @return the values
     */
    public static Tensor relu(Tensor x) {
        Require.floating("relu", x);
        return Elementwise.map("relu", Unary.RELU, x, 0, 0);
    }

    /**
     * 1 / (1 + e⁻ˣ).
     *
     * @param x any floating tensor
     * @return the values
     */
    public static Tensor sigmoid(Tensor x) {
        Require.floating("sigmoid", x);
        return Elementwise.map("sigmoid", Unary.SIGMOID, x, 0, 0);
    }

    /**
     * The hyperbolic tangent.
     *
     * @param x any floating tensor
     * @return the values
     */
    public static Tensor tanh(Tensor x) {
        Require.floating("tanh", x);
        return Elementwise.map("tanh", Unary.TANH, x, 0, 0);
    }

    /**
     * log(1 + eˣ), without overflow for any x.
     *
     * @param x any floating tensor
     * @return the values
     */
    public static Tensor softplus(Tensor x) {
        Require.floating("softplus", x);
        return Elementwise.map("softplus", Unary.SOFTPLUS, x, 0, 0);
    }

    /**
     * log(1 + e^(beta·x)) / beta: the larger beta, the closer to relu.
     *
     * @param x any floating tensor
     * @param beta above 0
     * @return the values
     */
    public static Tensor softplus(Tensor x, double beta) {
        Require.floating("softplus", x);
        Shape.require(beta > 0, "softplus", () -> "beta above 0", () -> beta);
        return softplus(x.mul(beta)).div(beta);
    }

    /**
     * x above 0, else negativeSlope · x.
     *
     * @param x any floating tensor
     * @param negativeSlope 0.01 by custom
     * @return the values
     */
    public static Tensor leakyRelu(Tensor x, double negativeSlope) {
        Require.floating("leakyRelu", x);
        return Elementwise.map("leakyRelu", Unary.LEAKY_RELU, x, negativeSlope, 0);
    }

    /**
     * exp(x) / Σ exp(x) along a dimension; shifted by the largest first, so that nothing overflows.
     *
     * @param input any floating tensor
     * @param dim the dimension that sums to one; negative counts from the end
     * @return the probabilities, of x's shape
     */
    public static Tensor softmax(Tensor input, int dim) {
        Require.floating("softmax", input);
        Tensor x = Precision.exact(input);
        int along = x.shape().checkDim("softmax", dim);
        Tensor y = x.backend().softmax(x, along, false);
        return Op.of("softmax", y)
                .grad(x, g -> g.backend().softmaxGrad(g, y, along, false))
                .build();
    }

    /**
     * x − log Σ exp(x) along a dimension, computed as one so that nothing overflows or underflows.
     *
     * @param input any floating tensor
     * @param dim the dimension that sums to one; negative counts from the end
     * @return the log-probabilities, of x's shape
     */
    public static Tensor logSoftmax(Tensor input, int dim) {
        Require.floating("logSoftmax", input);
        Tensor x = Precision.exact(input);
        int along = x.shape().checkDim("logSoftmax", dim);
        Tensor y = x.backend().softmax(x, along, true);
        return Op.of("logSoftmax", y)
                .grad(x, g -> g.backend().softmaxGrad(g, y, along, true))
                .build();
    }

    /**
     * min(max(x, 0), 6); the gradient at 0 and 6 is 0. Krizhevsky, "Convolutional deep belief networks on CIFAR-10", 2010.
     *
     * @param x any floating tensor
     * @return the values, 0 to 6
     */
    public static Tensor relu6(Tensor x) {
        Require.floating("relu6", x);
        return Elementwise.map("relu6", Unary.HARD_TANH, x, 0, 6);
    }

    /**
     * min(max(x, min), max); the gradient at both ends is 0.
     *
     * @param x any floating tensor
     * @param min the smallest value, −1 by custom
     * @param max the largest value, 1 by custom
     * @return the values
     */
    public static Tensor hardTanh(Tensor x, double min, double max) {
        Require.floating("hardTanh", x);
        Shape.require(min <= max, "hardTanh", () -> "min not above max", () -> min + " and " + max);
        return Elementwise.map("hardTanh", Unary.HARD_TANH, x, min, max);
    }

    /**
     * x above 0, else alpha · (eˣ − 1). Clevert, Unterthiner and Hochreiter, "Fast and accurate deep network learning by
     * exponential linear units", 2015, arXiv:1511.07289.
     *
     * @param x any floating tensor
     * @param alpha minus the limit at −∞; 1 by custom, not below 0
     * @return the values
     */
    public static Tensor elu(Tensor x, double alpha) {
        Require.floating("elu", x);
        Shape.require(alpha >= 0, "elu", () -> "alpha of at least 0", () -> alpha);
        return Elementwise.map("elu", Unary.ELU, x, alpha, 1);
    }

    /**
     * x above 0, else alpha · (e^(x/alpha) − 1), whose derivative is continuous for any alpha. Barron, "Continuously
     * differentiable exponential linear units", 2017, arXiv:1704.07483.
     *
     * @param x any floating tensor
     * @param alpha minus the limit at −∞; 1 by custom, above 0
     * @return the values
     */
    public static Tensor celu(Tensor x, double alpha) {
        Require.floating("celu", x);
        Shape.require(alpha > 0, "celu", () -> "alpha above 0", () -> alpha);
        return Elementwise.map("celu", Unary.ELU, x, alpha, 1 / alpha);
    }

    /**
     * λ·x above 0, else λ·α·(eˣ − 1), with λ ≈ 1.0507 and α ≈ 1.6733, which keep mean 0 and variance 1 through the layers
     * of a network whose weights have variance 1 / fan in. Klambauer, Unterthiner, Mayr and Hochreiter, "Self-normalizing
     * neural networks", 2017, arXiv:1706.02515.
     *
     * @param x any floating tensor
     * @return the values
     */
    public static Tensor selu(Tensor x) {
        Require.floating("selu", x);
        return Elementwise.map("selu", Unary.SELU, x, 0, 0);
    }

    /**
     * x · Φ(x), with the distribution function Φ(x) = (1 + erf(x/√2)) / 2 of the standard normal. Hendrycks and Gimpel,
     * "Gaussian error linear units", 2016, arXiv:1606.08415.
     *
     * @param x any floating tensor
     * @return the values
     */
    public static Tensor gelu(Tensor x) {
        Require.floating("gelu", x);
        return Elementwise.map("gelu", Unary.GELU, x, 0, 0);
    }

    /**
     * x/2 · (1 + tanh(√(2/π)·(x + 0.044715·x³))): {@link #gelu} to about 5e-4, as GPT-2 has it. Hendrycks and Gimpel, 2016,
     * arXiv:1606.08415.
     *
     * @param x any floating tensor
     * @return the values
     */
    public static Tensor geluTanh(Tensor x) {
        Require.floating("geluTanh", x);
        return Elementwise.map("geluTanh", Unary.GELU_TANH, x, 0, 0);
    }

    /**
     * x · sigmoid(x), also called swish. Elfwing, Uchibe and Doya, "Sigmoid-weighted linear units", 2017,
     * arXiv:1702.03118.
     *
     * @param x any floating tensor
     * @return the values
     */
    public static Tensor silu(Tensor x) {
        Require.floating("silu", x);
        return Elementwise.map("silu", Unary.SILU, x, 0, 0);
    }

    /**
     * x · tanh(log(1 + eˣ)). Misra, "Mish: a self regularized non-monotonic activation function", 2019, arXiv:1908.08681.
     *
     * @param x any floating tensor
     * @return the values
     */
    public static Tensor mish(Tensor x) {
        Require.floating("mish", x);
        return Elementwise.map("mish", Unary.MISH, x, 0, 0);
    }

    /**
     * min(max(x + 3, 0), 6) / 6; the gradient at −3 and 3 is 0. Howard et al., "Searching for MobileNetV3", 2019,
     * arXiv:1905.02244.
     *
     * @param x any floating tensor
     * @return the values, 0 to 1
     */
    public static Tensor hardSigmoid(Tensor x) {
        Require.floating("hardSigmoid", x);
        return Elementwise.map("hardSigmoid", Unary.HARD_SIGMOID, x, 0, 0);
    }

    /**
     * x · min(max(x + 3, 0), 6) / 6. Howard et al., "Searching for MobileNetV3", 2019, arXiv:1905.02244.
     *
     * @param x any floating tensor
     * @return the values
     */
    public static Tensor hardSwish(Tensor x) {
        Require.floating("hardSwish", x);
        return Elementwise.map("hardSwish", Unary.HARD_SWISH, x, 0, 0);
    }

    /**
     * log(sigmoid(x)) = −log(1 + e⁻ˣ), without overflow for any x.
     *
     * @param x any floating tensor
     * @return the values
     */
    public static Tensor logSigmoid(Tensor x) {
        Require.floating("logSigmoid", x);
        return Elementwise.map("logSigmoid", Unary.LOG_SIGMOID, x, 0, 0);
    }

    /**
     * x / (1 + |x|).
     *
     * @param x any floating tensor
     * @return the values, between −1 and 1
     */
    public static Tensor softsign(Tensor x) {
        Require.floating("softsign", x);
        return Elementwise.map("softsign", Unary.SOFTSIGN, x, 0, 0);
    }

    /**
     * x above a threshold, else a value.
     *
     * @param x any floating tensor
     * @param threshold up to where, itself included, x is replaced
     * @param value by what
     * @return the values
     */
    public static Tensor threshold(Tensor x, double threshold, double value) {
        Require.floating("threshold", x);
        return Elementwise.map("threshold", Unary.THRESHOLD, x, threshold, value);
    }

    /**
     * x above 0, else weight · x, with learned slopes. He, Zhang, Ren and Sun, "Delving deep into rectifiers", 2015,
     * arXiv:1502.01852.
     *
     * @param x (N, C, …), or any shape if there is one slope
     * @param weight (1,), or (C,) for a slope a channel; of x's type
     * @return the values, of x's shape
     */
    public static Tensor prelu(Tensor x, Tensor weight) {
        Require.floating("prelu", x);
        Require.alike("prelu", x, weight);
        long channels = x.rank() > 1 ? x.dim(1) : 1;
        Shape.require(
                weight.rank() == 1 && (weight.size() == 1 || weight.size() == channels),
                "prelu",
                () -> "weight (1,)" + (channels == 1 ? "" : " or (" + channels + ",)"),
                weight::shape);
        Tensor slope = weight.size() == 1 ? weight.reshape() : Norms.perChannel(weight, x);
        Tensor positive = x.gt(0);
        Tensor zero = x.backend().full(Shape.of(), x.dtype(), 0);
        return Op.of("prelu", x.backend().where(positive, x, x.detach().mul(slope.detach())))
                .grad(x, g -> g.backend().where(positive, g, g.mul(slope)))
                .grad(slope, g -> g.backend().where(positive, zero, g.mul(x)))
                .saves(positive, zero)
                .build();
    }

    /**
     * x above 0, else a random slope times x, for training; in evaluation {@link #leakyRelu} with the mean slope takes its
     * place. Xu, Wang, Chen and Li, "Empirical evaluation of rectified activations in convolutional network", 2015,
     * arXiv:1505.00853.
     *
     * @param x any floating tensor
     * @param lower the smallest slope, 1/8 by custom
     * @param upper the largest slope, 1/3 by custom
     * @param rng draws one uniform number an element, in row-major order
     * @return the values
     */
    public static Tensor rrelu(Tensor x, double lower, double upper, Rng rng) {
        Require.floating("rrelu", x);
        Shape.require(lower <= upper, "rrelu", () -> "lower not above upper", () -> lower + " and " + upper);
        Tensor below = Regularization.uniform(x, x.shape(), rng)
                .to(x.dtype())
                .mul(upper - lower)
                .add(lower);
        Tensor one = x.backend().full(Shape.of(), x.dtype(), 1);
        Tensor slope = x.backend().where(x.gt(0), one, below);
        return Op.of("rrelu", x.detach().mul(slope))
                .grad(x, g -> g.mul(slope))
                .saves(slope)
                .build();
    }

    /**
     * x where |x| is above lambda, else 0.
     *
     * @param x any floating tensor
     * @param lambda 0.5 by custom, not below 0
     * @return the values
     */
    public static Tensor hardShrink(Tensor x, double lambda) {
        Require.floating("hardShrink", x);
        Shape.require(lambda >= 0, "hardShrink", () -> "lambda of at least 0", () -> lambda);
        // Not |x| > lambda: what is no number stays so.
        Tensor inside = x.detach().abs().le(lambda);
        Tensor zero = x.backend().full(Shape.of(), x.dtype(), 0);
        return Op.of("hardShrink", x.backend().where(inside, zero, x))
                .grad(x, g -> g.backend().where(inside, zero, g))
                .saves(inside, zero)
                .build();
    }

    /**
     * x moved towards 0 by lambda, but not across: x − min(max(x, −lambda), lambda).
     *
     * @param x any floating tensor
     * @param lambda 0.5 by custom, not below 0
     * @return the values
     */
    public static Tensor softShrink(Tensor x, double lambda) {
        Require.floating("softShrink", x);
        Shape.require(lambda >= 0, "softShrink", () -> "lambda of at least 0", () -> lambda);
        return x.sub(x.clamp(-lambda, lambda));
    }

    /**
     * x − tanh(x).
     *
     * @param x any floating tensor
     * @return the values
     */
    public static Tensor tanhShrink(Tensor x) {
        Require.floating("tanhShrink", x);
        Tensor t = x.detach().tanh();
        return Op.of("tanhShrink", x.detach().sub(t))
                .grad(x, g -> g.mul(t.square()))
                .saves(t)
                .build();
    }

    /**
     * The gated linear unit: the first half along a dimension times the sigmoid of the second. Dauphin, Fan, Auli and
     * Grangier, "Language modeling with gated convolutional networks", 2016, arXiv:1612.08083.
     *
     * @param x any floating tensor
     * @param dim the dimension that is halved, of even extent; negative counts from the end
     * @return the gated half
     */
    public static Tensor glu(Tensor x, int dim) {
        Require.floating("glu", x);
        int along = x.shape().checkDim("glu", dim);
        long half = x.dim(along) / 2;
        Shape.require(x.dim(along) % 2 == 0, "glu", () -> "an even extent at dim " + dim, x::shape);
        return x.slice(along, 0, half).mul(x.slice(along, half, x.dim(along)).sigmoid());
    }

    /**
     * exp(−x) / Σ exp(−x) along a dimension: {@link #softmax} that favours the small.
     *
     * @param x any floating tensor
     * @param dim the dimension that sums to one; negative counts from the end
     * @return the probabilities, of x's shape
     */
    public static Tensor softmin(Tensor x, int dim) {
        Require.floating("softmin", x);
        x.shape().checkDim("softmin", dim);
        return softmax(x.neg(), dim);
    }
}
