package dev.gradus.data;

import dev.gradus.random.Rng;

/**
 * Makes a sample for training of an item of a data set: augments, scales, brings it into arrays. Called from several
 * threads at once.
 *
 * @param <T> the item's type
 */
@FunctionalInterface
public interface Preparation<T> {
    /**
     * Prepares an item.
     *
     * @param item the item
     * @param rng depends on seed, epoch and item only, so that results do not depend on threads
     * @return the sample
     */
    Sample prepare(T item, Rng rng);
}
