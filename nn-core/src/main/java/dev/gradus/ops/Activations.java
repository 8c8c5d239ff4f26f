package dev.gradus.ops;

import dev.gradus.autograd.Op;
import dev.gradus.autograd.Precision;
import dev.gradus.backend.Unary;
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
}
