package dev.gradus.examples.exercises.tasks;

/** Exercise 11: how well masks and boxes agree. */
public interface DetectionTask {
    /** Intersection over union of two masks (H, W). */
    double maskIou(boolean[][] a, boolean[][] b);

    /** The Dice coefficient of two masks (H, W). */
    double dice(boolean[][] a, boolean[][] b);

    /** Intersection over union of each box of a (N, 4) with each of b (M, 4), (N, M). */
    double[][] boxIou(double[][] a, double[][] b);

    /** The numbers of the boxes (N, 4) that non-maximum suppression keeps, by falling score. */
    int[] nms(double[][] boxes, double[] scores, double threshold);
}
