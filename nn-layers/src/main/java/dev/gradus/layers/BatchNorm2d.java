package dev.gradus.layers;

import dev.gradus.tensor.Tensor;

/** Batch normalisation of (N, C, H, W), over N, H and W; see {@link BatchNorm}. */
public final class BatchNorm2d extends BatchNorm {
    /**
     * Makes the layer with eps 1e-5, momentum 0.1, weight, bias and running statistics.
     *
     * @param numFeatures the channels C
     */
    public BatchNorm2d(long numFeatures) {
        this(of(numFeatures));
    }

    private BatchNorm2d(Options<BatchNorm2d> options) {
        super(options);
    }

    /**
     * Begins a layer that differs from the defaults.
     *
     * @param numFeatures the channels C
     * @return its options
     */
    public static Options<BatchNorm2d> of(long numFeatures) {
        return defaults(numFeatures, BatchNorm2d::new);
    }

    @Override
    boolean hasItsRank(Tensor x) {
        return x.rank() == 4;
    }

    @Override
    String input(long channels) {
        return "(N, " + channels + ", H, W)";
    }
}
