package dev.gradus.examples.exercises;

import dev.gradus.examples.exercises.tasks.DetectionTask;

/**
 * Exercise 11: how well what a network found agrees with what is there.
 *
 * <p>A box is {@code x1, y1, x2, y2} with x1 ≤ x2 and y1 ≤ y2, in real coordinates: its width is x2 − x1.
 *
 * <p>Ask the judge: {@code ./gradus exercise 11}.
 */
public final class Detection implements DetectionTask {
    /**
     * {@code |a ∩ b| / |a ∪ b|}: pixels in both, as a share of those in at least one; 1 where both masks are empty.
     *
     * @param a (H, W)
     * @param b (H, W)
     * @return from 0 to 1
     */
    @Override
    public double maskIou(boolean[][] a, boolean[][] b) {
        throw new UnsupportedOperationException("exercise 11: maskIou");
    }

    /**
     * {@code 2 |a ∩ b| / (|a| + |b|)}; 1 where both masks are empty.
     *
     * @param a (H, W)
     * @param b (H, W)
     * @return from 0 to 1
     */
    @Override
    public double dice(boolean[][] a, boolean[][] b) {
        throw new UnsupportedOperationException("exercise 11: dice");
    }

    /**
     * The area that two boxes share, as a share of the area that they cover together. Boxes that lie apart share
     * nothing.
     *
     * @param a (N, 4), boxes whose area is above 0
     * @param b (M, 4), such boxes
     * @return (N, M), from 0 to 1
     */
    @Override
    public double[][] boxIou(double[][] a, double[][] b) {
        throw new UnsupportedOperationException("exercise 11: boxIou");
    }

    /**
     * A network finds each object several times. Keep the box with the highest score, drop the others whose
     * intersection over union with it is above the threshold, and go on with the best of what is left. A box that was
     * dropped drops no other.
     *
     * @param boxes (N, 4)
     * @param scores (N), no two equal
     * @param threshold the largest intersection over union of two boxes that are kept
     * @return the numbers of the boxes that are kept, by falling score
     */
    @Override
    public int[] nms(double[][] boxes, double[] scores, double threshold) {
        throw new UnsupportedOperationException("exercise 11: nms");
    }
}
