package dev.gradus.layers;

import dev.gradus.ops.Norms;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;

/**
 * Division of (N, C, L, …) by the strength of neighbouring channels: {@code x / (k + alpha / size · Σ x²)^beta}; see {@link
 * Norms#localResponseNorm}.
 */
public final class LocalResponseNorm extends Layer {
    private final Options options;

    /**
     * Makes the layer with alpha 1e-4, beta 0.75 and k 1.
     *
     * @param size the number of channels that are summed over
     */
    public LocalResponseNorm(int size) {
        this(of(size));
    }

    private LocalResponseNorm(Options options) {
        this.options = options;
    }

    /**
     * Begins a layer that differs from the defaults.
     *
     * @param size the number of channels that are summed over
     * @return its options
     */
    public static Options of(int size) {
        return new Options(size, 1e-4, 0.75, 1);
    }

    /**
     * What makes a local response norm.
     *
     * @param size the number of channels that are summed over
     * @param alpha the factor; 1e-4 by default
     * @param beta the exponent; 0.75 by default
     * @param k what is added; 1 by default
     */
    public record Options(int size, double alpha, double beta, double k) {
        /** Checks the size. */
        public Options {
            Shape.require(size > 0, "localResponseNorm", () -> "size of at least 1", () -> size);
        }

        /**
         * Another factor.
         *
         * @param newAlpha of the mean square
         * @return a changed copy
         */
        public Options alpha(double newAlpha) {
            return new Options(size, newAlpha, beta, k);
        }

        /**
         * Another exponent.
         *
         * @param newBeta of the divisor
         * @return a changed copy
         */
        public Options beta(double newBeta) {
            return new Options(size, alpha, newBeta, k);
        }

        /**
         * Another summand.
         *
         * @param newK what is added
         * @return a changed copy
         */
        public Options k(double newK) {
            return new Options(size, alpha, beta, newK);
        }

        /**
         * Makes the layer.
         *
         * @return the layer
         */
        public LocalResponseNorm build() {
            return new LocalResponseNorm(this);
        }
    }

    @Override
    public Tensor forward(Tensor x) {
        return Norms.localResponseNorm(x, options.size, options.alpha, options.beta, options.k);
    }

    @Override
    protected String describe() {
        return "LocalResponseNorm(" + options.size + ", alpha " + options.alpha + ", beta " + options.beta + ", k "
                + options.k + ")";
    }
}
