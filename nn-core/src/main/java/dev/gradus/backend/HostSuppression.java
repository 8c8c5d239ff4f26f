package dev.gradus.backend;

import dev.gradus.memory.Storage;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Layout;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.Arrays;

/** Non-maximum suppression over heap arrays: from the best box down, each that is left drops those that it overlaps. */
final class HostSuppression {
    private final double[] boxes;
    private final long[] classes;
    private final double threshold;

    private HostSuppression(double[] boxes, long[] classes, double threshold) {
        this.boxes = boxes;
        this.classes = classes;
        this.threshold = threshold;
    }

    static Tensor suppress(Backend backend, Tensor boxes, Tensor scores, Tensor classes, double threshold) {
        Tensor order = HostOrder.argsort(backend, scores, 0, true);
        long[] kept = new HostSuppression(
                        boxes.toDoubleArray(), classes == null ? null : classes.toLongArray(), threshold)
                .kept(order.toLongArray());
        order.free();
        Storage storage = backend.allocate(DType.INT64, kept.length);
        storage.write(0, kept, 0, kept.length);
        return Tensor.wrap(backend, storage, Shape.of(kept.length), Layout.PLAIN);
    }

    private long[] kept(long[] order) {
        boolean[] dropped = new boolean[order.length];
        long[] kept = new long[order.length];
        int count = 0;
        for (int i = 0; i < order.length; i++) {
            int best = (int) order[i];
            if (!dropped[best]) {
                kept[count++] = best;
                for (int j = i + 1; j < order.length; j++) {
                    int other = (int) order[j];
                    dropped[other] = dropped[other] || (sameClass(best, other) && overlap(best, other) > threshold);
                }
            }
        }
        return Arrays.copyOf(kept, count);
    }

    private boolean sameClass(int i, int j) {
        return classes == null || classes[i] == classes[j];
    }

    /** Intersection over union. */
    private double overlap(int i, int j) {
        double shared = shared(i, j, 0) * shared(i, j, 1);
        return shared / (area(i) + area(j) - shared);
    }

    private double shared(int i, int j, int axis) {
        double from = Math.max(boxes[4 * i + axis], boxes[4 * j + axis]);
        double to = Math.min(boxes[4 * i + axis + 2], boxes[4 * j + axis + 2]);
        return Math.max(0, to - from);
    }

    private double area(int i) {
        return (boxes[4 * i + 2] - boxes[4 * i]) * (boxes[4 * i + 3] - boxes[4 * i + 1]);
    }
}
