package dev.gradus.layers;

import dev.gradus.tensor.Tensor;

/** Batch normalisation of (N, C, D, H, W), over N, D, H and W; see {@link BatchNorm}. */
public final class BatchNorm3d extends BatchNorm {
    /**
     * Makes the layer with eps 1e-5, momentum 0.1, weight, bias and running statistics.
     *
     * @param numFeatures the channels C
     */
    public BatchNorm3d(long numFeatures) {
        this(of(numFeatures));
    }

    private BatchNorm3d(Options<BatchNorm3d> options) {
        super(options);
    }

    /**
     * Begins a layer that differs from the defaults.
     *
     * @param numFeatures the channels C
     * @return its options
     */
    public static Options<BatchNorm3d> of(long numFeatures) {
        return defaults(numFeatures, BatchNorm3d::new);
    }

    @Override
    boolean hasItsRank(Tensor x) {
        return x.rank() == 5;
    }

    @Override
    String input(long channels) {
        return "(N, " + channels + ", D, H, W)";
    }
}
