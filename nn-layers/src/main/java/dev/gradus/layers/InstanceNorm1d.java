package dev.gradus.layers;

/** Instance normalisation of (N, C, L); see {@link InstanceNorm}. */
public final class InstanceNorm1d extends InstanceNorm {
    /**
     * Makes the layer with eps 1e-5, without weight, bias and running statistics.
     *
     * @param numFeatures the channels C
     */
    public InstanceNorm1d(long numFeatures) {
        this(of(numFeatures));
    }

    private InstanceNorm1d(Options<InstanceNorm1d> options) {
        super(options);
    }

    /**
     * Begins a layer that differs from the defaults.
     *
     * @param numFeatures the channels C
     * @return its options
     */
    public static Options<InstanceNorm1d> of(long numFeatures) {
        return defaults(numFeatures, InstanceNorm1d::new);
    }

    @Override
    int rank() {
        return 3;
    }

    @Override
    String input(long channels) {
        return "(N, " + channels + ", L)";
    }
}
