package dev.gradus.layers;

/** Instance normalisation of (N, C, D, H, W); see {@link InstanceNorm}. */
public final class InstanceNorm3d extends InstanceNorm {
    /**
     * Makes the layer with eps 1e-5, without weight, bias and running statistics.
     *
     * @param numFeatures the channels C
     */
    public InstanceNorm3d(long numFeatures) {
        this(of(numFeatures));
    }

    private InstanceNorm3d(Options<InstanceNorm3d> options) {
        super(options);
    }

    /**
     * Begins a layer that differs from the defaults.
     *
     * @param numFeatures the channels C
     * @return its options
     */
    public static Options<InstanceNorm3d> of(long numFeatures) {
        return defaults(numFeatures, InstanceNorm3d::new);
    }

    @Override
    int rank() {
        return 5;
    }

    @Override
    String input(long channels) {
        return "(N, " + channels + ", D, H, W)";
    }
}
