package dev.gradus.tensor;

import dev.gradus.ops.Activations;

/** The fluent methods of {@link Tensor} that networks put between their layers. */
public sealed interface TensorActivations permits Tensor {
    /**
     * max(this, 0); see {@link Activations#relu(Tensor)}.
     *
     * @return the result
     */
    default Tensor relu() {
        return Activations.relu((Tensor) this);
    }

    /**
     * 1 / (1 + e⁻ˣ); see {@link Activations#sigmoid(Tensor)}.
     *
     * @return the result
     */
    default Tensor sigmoid() {
        return Activations.sigmoid((Tensor) this);
    }

    /**
     * The hyperbolic tangent; see {@link Activations#tanh(Tensor)}.
     *
     * @return the result
     */
    default Tensor tanh() {
        return Activations.tanh((Tensor) this);
    }

    /**
     * log(1 + eˣ); see {@link Activations#softplus(Tensor)}.
     *
     * @return the result
     */
    default Tensor softplus() {
        return Activations.softplus((Tensor) this);
    }

    /**
     * this above 0, else a multiple; see {@link Activations#leakyRelu}.
     *
     * @param negativeSlope the multiple
     * @return the result
     */
    default Tensor leakyRelu(double negativeSlope) {
        return Activations.leakyRelu((Tensor) this, negativeSlope);
    }

    /**
     * See {@link Activations#softmax}.
     *
     * @param dim the dimension
     * @return the result
     */
    default Tensor softmax(int dim) {
        return Activations.softmax((Tensor) this, dim);
    }

    /**
     * See {@link Activations#logSoftmax}.
     *
     * @param dim the dimension
     * @return the result
     */
    default Tensor logSoftmax(int dim) {
        return Activations.logSoftmax((Tensor) this, dim);
    }
}
