package dev.gradus.examples.exercises.solutions;

import dev.gradus.examples.exercises.tasks.DetectionTask;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Exercise 11. */
public final class DetectionSolution implements DetectionTask {
    @Override
    public double maskIou(boolean[][] a, boolean[][] b) {
        int both = both(a, b);
        int either = both(a, a) + both(b, b) - both;
        return either == 0 ? 1 : (double) both / either;
    }

    @Override
    public double dice(boolean[][] a, boolean[][] b) {
        int sum = both(a, a) + both(b, b);
        return sum == 0 ? 1 : 2.0 * both(a, b) / sum;
    }

    private static int both(boolean[][] a, boolean[][] b) {
        int count = 0;
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a[i].length; j++) {
                count += a[i][j] && b[i][j] ? 1 : 0;
            }
        }
        return count;
    }

    @Override
    public double[][] boxIou(double[][] a, double[][] b) {
        double[][] iou = new double[a.length][b.length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < b.length; j++) {
                iou[i][j] = iou(a[i], b[j]);
            }
        }
        return iou;
    }

    private static double iou(double[] a, double[] b) {
        double width = Math.max(0, Math.min(a[2], b[2]) - Math.max(a[0], b[0]));
        double height = Math.max(0, Math.min(a[3], b[3]) - Math.max(a[1], b[1]));
        return width * height / (area(a) + area(b) - width * height);
    }

    private static double area(double[] box) {
        return (box[2] - box[0]) * (box[3] - box[1]);
    }

    @Override
    public int[] nms(double[][] boxes, double[] scores, double threshold) {
        List<Integer> byScore = IntStream.range(0, scores.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -scores[i]))
                .toList();
        List<Integer> kept = new ArrayList<>();
        for (int i : byScore) {
            if (kept.stream().allMatch(k -> iou(boxes[k], boxes[i]) <= threshold)) {
                kept.add(i);
            }
        }
        return kept.stream().mapToInt(i -> i).toArray();
    }
}
