package dev.gradus.data;

import dev.gradus.random.Rng;
import dev.gradus.tensor.Shape;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Decides which samples an epoch shows, and in what order. */
public interface Sampler {
    /**
     * How many samples an epoch shows.
     *
     * @return the length of what {@link #indices} gives
     */
    int size();

    /**
     * Draws an epoch.
     *
     * @param rng the epoch's own; equal generators give equal indices
     * @return indices of samples, in the order in which they are shown
     */
    int[] indices(Rng rng);

    /**
     * Draws samples with replacement, the chance of each in proportion to its weight.
     *
     * @param weights a weight a sample, none below 0 and not all 0
     * @param count how many are drawn for an epoch
     * @return the sampler
     */
    static Sampler weighted(double[] weights, int count) {
        double[] sums = weights.clone();
        for (int i = 0; i < sums.length; i++) {
            double weight = weights[i];
            Shape.require(
                    weight >= 0 && Double.isFinite(weight), "weighted sampler", () -> "weights >= 0", () -> weight);
            sums[i] += i == 0 ? 0 : sums[i - 1];
        }
        double total = sums.length == 0 ? 0 : sums[sums.length - 1];
        Shape.require(
                total > 0 && count > 0,
                "weighted sampler",
                () -> "a weight and a count above 0",
                () -> total + " and " + count);
        return new Sampler() {
            @Override
            public int size() {
                return count;
            }

            @Override
            public int[] indices(Rng rng) {
                int[] drawn = new int[count];
                Arrays.setAll(drawn, i -> find(rng.nextDouble() * total));
                return drawn;
            }

            /** The first whose sum is above the value, so never one of weight 0. */
            private int find(double value) {
                int low = 0;
                int high = sums.length - 1;
                while (low < high) {
                    int middle = (low + high) >>> 1;
                    if (sums[middle] > value) {
                        high = middle;
                    } else {
                        low = middle + 1;
                    }
                }
                return low;
            }
        };
    }

    /**
     * Shows each class equally often, but for one: an epoch has as many samples as there are, of small classes some
     * repeatedly, of large ones not all. A class's samples come in random order, each once before any comes again.
     *
     * @param labels the class of each sample; at least one
     * @return the sampler
     */
    static Sampler balanced(int[] labels) {
        Shape.require(labels.length > 0, "balanced sampler", () -> "a label or more", () -> "none");
        Map<Integer, int[]> classes = new TreeMap<>();
        for (int label : labels) {
            classes.computeIfAbsent(
                    label,
                    own -> IntStream.range(0, labels.length)
                            .filter(i -> labels[i] == own)
                            .toArray());
        }
        int[][] members = classes.values().toArray(int[][]::new);
        return new Sampler() {
            @Override
            public int size() {
                return labels.length;
            }

            @Override
            public int[] indices(Rng rng) {
                int[] order = rng.split("order").permutation(labels.length);
                int[][] rounds = new int[members.length][];
                int[] drawn = new int[labels.length];
                for (int i = 0; i < drawn.length; i++) {
                    int k = i % members.length;
                    int turn = i / members.length;
                    int at = turn % members[k].length;
                    if (at == 0) {
                        rounds[k] = rng.split("class").split(k).split(turn).permutation(members[k].length);
                    }
                    drawn[order[i]] = members[k][rounds[k][at]];
                }
                return drawn;
            }
        };
    }
}
