package dev.gradus.train;

import dev.gradus.tensor.Tensor;

/**
 * A figure over a whole data set: an accumulator of what it is computed from, so that its value does not depend on how
 * the samples were cut into batches.
 */
public interface Metric {
    /**
     * Its name in tables and files.
     *
     * @return such as {@code accuracy}
     */
    String name();

    /**
     * Takes in a batch.
     *
     * @param prediction what the network gave
     * @param target what it should have given
     */
    void update(Tensor prediction, Tensor target);

    /**
     * The figure so far.
     *
     * @return NaN before the first sample
     */
    double value();

    /** Begins anew. */
    void reset();

    /**
     * Takes in what another of the same kind has seen.
     *
     * @param other the other; not changed
     * @throws IllegalArgumentException if it is of another kind
     */
    void merge(Metric other);
}
