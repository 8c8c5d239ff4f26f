package dev.gradus.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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

    /**
     * Holds out the same part of every class, each as {@link #random} does.
     *
     * @param labels the class of each sample
     * @param fraction the part to hold out, 0 ≤ fraction &lt; 1
     * @param random draws the order, for the classes in ascending order
     * @throws IllegalArgumentException if {@code fraction} is out of range
     */
    public static Split stratified(int[] labels, double fraction, RandomGenerator random) {
        Map<Integer, List<Integer>> classes = new TreeMap<>();
        for (int i = 0; i < labels.length; i++) {
            classes.computeIfAbsent(labels[i], label -> new ArrayList<>()).add(i);
        }
        List<Integer> training = new ArrayList<>();
        List<Integer> validation = new ArrayList<>();
        for (List<Integer> members : classes.values()) {
            Split split = random(members.size(), fraction, random);
            Arrays.stream(split.training).forEach(i -> training.add(members.get(i)));
            Arrays.stream(split.validation).forEach(i -> validation.add(members.get(i)));
        }
        return new Split(ascending(training), ascending(validation));
    }

    private static int[] ascending(List<Integer> indices) {
        return indices.stream().mapToInt(Integer::intValue).sorted().toArray();
    }

    /**
     * Cuts the samples into {@code folds} parts whose sizes differ by one at most; each split holds out one of them.
     *
     * @param size how many samples there are
     * @param folds how many parts, 2 ≤ folds ≤ size
     * @param random draws which samples belong together
     * @throws IllegalArgumentException if {@code folds} is out of range
     */
    public static List<Split> kFold(int size, int folds, RandomGenerator random) {
        if (folds < 2 || folds > size) {
            throw new IllegalArgumentException("k-fold: expected 2 <= folds <= " + size + ", got " + folds);
        }
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        List<Split> splits = new ArrayList<>();
        for (int fold = 0; fold < folds; fold++) {
            List<Integer> training = new ArrayList<>();
            List<Integer> validation = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                (i % folds == fold ? validation : training).add(order[i]);
            }
            splits.add(new Split(ascending(training), ascending(validation)));
        }
        return List.copyOf(splits);
    }
}
