package dev.gradus.ops;

import dev.gradus.autograd.Op;
import dev.gradus.backend.Reduction;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/** Moving, joining and cutting tensors. */
public final class Shaping {
    private Shaping() {}

    private static Tensor reshaped(Tensor x, Shape shape) {
        return x.backend().plain(x).aliasAs(shape);
    }

    private static long[] filled(int length, long value) {
        long[] values = new long[length];
        Arrays.fill(values, value);
        return values;
    }

    /**
     * The same elements in row-major order under another shape; shares memory where x is row-major.
     *
     * @param x any tensor
     * @param dims the new dimensions; one may be −1 and is computed
     * @return the reshaped tensor
     */
    public static Tensor reshape(Tensor x, long... dims) {
        long[] resolved = dims.clone();
        int free = -1;
        long known = 1;
        for (int i = 0; i < dims.length; i++) {
            if (dims[i] == -1 && free < 0) {
                free = i;
            } else {
                known *= dims[i];
            }
        }
        if (free >= 0) {
            resolved[free] = known == 0 ? 0 : x.size() / known;
        }
        Shape.require(
                Arrays.stream(resolved).allMatch(d -> d >= 0)
                        && Shape.of(resolved).size() == x.size(),
                "reshape",
                () -> "dimensions that make " + x.size() + " elements of " + x.shape(),
                () -> Arrays.toString(dims));
        return Op.of("reshape", reshaped(x, Shape.of(resolved)))
                .grad(x, g -> reshaped(g, x.shape()))
                .build();
    }

    /**
     * Joins the dimensions from one to the last.
     *
     * @param x any tensor of rank 1 or more
     * @param fromDim the first to join; 1 makes (N, C, H, W) into (N, C·H·W)
     * @return the flattened tensor
     */
    public static Tensor flatten(Tensor x, int fromDim) {
        int from = x.shape().checkDim("flatten", fromDim);
        long[] dims = Arrays.copyOf(x.shape().dims(), from + 1);
        dims[from] = 1;
        for (int i = from; i < x.rank(); i++) {
            dims[from] *= x.dim(i);
        }
        return reshape(x, dims);
    }

    /**
     * Drops a dimension of extent 1.
     *
     * @param x any tensor
     * @param dim the dimension
     * @return the tensor of rank − 1
     */
    public static Tensor squeeze(Tensor x, int dim) {
        int drop = x.shape().checkDim("squeeze", dim);
        Shape.require(x.dim(drop) == 1, "squeeze", () -> "extent 1 at dim " + dim, x::shape);
        return reshape(x, x.shape().without(drop).dims());
    }

    /**
     * Inserts a dimension of extent 1.
     *
     * @param x any tensor
     * @param dim where, 0 to rank; −1 appends
     * @return the tensor of rank + 1
     */
    public static Tensor unsqueeze(Tensor x, int dim) {
        return reshape(x, inserted("unsqueeze", x, dim).dims());
    }

    /** The shape of x with a dimension of extent 1 put in. */
    private static Shape inserted(String op, Tensor x, int dim) {
        Shape.require(
                dim >= -x.rank() - 1 && dim <= x.rank(),
                op,
                () -> "a dim in " + (-x.rank() - 1) + "…" + x.rank() + " for shape " + x.shape(),
                () -> dim);
        return x.shape().insert(dim, 1);
    }

    /**
     * Reorders dimensions: output dimension i is input dimension order[i].
     *
     * @param x any tensor
     * @param order each dimension once
     * @return the permuted copy
     */
    public static Tensor permute(Tensor x, int... order) {
        Shape.require(order.length == x.rank(), "permute", () -> x.rank() + " dims", () -> Arrays.toString(order));
        x.shape().mask("permute", order);
        int[] to = new int[order.length];
        int[] inverse = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            to[i] = x.shape().checkDim("permute", order[i]);
            inverse[to[i]] = i;
        }
        return Op.of("permute", x.backend().permute(x, to))
                .grad(x, g -> g.backend().permute(g, inverse))
                .build();
    }

    /**
     * Swaps two dimensions.
     *
     * @param x any tensor
     * @param dim0 one
     * @param dim1 the other
     * @return the transposed copy
     */
    public static Tensor transpose(Tensor x, int dim0, int dim1) {
        int[] order = new int[x.rank()];
        Arrays.setAll(order, i -> i);
        int a = x.shape().checkDim("transpose", dim0);
        int b = x.shape().checkDim("transpose", dim1);
        order[a] = b;
        order[b] = a;
        return permute(x, order);
    }

    /**
     * The elements start … end − 1 along a dimension.
     *
     * @param x any tensor
     * @param dim the dimension
     * @param start the first index; negative counts from the end
     * @param end one past the last; negative counts from the end
     * @return the part
     */
    public static Tensor slice(Tensor x, int dim, long start, long end) {
        return slice(x, dim, start, end, 1);
    }

    /**
     * Every step-th element of a range along a dimension; the rest gets the gradient 0.
     *
     * @param x any tensor
     * @param dim the dimension
     * @param start the first index; negative counts from the end
     * @param end one past the last; negative counts from the end
     * @param step at least 1
     * @return the part
     */
    public static Tensor slice(Tensor x, int dim, long start, long end, long step) {
        int along = x.shape().checkDim("slice", dim);
        long extent = x.dim(along);
        long from = start < 0 ? start + extent : start;
        long to = end < 0 ? end + extent : end;
        Shape.require(
                step >= 1 && from >= 0 && from <= to && to <= extent,
                "slice",
                () -> "a range within 0…" + extent + " and a step of at least 1 at dim " + dim + " of " + x.shape(),
                () -> start + "…" + end + " step " + step);
        long[] starts = filled(x.rank(), 0);
        long[] steps = filled(x.rank(), 1);
        starts[along] = from;
        steps[along] = step;
        Shape part = x.shape().with(along, (to - from + step - 1) / step);
        return Op.of("slice", x.backend().slice(x, starts, steps, part))
                .grad(x, g -> g.backend().embed(g, starts, steps, x.shape(), 0))
                .build();
    }

    /**
     * Surrounds x with a value.
     *
     * @param x any tensor
     * @param before how many in front, for each dimension
     * @param after how many behind, for each dimension
     * @param value what is put there
     * @return the padded tensor
     */
    public static Tensor pad(Tensor x, long[] before, long[] after, double value) {
        Shape.require(
                before.length == x.rank()
                        && after.length == x.rank()
                        && Arrays.stream(before).allMatch(p -> p >= 0)
                        && Arrays.stream(after).allMatch(p -> p >= 0),
                "pad",
                () -> x.rank() + " widths of at least 0, before and after, for " + x.shape(),
                () -> Arrays.toString(before) + " and " + Arrays.toString(after));
        long[] front = before.clone();
        long[] dims = x.shape().dims();
        for (int i = 0; i < dims.length; i++) {
            dims[i] += before[i] + after[i];
        }
        long[] ones = filled(x.rank(), 1);
        return Op.of("pad", x.backend().embed(x, front, ones, Shape.of(dims), value))
                .grad(x, g -> g.backend().slice(g, front, ones, x.shape()))
                .build();
    }

    /**
     * Joins tensors along a dimension.
     *
     * @param parts at least one; equal types, and shapes but for dim
     * @param dim the dimension
     * @return the joined tensor
     */
    public static Tensor concat(List<Tensor> parts, int dim) {
        Shape.require(!parts.isEmpty(), "concat", () -> "at least one tensor", () -> "none");
        Tensor first = parts.get(0);
        int along = first.shape().checkDim("concat", dim);
        for (Tensor part : parts) {
            Require.alike("concat", first, part);
            Shape.require(
                    part.rank() == first.rank()
                            && part.shape().without(along).equals(first.shape().without(along)),
                    "concat",
                    () -> "shapes equal to " + first.shape() + " but at dim " + along,
                    part::shape);
        }
        Op op = Op.of("concat", first.backend().concat(parts, along));
        long[] steps = filled(first.rank(), 1);
        long offset = 0;
        for (Tensor part : parts) {
            long[] start = filled(first.rank(), 0);
            start[along] = offset;
            op.grad(part, g -> g.backend().slice(g, start, steps, part.shape()));
            offset += part.dim(along);
        }
        return op.build();
    }

    /**
     * Joins tensors of one shape along a new dimension.
     *
     * @param parts at least one
     * @param dim where the new dimension goes
     * @return the stacked tensor
     */
    public static Tensor stack(List<Tensor> parts, int dim) {
        Shape.require(!parts.isEmpty(), "stack", () -> "at least one tensor", () -> "none");
        Tensor first = parts.get(0);
        long[] dims = inserted("stack", first, dim).dims();
        for (Tensor part : parts) {
            Require.alike("stack", first, part);
            Shape.require(
                    part.shape().equals(first.shape()), "stack", () -> "shapes equal to " + first.shape(), part::shape);
        }
        return concat(parts.stream().map(part -> reshape(part, dims)).toList(), dim);
    }

    /**
     * Repeats dimensions of extent 1; the gradient is summed back.
     *
     * @param x any tensor
     * @param dims a shape that x's broadcasts to
     * @return the full tensor
     */
    public static Tensor expand(Tensor x, long... dims) {
        Shape to = Shape.of(dims);
        Shape.require(
                Shape.broadcast("expand", x.shape(), to).equals(to),
                "expand",
                () -> "a shape that " + x.shape() + " broadcasts to",
                () -> to);
        return Op.of("expand", x.backend().expand(x, to)).grad(x, g -> g).build();
    }

    /**
     * Converts the elements; to whole numbers it truncates, to BFLOAT16 it rounds to even. The gradient is converted back.
     *
     * @param x any tensor
     * @param dtype the new type
     * @return x itself if it has that type, else the converted tensor
     */
    public static Tensor to(Tensor x, DType dtype) {
        if (x.dtype() == dtype) {
            return x;
        }
        Op op = Op.of("to", x.backend().cast(x, dtype));
        return dtype.isFloating()
                ? op.grad(x, g -> g.backend().cast(g, x.dtype())).build()
                : op.build();
    }

    /**
     * Sums a gradient back to the shape of an input that was broadcast; for the engine.
     *
     * @param grad the gradient, of a shape that the input broadcasts to
     * @param shape the input's shape
     * @param op whose gradient it is, for the error
     * @param index of which input
     * @return the gradient of the input's shape
     */
    public static Tensor sumTo(Tensor grad, Shape shape, String op, int index) {
        int extra = grad.rank() - shape.rank();
        boolean[] summed = new boolean[grad.rank()];
        boolean fits = extra >= 0;
        for (int i = 0; fits && i < summed.length; i++) {
            summed[i] = i < extra || (shape.dim(i - extra) == 1 && grad.dim(i) != 1);
            fits = summed[i] || shape.dim(i - extra) == grad.dim(i);
        }
        if (!fits) {
            throw new IllegalStateException(
                    op + ": expected a gradient of shape " + shape + " for input " + index + ", got " + grad.shape());
        }
        return reshaped(grad.backend().reduce(Reduction.SUM, grad, summed), shape);
    }
}
