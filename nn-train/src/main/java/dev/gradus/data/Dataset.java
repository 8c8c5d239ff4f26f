package dev.gradus.data;

/**
 * A finite, indexed collection of samples. {@link #get} may read and decode a file; it is called from several loader
 * threads at once, so an implementation keeps no mutable state and starts no threads of its own.
 *
 * @param <T> what one sample is, most often {@link Sample}
 */
public interface Dataset<T> {
    /** How many samples there are. */
    int size();

    /**
     * The sample at {@code index}; the same index always gives equal content, in arrays that the caller may change.
     *
     * @param index 0 … {@code size() - 1}
     * @throws DatasetException if the file behind the sample is missing or damaged
     * @throws IndexOutOfBoundsException if there is no such sample
     */
    T get(int index) throws DatasetException;

    /**
     * The samples at {@code indices} of this data set, in that order: one part of a split.
     *
     * @throws IndexOutOfBoundsException if an index is not one of this data set
     */
    default Dataset<T> subset(int... indices) {
        return new Subset<>(this, indices);
    }
}
