package dev.gradus.ops;

import dev.gradus.autograd.Op;
import dev.gradus.backend.Backend;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.Arrays;

/**
 * Elements in their order along a dimension. NaN is above all numbers; equal elements keep their order. The gradient of
 * a value goes to the element that it was; places have none.
 */
public final class Sorting {
    private Sorting() {}

    /**
     * Elements and where they were.
     *
     * @param values the elements
     * @param indices INT64, of the same shape: their places along the dimension
     */
    public record Sorted(Tensor values, Tensor indices) {}

    /**
     * All elements in order.
     *
     * @param x any tensor of rank 1 or more
     * @param dim the dimension
     * @param descending whether the largest come first
     * @return values and indices of x's shape
     */
    public static Sorted sort(Tensor x, int dim, boolean descending) {
        int along = x.shape().checkDim("sort", dim);
        return picked("sort", x, along, x.backend().argsort(x, along, descending));
    }

    private static Sorted picked(String op, Tensor x, int along, Tensor places) {
        Backend kernels = x.backend();
        Tensor values = Op.of(op, kernels.gather(x, along, places))
                .grad(x, g -> g.backend().scatterAdd(g, along, places, x.shape()))
                .build();
        return new Sorted(values, places);
    }

    /**
     * The places of the elements in order.
     *
     * @param x any tensor of rank 1 or more
     * @param dim the dimension
     * @param descending whether the largest come first
     * @return INT64, of x's shape
     */
    public static Tensor argsort(Tensor x, int dim, boolean descending) {
        return x.backend().argsort(x, x.shape().checkDim("argsort", dim), descending);
    }

    /**
     * The first k elements in order.
     *
     * @param x any tensor of rank 1 or more
     * @param k how many, at most the extent
     * @param dim the dimension
     * @param largest whether the largest, in falling order; else the smallest, in rising order
     * @return values and indices of x's shape with k at the dimension
     */
    public static Sorted topK(Tensor x, long k, int dim, boolean largest) {
        int along = x.shape().checkDim("topK", dim);
        Shape.require(
                k >= 0 && k <= x.dim(along),
                "topK",
                () -> "a k from 0 to " + x.dim(along) + " at dim " + dim + " of " + x.shape(),
                () -> k);
        return picked("topK", x, along, places(x, along, largest, 0, k));
    }

    /** Where the elements from one rank to another are. */
    private static Tensor places(Tensor x, int along, boolean descending, long from, long count) {
        Tensor order = x.backend().argsort(x, along, descending);
        long[] starts = new long[x.rank()];
        starts[along] = from;
        long[] steps = new long[x.rank()];
        Arrays.fill(steps, 1);
        Tensor part = x.backend().slice(order, starts, steps, x.shape().with(along, count));
        order.free();
        return part;
    }

    /**
     * The k-th smallest element.
     *
     * @param x any tensor of rank 1 or more
     * @param k from 1 for the smallest to the extent for the largest
     * @param dim the dimension, which disappears
     * @return values and indices of x's shape without it
     */
    public static Sorted kthValue(Tensor x, long k, int dim) {
        int along = x.shape().checkDim("kthValue", dim);
        Shape.require(
                k >= 1 && k <= x.dim(along),
                "kthValue",
                () -> "a k from 1 to " + x.dim(along) + " at dim " + dim + " of " + x.shape(),
                () -> k);
        return ranked("kthValue", x, k, along);
    }

    private static Sorted ranked(String op, Tensor x, long k, int along) {
        Sorted kept = picked(op, x, along, places(x, along, false, k - 1, 1));
        return new Sorted(kept.values.squeeze(along), kept.indices.squeeze(along));
    }

    /**
     * The element in the middle; of two, the smaller one.
     *
     * @param x any tensor of rank 1 or more
     * @param dim the dimension, which disappears
     * @return values and indices of x's shape without it
     */
    public static Sorted median(Tensor x, int dim) {
        int along = x.shape().checkDim("median", dim);
        Shape.require(x.dim(along) > 0, "median", () -> "at least one element along dim " + dim, x::shape);
        return ranked("median", x, (x.dim(along) + 1) / 2, along);
    }
}
