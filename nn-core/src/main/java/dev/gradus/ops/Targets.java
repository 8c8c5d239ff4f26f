package dev.gradus.ops;

import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.Arrays;

/** What losses demand of their targets. */
final class Targets {
    private Targets() {}

    static void sameShape(String op, Tensor x, Tensor target) {
        Require.floating(op, x);
        Require.alike(op, x, target);
        Shape.require(x.shape().equals(target.shape()), op, () -> "a target of shape " + x.shape(), target::shape);
        Shape.require(x.size() > 0, op, () -> "at least one element", x::shape);
    }

    /** Class indices with a dimension of extent 1 for the classes, checked to be in range. */
    static Tensor classIndex(String op, Tensor scores, Tensor target) {
        Require.floating(op, scores);
        Shape.require(scores.rank() >= 2, op, () -> "scores (N, C, …)", scores::shape);
        Require.dtype(op, "a target", target, DType.INT64);
        Shape.require(
                target.shape().equals(scores.shape().without(1)) && target.size() > 0,
                op,
                () -> "a target of shape " + scores.shape().without(1) + " with at least one element",
                target::shape);
        long largest = (long) target.max().item();
        long smallest = (long) target.min().item();
        Shape.require(
                smallest >= 0 && largest < scores.dim(1),
                op,
                () -> "class indices from 0 to " + (scores.dim(1) - 1),
                () -> smallest < 0 ? smallest : largest);
        return target.unsqueeze(1);
    }

    /** A tensor of a shape that broadcasts to x's. */
    static void broadcasts(String op, String name, Tensor x, Tensor factor) {
        Require.alike(op, x, factor);
        Shape.require(
                factor.rank() <= x.rank()
                        && Shape.broadcast(op, x.shape(), factor.shape()).equals(x.shape()),
                op,
                () -> name + " that broadcasts to " + x.shape(),
                factor::shape);
    }

    /** All dimensions from one on. */
    static int[] from(Tensor x, int dim) {
        int[] dims = new int[x.rank() - dim];
        Arrays.setAll(dims, i -> i + dim);
        return dims;
    }
}
