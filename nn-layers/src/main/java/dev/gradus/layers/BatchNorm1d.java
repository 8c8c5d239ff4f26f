package dev.gradus.layers;

import dev.gradus.tensor.Tensor;

/** Batch normalisation of (N, C) or (N, C, L), over N and L; see {@link BatchNorm}. */
public final class BatchNorm1d extends BatchNorm {
    /**
     * Makes the layer with eps 1e-5, momentum 0.1, weight, bias and running statistics.
     *
     * @param numFeatures the channels C
     */
    public BatchNorm1d(long numFeatures) {
        this(of(numFeatures));
    }

    private BatchNorm1d(Options<BatchNorm1d> options) {
        super(options);
    }

    /**
     * Begins a layer that differs from the defaults.
     *
     * @param numFeatures the channels C
     * @return its options
     */
    public static Options<BatchNorm1d> of(long numFeatures) {
        return defaults(numFeatures, BatchNorm1d::new);
    }

    @Override
    boolean hasItsRank(Tensor x) {
        return x.rank() == 2 || x.rank() == 3;
    }

    @Override
    String input(long channels) {
        return "(N, " + channels + ") or (N, " + channels + ", L)";
    }
}
