package dev.gradus.layers;

import dev.gradus.memory.TensorScope;
import dev.gradus.ops.Norms;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;

/**
 * Batch normalisation of (N, C, H, W) that nothing changes, in training and evaluation alike: {@code (x − running_mean) /
 * √(running_var + eps) · weight + bias}, all four of them buffers (C,). For pretrained backbones that are trained further
 * on few images a batch. Named as torchvision's; a file of a {@link BatchNorm2d} has {@code num_batches_tracked} besides.
 */
public final class FrozenBatchNorm2d extends Layer {
    private final long numFeatures;
    private final double eps;
    private final Buffer weight;
    private final Buffer bias;
    private final Buffer mean;
    private final Buffer variance;

    /**
     * Makes the layer with eps 1e-5: the identity, until its state is loaded.
     *
     * @param numFeatures the channels C
     */
    public FrozenBatchNorm2d(long numFeatures) {
        this(numFeatures, 1e-5);
    }

    /**
     * Makes the layer.
     *
     * @param numFeatures the channels C
     * @param eps added to the variance
     */
    @SuppressWarnings("try") // the scope acts by being open
    public FrozenBatchNorm2d(long numFeatures, double eps) {
        Shape.require(numFeatures > 0, "frozenBatchNorm", () -> "numFeatures of at least 1", () -> numFeatures);
        this.numFeatures = numFeatures;
        this.eps = eps;
        try (TensorScope scope = TensorScope.open()) {
            weight = buffer("weight", Tensor.ones(numFeatures));
            bias = buffer("bias", Tensor.zeros(numFeatures));
            mean = buffer("running_mean", Tensor.zeros(numFeatures));
            variance = buffer("running_var", Tensor.ones(numFeatures));
        }
    }

    @Override
    public Tensor forward(Tensor x) {
        Shape.require(
                x.rank() == 4 && x.dim(1) == numFeatures,
                "frozenBatchNorm",
                () -> "input (N, " + numFeatures + ", H, W)",
                x::shape);
        return Norms.batchNormWith(x, mean.value(), variance.value(), weight.value(), bias.value(), eps);
    }

    @Override
    protected String describe() {
        return "FrozenBatchNorm2d(" + numFeatures + ", eps " + eps + ")";
    }
}
