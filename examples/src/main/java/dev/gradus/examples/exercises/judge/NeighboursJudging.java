package dev.gradus.examples.exercises.judge;

import dev.gradus.examples.exercises.tasks.NeighboursTask;
import dev.gradus.tensor.Tensor;

/** Exercise 3. */
final class NeighboursJudging {
    /**
     * Distances to seven pictures with classes and a k such that the asking of one more, one less, or the farthest
     * shows.
     */
    private static final double[][] DISTANCES = {
        {0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7},
        {0.9, 0.8, 0.7, 0.4, 0.3, 0.2, 0.1},
        {0.5, 0.4, 0.6, 0.1, 0.7, 0.2, 0.3},
        {0.6, 0.1, 0.7, 0.2, 0.5, 0.3, 0.4},
        {0.1, 0.3, 0.4, 0.2, 0.5, 0.6, 0.7}
    };

    private static final int[] CLASSES = {2, 0, 0, 2, 1, 1, 2};

    private NeighboursJudging() {}

    static void judge(NeighboursTask answer, Judge judge) {
        distances(answer, judge);
        // The classes of the nearest, in their order: 2 0 0 2 1 1 2, 2 1 1 2 0 0 2, 2 1 2 0 2 0 1, 0 2 1 2 1 2 0 and
        // 2 2 0 0 1 1 2. From these, all of the following can be read.
        judge.part("predictions (N), k = 1", () -> answer.predict(distances(), CLASSES.clone(), 1))
                .expect(() -> new int[] {2, 2, 2, 0, 2})
                .mistake("the farthest picture is asked, not the nearest", () -> new int[] {2, 2, 1, 0, 2})
                .mistake("yours are numbers of pictures, not classes", () -> new int[] {0, 6, 3, 1, 0})
                .judge();
        judge.part("predictions (N), k = 3", () -> answer.predict(distances(), CLASSES.clone(), 3))
                .expect(() -> new int[] {0, 1, 2, 0, 2})
                .mistake("off by one: k − 1 are asked", () -> new int[] {0, 1, 1, 0, 2})
                .mistake("off by one: k + 1 are asked", () -> new int[] {0, 1, 2, 2, 0})
                .mistake("only the nearest is asked", () -> new int[] {2, 2, 2, 0, 2})
                .mistake("of equally many, the class with the larger number is taken", () -> new int[] {0, 1, 2, 2, 2})
                .mistake("the farthest pictures are asked, not the nearest", () -> new int[] {1, 0, 0, 0, 1})
                .judge();
        judge.part("accuracy", () -> answer.accuracy(new int[] {1, 0, 2, 2, 1}, new int[] {1, 1, 2, 0, 1}))
                .expect(() -> 0.6)
                .mistake("zero: a quotient of whole numbers drops what is behind the point", () -> 0)
                .mistake("the share of wrong ones", () -> 0.4)
                .mistake("a number of pictures, not a share", () -> 3)
                .mistake("a percentage, not a share", () -> 60)
                .mistake("off by one: divided by one too few", () -> 0.75)
                .judge();
    }

    private static void distances(NeighboursTask answer, Judge judge) {
        int n = judge.size("N", 5);
        int m = judge.size("M", 4);
        int d = judge.size("D", 3);
        Values x = judge.normal("x", n, d);
        Values training = judge.normal("training", m, d);
        Tensor differences = x.tensor().reshape(n, 1, d).sub(training.tensor().reshape(1, m, d));
        judge.part("distances (N, M)", () -> answer.distances(x.matrix(), training.matrix()))
                .expect(() -> differences.square().sum(2).sqrt())
                .mistake(
                        "the square root is missing", () -> differences.square().sum(2))
                .mistake(
                        "the sum of absolute differences: that is the other distance, L1",
                        () -> differences.abs().sum(2))
                .mistake("the differences are not squared", () -> differences.sum(2))
                .judge();
    }

    private static double[][] distances() {
        double[][] copy = new double[DISTANCES.length][];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = DISTANCES[i].clone();
        }
        return copy;
    }
}
