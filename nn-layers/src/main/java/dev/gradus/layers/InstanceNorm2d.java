package dev.gradus.layers;

/**
 * Instance normalisation of (N, C, H, W); see {@link InstanceNorm}.
 *
 * <pre>{@code
 * InstanceNorm2d norm = InstanceNorm2d.of(32).affine(true).build();
 * }</pre>
 */
public final class InstanceNorm2d extends InstanceNorm {
    /**
     * Makes the layer with eps 1e-5, without weight, bias and running statistics.
     *
     * @param numFeatures the channels C
     */
    public InstanceNorm2d(long numFeatures) {
        this(of(numFeatures));
    }

    private InstanceNorm2d(Options<InstanceNorm2d> options) {
        super(options);
    }

    /**
     * Begins a layer that differs from the defaults.
     *
     * @param numFeatures the channels C
     * @return its options
     */
    public static Options<InstanceNorm2d> of(long numFeatures) {
        return defaults(numFeatures, InstanceNorm2d::new);
    }

    @Override
    int rank() {
        return 4;
    }

    @Override
    String input(long channels) {
        return "(N, " + channels + ", H, W)";
    }
}
