package dev.gradus.layers;

import dev.gradus.tensor.Tensor;

/** x − log Σ exp(x) along a dimension; any shape. See {@link dev.gradus.ops.Activations#logSoftmax}. */
public final class LogSoftmax extends Layer {
    private final int dim;

    /**
     * Makes the layer.
     *
     * @param dim the dimension that sums to one; negative counts from the end
     */
    public LogSoftmax(int dim) {
        this.dim = dim;
    }

    @Override
    public Tensor forward(Tensor x) {
        return x.logSoftmax(dim);
    }

    @Override
    protected String describe() {
        return "LogSoftmax(dim " + dim + ")";
    }
}
