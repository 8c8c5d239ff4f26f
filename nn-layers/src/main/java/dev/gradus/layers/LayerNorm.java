package dev.gradus.layers;

import dev.gradus.memory.TensorScope;
import dev.gradus.ops.Norms;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;

/**
 * Layer normalisation of (…, normalizedShape): {@code (x − mean) / √(variance + eps) · weight + bias}, with mean and biased
 * variance over the last dimensions; see {@link Norms#layerNorm}. {@code weight} and {@code bias} have the normalised
 * shape, and start as 1 and 0.
 */
public final class LayerNorm extends Layer {
    private final Options options;
    private final Parameter weight;
    private final Parameter bias;

    /**
     * Makes the layer with eps 1e-5, weight and bias.
     *
     * @param normalizedShape the last dimensions of the input
     */
    public LayerNorm(long... normalizedShape) {
        this(of(normalizedShape));
    }

    @SuppressWarnings("try") // the scope acts by being open
    private LayerNorm(Options options) {
        this.options = options;
        Shape shape = options.normalizedShape;
        try (TensorScope scope = TensorScope.open()) {
            weight = options.elementwiseAffine ? parameter("weight", Tensor.full(shape, DType.FLOAT32, 1)) : null;
            bias = options.elementwiseAffine && options.bias
                    ? parameter("bias", Tensor.full(shape, DType.FLOAT32, 0))
                    : null;
        }
    }

    /**
     * Begins a layer that differs from the defaults.
     *
     * @param normalizedShape the last dimensions of the input
     * @return its options
     */
    public static Options of(long... normalizedShape) {
        return new Options(Shape.of(normalizedShape), 1e-5, true, true);
    }

    /**
     * What makes a layer norm.
     *
     * @param normalizedShape the last dimensions of the input
     * @param eps added to the variance; 1e-5 by default
     * @param elementwiseAffine whether there is a weight; true by default
     * @param bias whether there is a bias, too; true by default
     */
    public record Options(Shape normalizedShape, double eps, boolean elementwiseAffine, boolean bias) {
        /** Checks the shape. */
        public Options {
            Shape.require(
                    normalizedShape.rank() > 0 && normalizedShape.size() > 0,
                    "layerNorm",
                    () -> "a normalizedShape with elements",
                    () -> normalizedShape);
        }

        /**
         * Another eps.
         *
         * @param newEps added to the variance
         * @return a changed copy
         */
        public Options eps(double newEps) {
            return new Options(normalizedShape, newEps, elementwiseAffine, bias);
        }

        /**
         * With or without weight and bias.
         *
         * @param newElementwiseAffine whether there are any
         * @return a changed copy
         */
        public Options elementwiseAffine(boolean newElementwiseAffine) {
            return new Options(normalizedShape, eps, newElementwiseAffine, bias);
        }

        /**
         * With or without a bias beside the weight.
         *
         * @param newBias whether there is one
         * @return a changed copy
         */
        public Options bias(boolean newBias) {
            return new Options(normalizedShape, eps, elementwiseAffine, newBias);
        }

        /**
         * Makes the layer.
         *
         * @return the layer
         */
        public LayerNorm build() {
            return new LayerNorm(this);
        }
    }

    @Override
    public Tensor forward(Tensor x) {
        return Norms.layerNorm(
                x,
                options.normalizedShape,
                weight == null ? null : weight.value(),
                bias == null ? null : bias.value(),
                options.eps);
    }

    @Override
    protected String describe() {
        String without = weight == null ? ", not affine" : bias == null ? ", no bias" : "";
        return "LayerNorm(" + options.normalizedShape + ", eps " + options.eps + without + ")";
    }
}
