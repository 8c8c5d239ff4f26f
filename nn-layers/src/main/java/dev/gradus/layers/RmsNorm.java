package dev.gradus.layers;

import dev.gradus.memory.TensorScope;
import dev.gradus.ops.Norms;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;

/**
 * Normalisation of (…, normalizedShape) by the root mean square: {@code x / √(mean(x²) + eps) · weight}, over the last
 * dimensions; see {@link Norms#rmsNorm}. {@code weight} has the normalised shape and starts as 1.
 */
public final class RmsNorm extends Layer {
    /** The distance from 1 to the next FLOAT32, as PyTorch has it. */
    private static final double EPS = 0x1p-23;

    private final Options options;
    private final Parameter weight;

    /**
     * Makes the layer with eps 2⁻²³ and a weight.
     *
     * @param normalizedShape the last dimensions of the input
     */
    public RmsNorm(long... normalizedShape) {
        this(of(normalizedShape));
    }

    @SuppressWarnings("try") // the scope acts by being open
    private RmsNorm(Options options) {
        this.options = options;
        try (TensorScope scope = TensorScope.open()) {
            weight = options.elementwiseAffine
                    ? parameter("weight", Tensor.full(options.normalizedShape, DType.FLOAT32, 1))
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
        return new Options(Shape.of(normalizedShape), EPS, true);
    }

    /**
     * What makes an RMS norm.
     *
     * @param normalizedShape the last dimensions of the input
     * @param eps added to the mean square; 2⁻²³ by default
     * @param elementwiseAffine whether there is a weight; true by default
     */
    public record Options(Shape normalizedShape, double eps, boolean elementwiseAffine) {
        /** Checks the shape. */
        public Options {
            Shape.require(
                    normalizedShape.rank() > 0 && normalizedShape.size() > 0,
                    "rmsNorm",
                    () -> "a normalizedShape with elements",
                    () -> normalizedShape);
        }

        /**
         * Another eps.
         *
         * @param newEps added to the mean square
         * @return a changed copy
         */
        public Options eps(double newEps) {
            return new Options(normalizedShape, newEps, elementwiseAffine);
        }

        /**
         * With or without a weight.
         *
         * @param newElementwiseAffine whether there is one
         * @return a changed copy
         */
        public Options elementwiseAffine(boolean newElementwiseAffine) {
            return new Options(normalizedShape, eps, newElementwiseAffine);
        }

        /**
         * Makes the layer.
         *
         * @return the layer
         */
        public RmsNorm build() {
            return new RmsNorm(this);
        }
    }

    @Override
    public Tensor forward(Tensor x) {
        return Norms.rmsNorm(x, options.normalizedShape, weight == null ? null : weight.value(), options.eps);
    }

    @Override
    protected String describe() {
        return "RmsNorm(" + options.normalizedShape + ", eps " + options.eps
                + (options.elementwiseAffine ? ")" : ", not affine)");
    }
}
