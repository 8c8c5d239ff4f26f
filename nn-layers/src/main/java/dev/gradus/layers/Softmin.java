package dev.gradus.layers;

import dev.gradus.ops.Activations;
import dev.gradus.tensor.Tensor;

/** exp(−x) / Σ exp(−x) along a dimension; any shape. See {@link Activations#softmin}. */
public final class Softmin extends Layer {
    private final int dim;

    /**
     * Makes the layer.
     *
     * @param dim the dimension that sums to one; negative counts from the end
     */
    public Softmin(int dim) {
        this.dim = dim;
    }

    @Override
    public Tensor forward(Tensor x) {
        return Activations.softmin(x, dim);
    }

    @Override
    protected String describe() {
        return "Softmin(dim " + dim + ")";
    }
}
