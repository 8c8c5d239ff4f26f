package dev.gradus.layers;

import dev.gradus.tensor.Tensor;

/** exp(x) / Σ exp(x) along a dimension; any shape. See {@link dev.gradus.ops.Activations#softmax}. */
public final class Softmax extends Layer {
    private final int dim;

    /**
     * Makes the layer.
     *
     * @param dim the dimension that sums to one; negative counts from the end
     */
    public Softmax(int dim) {
        this.dim = dim;
    }

    @Override
    public Tensor forward(Tensor x) {
        return x.softmax(dim);
    }

    @Override
    protected String describe() {
        return "Softmax(dim " + dim + ")";
    }
}
