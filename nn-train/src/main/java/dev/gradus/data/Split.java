package dev.gradus.data;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Which samples train and which validate: disjoint, complete, each in ascending order.
 *
 * @param training the indices to train on
 * @param validation the indices held out
 */
@SuppressWarnings("ArrayRecordComponent") // index lists; equality by content is not wanted here
public record Split(int[] training, int[] validation) {
    /**
     * Holds out {@code round(size * fraction)} samples drawn without replacement; with two samples or more and a
     * positive fraction, at least one sample on each side. The same generator state gives the same split.
     *
     * @param size how many samples there are
     * @param fraction the part to hold out, 0 ≤ fraction &lt; 1
     * @param random draws the order
     * @throws IllegalArgumentException if {@code size} is negative or {@code fraction} out of range
     */
    public static Split random(int size, double fraction, RandomGenerator random) {
        if (size < 0 || !(fraction >= 0 && fraction < 1)) {
            throw new IllegalArgumentException(
                    "split: expected size >= 0 and 0 <= fraction < 1, got " + size + " and " + fraction);
        }
        int held = (int) Math.round(size * fraction);
        if (size >= 2 && fraction > 0) {
            held = Math.max(1, Math.min(size - 1, held));
        }
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        int[] validation = Arrays.copyOf(order, held);
        int[] training = Arrays.copyOfRange(order, held, size);
        Arrays.sort(validation);
        Arrays.sort(training);
        return new Split(training, validation);
    }
}
