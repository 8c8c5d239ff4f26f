package dev.gradus.data;

import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.Arrays;

/** The arrays of a batch, joined by a worker thread, before the training thread makes tensors of them. */
final class CollatedBatch {
    private final int count;
    private final float[] input;
    private final float[] target;
    private final Sample first;
    private final int firstId;

    CollatedBatch(int count, Sample first, int firstId) {
        this.count = count;
        this.first = first;
        this.firstId = firstId;
        this.input = new float[Math.multiplyExact(count, first.input().length)];
        this.target = new float[Math.multiplyExact(count, first.target().length)];
    }

    void put(int at, Sample sample, int id) {
        requireAlike("input", first.inputShape(), sample.inputShape(), id);
        requireAlike("target", first.targetShape(), sample.targetShape(), id);
        System.arraycopy(sample.input(), 0, input, at * sample.input().length, sample.input().length);
        System.arraycopy(sample.target(), 0, target, at * sample.target().length, sample.target().length);
    }

    private void requireAlike(String what, long[] expected, long[] got, int id) {
        Shape.require(
                Arrays.equals(expected, got),
                "data loader",
                () -> "sample " + id + " with an " + what + " of shape " + Shape.of(expected) + " as sample " + firstId
                        + " in its batch",
                () -> Shape.of(got));
    }

    Batch toTensors(int index) {
        Tensor x = Tensor.of(input, batched(first.inputShape()));
        return new Batch(x, first.targetShape().length == 0 ? labels() : targets(), index);
    }

    private Tensor targets() {
        return Tensor.of(target, batched(first.targetShape()));
    }

    private Tensor labels() {
        long[] labels = new long[count];
        for (int i = 0; i < count; i++) {
            labels[i] = (long) target[i];
        }
        return Tensor.of(labels, Shape.of(count));
    }

    private Shape batched(long[] sample) {
        return Shape.of(sample).insert(0, count);
    }
}
