package dev.gradus.layers;

import dev.gradus.ops.Activations;
import dev.gradus.tensor.Tensor;

/** The first half along a dimension times the sigmoid of the second; any shape. See {@link Activations#glu}. */
public final class Glu extends Layer {
    private final int dim;

    /** Makes the layer that halves the last dimension. */
    public Glu() {
        this(-1);
    }

    /**
     * Makes the layer.
     *
     * @param dim the dimension that is halved; negative counts from the end
     */
    public Glu(int dim) {
        this.dim = dim;
    }

    @Override
    public Tensor forward(Tensor x) {
        return Activations.glu(x, dim);
    }

    @Override
    protected String describe() {
        return "Glu(dim " + dim + ")";
    }
}
