package dev.gradus.layers;

import dev.gradus.tensor.Tensor;

/** A layer whose kernel can apply the relu that follows it. */
interface FusesRelu {
    Tensor forward(Tensor x, boolean relu);
}
