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

    /**
     * Prepares an item for an epoch; to be overridden where epochs have to differ in a planned way, such as by showing a
     * picture and its mirror image in turns.
     *
     * @param item the item
     * @param rng as above
     * @param lasting depends on seed and item only: draws the same in each epoch
     * @param epoch the epoch's number, from 0
     * @return the sample; by default what {@link #prepare(Object, Rng)} makes
     */
    default Sample prepare(T item, Rng rng, Rng lasting, int epoch) {
        return prepare(item, rng);
    }
}
