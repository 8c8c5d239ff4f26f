package dev.gradus.examples.exercises.judge;

/**
 * Asks for each part of an exercise and says what is expected of it.
 *
 * @param <T> the exercise's task
 */
@FunctionalInterface
interface Judging<T> {
    /** Adds a verdict a part. */
    void judge(T answer, Judge judge);
}
