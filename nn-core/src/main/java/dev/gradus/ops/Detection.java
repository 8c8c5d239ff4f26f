package dev.gradus.ops;

import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;

/** Choosing among boxes (N, 4) given by their corners x1, y1, x2, y2 with x1 ≤ x2 and y1 ≤ y2. No gradients. */
public final class Detection {
    private Detection() {}

    /**
     * Non-maximum suppression, as torchvision has it: keeps the box of the highest score, drops those that overlap it by
     * more than the threshold, and goes on with the best one left. Of equal scores the first box wins.
     *
     * @param boxes (N, 4), floating
     * @param scores (N,), of their type
     * @param iouThreshold the largest intersection over union of two boxes that are kept, 0 to 1
     * @return INT64, the numbers of the boxes kept, by falling score
     */
    public static Tensor nms(Tensor boxes, Tensor scores, double iouThreshold) {
        check("nms", boxes, scores, iouThreshold);
        return boxes.backend().suppress(boxes, scores, null, iouThreshold);
    }

    private static void check(String op, Tensor boxes, Tensor scores, double iouThreshold) {
        Require.floating(op, boxes);
        Require.alike(op, boxes, scores);
        Shape.require(boxes.rank() == 2 && boxes.dim(1) == 4, op, () -> "boxes (N, 4)", boxes::shape);
        Shape.require(
                scores.shape().equals(Shape.of(boxes.dim(0))),
                op,
                () -> "scores " + Shape.of(boxes.dim(0)),
                scores::shape);
        Require.range(op, "an iouThreshold", iouThreshold, 0, 1);
    }

    /**
     * {@link #nms} of each class by itself: boxes of different classes do not drop each other.
     *
     * @param boxes (N, 4), floating
     * @param scores (N,), of their type
     * @param classes INT64 (N,)
     * @param iouThreshold the largest intersection over union of two boxes of a class that are kept, 0 to 1
     * @return INT64, the numbers of the boxes kept, of all classes, by falling score
     */
    public static Tensor batchedNms(Tensor boxes, Tensor scores, Tensor classes, double iouThreshold) {
        check("batchedNms", boxes, scores, iouThreshold);
        Require.dtype("batchedNms", "classes", classes, DType.INT64);
        Shape.require(
                classes.shape().equals(scores.shape()),
                "batchedNms",
                () -> "classes " + scores.shape(),
                classes::shape);
        return boxes.backend().suppress(boxes, scores, classes, iouThreshold);
    }
}
