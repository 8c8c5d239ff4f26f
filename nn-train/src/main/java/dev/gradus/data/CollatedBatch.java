package dev.gradus.data;

import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** The arrays of a batch, joined by a worker thread, before the training thread makes tensors of them. */
final class CollatedBatch {
    private final Joined input;
    private final Joined target;

    /** The values of all samples, and what shapes they have. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Joined(float[] values, Shape shape, List<Shape> own) {
        Tensor tensor() {
            return Tensor.of(values, shape.insert(0, own.size()));
        }
    }

    private CollatedBatch(Joined input, Joined target) {
        this.input = input;
        this.target = target;
    }

    /**
     * Joins samples.
     *
     * @param ids their indices, for errors
     * @param padding null if all must have one size
     */
    static CollatedBatch of(List<Sample> samples, int[] ids, Padding padding) {
        Function<Sample, long[]> inputs = Sample::inputShape;
        Function<Sample, long[]> targets = Sample::targetShape;
        return new CollatedBatch(
                join(
                        samples.stream().map(Sample::input).toList(),
                        shapes("input", samples, inputs, ids, padding != null),
                        padding == null ? 0 : padding.input()),
                join(
                        samples.stream().map(Sample::target).toList(),
                        shapes("target", samples, targets, ids, padding != null),
                        padding == null ? 0 : padding.target()));
    }

    private static List<Shape> shapes(
            String what, List<Sample> samples, Function<Sample, long[]> shape, int[] ids, boolean padded) {
        List<Shape> shapes =
                samples.stream().map(sample -> Shape.of(shape.apply(sample))).toList();
        Shape first = shapes.get(0);
        for (int i = 1; i < shapes.size(); i++) {
            Shape own = shapes.get(i);
            int id = ids[i];
            Shape.require(
                    own.equals(first) || (padded && own.rank() == first.rank()),
                    "data loader",
                    () -> "sample " + id + " with an " + what + (padded ? " of as many dimensions as " : " of shape ")
                            + first + " as sample " + ids[0] + " in its batch",
                    () -> own);
        }
        return shapes;
    }

    private static Joined join(List<float[]> arrays, List<Shape> shapes, float padding) {
        Shape first = shapes.get(0);
        long[] largest = new long[first.rank()];
        for (Shape shape : shapes) {
            Arrays.setAll(largest, i -> Math.max(largest[i], shape.dim(i)));
        }
        Shape whole = Shape.of(largest);
        int size = Math.toIntExact(whole.size());
        float[] values = new float[Math.multiplyExact(arrays.size(), size)];
        if (padding != 0) {
            Arrays.fill(values, padding);
        }
        for (int i = 0; i < arrays.size(); i++) {
            copy(arrays.get(i), 0, shapes.get(i), values, i * size, whole, 0);
        }
        return new Joined(values, whole, shapes);
    }

    /** Copies a block into a larger one, dimension by dimension; as a whole where the rest of the dimensions agree. */
    private static void copy(float[] from, int at, Shape own, float[] to, int start, Shape whole, int dim) {
        int rest = size(own, dim);
        if (rest == size(whole, dim) || dim == own.rank() - 1) {
            System.arraycopy(from, at, to, start, rest);
            return;
        }
        for (int i = 0; i < own.intDim(dim); i++) {
            copy(from, at + i * size(own, dim + 1), own, to, start + i * size(whole, dim + 1), whole, dim + 1);
        }
    }

    /** The elements of the dimensions from one on. */
    private static int size(Shape shape, int from) {
        int size = 1;
        for (int i = from; i < shape.rank(); i++) {
            size *= shape.intDim(i);
        }
        return size;
    }

    Batch toTensors(int index) {
        return new Batch(
                input.tensor(), target.shape.rank() == 0 ? labels() : target.tensor(), index, input.own, target.own);
    }

    private Tensor labels() {
        long[] labels = new long[target.values.length];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = (long) target.values[i];
        }
        return Tensor.of(labels, Shape.of(labels.length));
    }
}
