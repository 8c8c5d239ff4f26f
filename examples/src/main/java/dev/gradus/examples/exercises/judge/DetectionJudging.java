package dev.gradus.examples.exercises.judge;

import dev.gradus.examples.exercises.tasks.DetectionTask;
import dev.gradus.ops.Detection;

/** Exercise 11. */
final class DetectionJudging {
    /** 5 and 4 pixels, of which 3 are common: IoU 3/6, Dice 6/9. */
    private static final String[] A = {"##..", "##..", "#..."};

    private static final String[] B = {".#..", "##..", ".#.."};

    private static final double[][] FOUND = {{0, 0, 4, 3}, {1, 1, 5, 4}, {10, 10, 12, 13}};
    private static final double[][] TRUE = {{0, 0, 4, 3}, {2, 1, 6, 5}, {3, 2, 11, 12}, {20, 1, 21, 2}};

    /**
     * Box 1 is the best and drops 0 (IoU 0.6); 0 would drop 2 (0.6), which 1 (0.33) does not; 3 and 4 share exactly a
     * third; 5 lies apart.
     */
    private static final double[][] BOXES = {
        {1, 0, 5, 4}, {0, 0, 4, 4}, {2, 0, 6, 4}, {20, 0, 22, 2}, {21, 0, 23, 2}, {9, 9, 10, 10}
    };

    private static final double[] SCORES = {0.8, 0.9, 0.7, 0.3, 0.4, 0.6};

    private DetectionJudging() {}

    static void judge(DetectionTask answer, Judge judge) {
        masks(answer, judge);
        boxes(answer, judge);
    }

    private static boolean[][] mask(String... rows) {
        boolean[][] mask = new boolean[rows.length][rows[0].length()];
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < rows[i].length(); j++) {
                mask[i][j] = rows[i].charAt(j) == '#';
            }
        }
        return mask;
    }

    private static void masks(DetectionTask answer, Judge judge) {
        boolean[][] empty = new boolean[3][4];
        judge.part("IoU of masks", () -> answer.maskIou(mask(A), mask(B)))
                .expect(() -> 3 / 6.0)
                .mistake("a quotient of whole numbers drops what is behind the point", () -> 0)
                .mistake("the common pixels are counted twice in the union", () -> 3 / 9.0)
                .mistake("that is the Dice coefficient", () -> 6 / 9.0)
                .mistake("the share of pixels that agree: the background must not count", () -> 9 / 12.0)
                .judge();
        judge.part("IoU of empty masks", () -> answer.maskIou(empty, empty))
                .expect(() -> 1)
                .judge();
        judge.part("Dice of masks", () -> answer.dice(mask(A), mask(B)))
                .expect(() -> 6 / 9.0)
                .mistake("a quotient of whole numbers drops what is behind the point", () -> 0)
                .mistake("the factor 2 is missing", () -> 3 / 9.0)
                .mistake("that is the intersection over union", () -> 3 / 6.0)
                .mistake("divided by the union, not by the sum of both", () -> 1)
                .judge();
        judge.part("Dice of empty masks", () -> answer.dice(empty, empty))
                .expect(() -> 1)
                .judge();
    }

    private static void boxes(DetectionTask answer, Judge judge) {
        Values found = Values.of(FOUND);
        Values there = Values.of(TRUE);
        judge.part("IoU of boxes (N, M)", () -> answer.boxIou(found.matrix(), there.matrix()))
                .expect(() -> iou(0, true, true))
                .mistake("off by one: a width is x2 − x1, not x2 − x1 + 1", () -> iou(1, true, true))
                .mistake("boxes that lie apart: a width or height below 0 must count as 0", () -> iou(0, false, true))
                .mistake("the intersection is counted twice in the union", () -> iou(0, true, false))
                .judge();
        Values boxes = Values.of(BOXES);
        judge.part("non-maximum suppression", () -> answer.nms(boxes.matrix(), SCORES.clone(), 0.5))
                .expect(() -> Detection.nms(boxes.tensor(), Values.of(SCORES).tensor(), 0.5))
                .mistake("by number, not by falling score", () -> new int[] {0, 3, 4, 5})
                .mistake("the right boxes, but not by falling score", () -> new int[] {1, 2, 3, 4, 5})
                .mistake("a box that was dropped drops others", () -> new int[] {1, 5, 4, 3})
                .mistake("by rising score", () -> new int[] {3, 4, 5, 2, 1})
                .mistake("none is dropped", () -> new int[] {1, 0, 2, 5, 4, 3})
                .judge();
        judge.part(
                        "non-maximum suppression at exactly the threshold",
                        () -> answer.nms(boxes.matrix(), SCORES.clone(), 4 / 12.0))
                .expect(() -> new int[] {1, 2, 5, 4, 3})
                .mistake("a box at the threshold is kept: only one above it is dropped", () -> new int[] {1, 5, 4})
                .judge();
    }

    private static double[][] iou(double more, boolean clipped, boolean union) {
        double[][] all = new double[FOUND.length][TRUE.length];
        for (int i = 0; i < FOUND.length; i++) {
            for (int j = 0; j < TRUE.length; j++) {
                double width = common(FOUND[i], TRUE[j], 0) + more;
                double height = common(FOUND[i], TRUE[j], 1) + more;
                double both = clipped ? Math.max(0, width) * Math.max(0, height) : width * height;
                double sum = area(FOUND[i], more) + area(TRUE[j], more);
                all[i][j] = both / (union ? sum - both : sum);
            }
        }
        return all;
    }

    private static double common(double[] a, double[] b, int axis) {
        return Math.min(a[axis + 2], b[axis + 2]) - Math.max(a[axis], b[axis]);
    }

    private static double area(double[] box, double more) {
        return (box[2] - box[0] + more) * (box[3] - box[1] + more);
    }
}
