package dev.gradus.layers;

import dev.gradus.tensor.Tensor;

/** A layer whose kernel can apply the relu that follows it. */
interface FusesRelu {
    Tensor forward(Tensor x, boolean relu);

    /** The relu of a norm's output, in one kernel unless somebody sees the norm's output or the relu's. */
    static <N extends Layer & FusesRelu> Tensor rectified(N norm, Relu relu, Tensor x) {
        return norm.isObserved() || relu.isObserved() ? relu.apply(norm.apply(x)) : norm.forward(x, true);
    }
}
