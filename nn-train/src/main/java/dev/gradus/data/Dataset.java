package dev.gradus.data;

import java.util.Objects;
import java.util.function.Function;

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

    /**
     * This data set with every sample changed by {@code change}, anew at each {@link #get}.
     *
     * @param <R> what a changed sample is
     * @param change gives equal content for equal samples; called from several threads at once
     */
    default <R> Dataset<R> map(Function<? super T, ? extends R> change) {
        Dataset<T> whole = this;
        return new Dataset<>() {
            @Override
            public int size() {
                return whole.size();
            }

            @Override
            public R get(int index) throws DatasetException {
                return change.apply(whole.get(index));
            }
        };
    }

    /**
     * The samples of this data set, then those of {@code next}.
     *
     * @throws ArithmeticException from {@link #size} if they are more than an {@code int} counts
     */
    default Dataset<T> concat(Dataset<? extends T> next) {
        Dataset<T> first = this;
        return new Dataset<>() {
            @Override
            public int size() {
                return Math.addExact(first.size(), next.size());
            }

            @Override
            public T get(int index) throws DatasetException {
                Objects.checkIndex(index, size());
                return index < first.size() ? first.get(index) : next.get(index - first.size());
            }
        };
    }
}
