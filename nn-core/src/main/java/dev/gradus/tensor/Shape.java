package dev.gradus.tensor;

import java.util.Arrays;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * The dimensions of a tensor: an immutable value, equal by content. A shape of rank 0 is a scalar and has one element.
 *
 * <p>Every check of shapes in the library words its error here, so that they all read alike:
 * {@code conv2d: expected input (N, 3, H, W) …, got (8, 4, 32, 32)}.
 */
public final class Shape {
    private static final Shape SCALAR = new Shape(new long[0]);

    private final long[] dims;
    private final long size;

    private Shape(long[] dims) {
        this.dims = dims;
        long product = 1;
        for (long d : dims) {
            if (d < 0) {
                throw new IllegalArgumentException(
                        "shape: expected dimensions of at least 0, got " + Arrays.toString(dims));
            }
            product = Math.multiplyExact(product, d);
        }
        this.size = product;
    }

    /**
     * A shape of these dimensions; none makes a scalar.
     *
     * @param dims the dimensions, each at least 0; copied
     * @return the shape
     */
    public static Shape of(long... dims) {
        return dims.length == 0 ? SCALAR : new Shape(dims.clone());
    }

    /**
     * The number of dimensions.
     *
     * @return the rank, 0 for a scalar
     */
    public int rank() {
        return dims.length;
    }

    /**
     * One dimension.
     *
     * @param dim its index; negative counts from the end (−1 is the last)
     * @return its extent
     */
    public long dim(int dim) {
        return dims[checkDim("shape", dim)];
    }

    /**
     * One dimension as an int, for loops over small extents.
     *
     * @param dim its index; negative counts from the end
     * @return its extent
     * @throws ArithmeticException if it does not fit
     */
    public int intDim(int dim) {
        return Math.toIntExact(dim(dim));
    }

    /**
     * All dimensions.
     *
     * @return a fresh copy
     */
    public long[] dims() {
        return dims.clone();
    }

    /**
     * The number of elements: the product of the dimensions.
     *
     * @return the size, 1 for a scalar
     */
    public long size() {
        return size;
    }

    /**
     * The strides of a dense row-major array of this shape.
     *
     * @return elements to step for one step along each dimension
     */
    public long[] strides() {
        long[] strides = new long[dims.length];
        long step = 1;
        for (int i = dims.length - 1; i >= 0; i--) {
            strides[i] = step;
            step *= Math.max(1, dims[i]);
        }
        return strides;
    }

    /**
     * This shape with one dimension changed.
     *
     * @param dim its index; negative counts from the end
     * @param extent its new extent
     * @return the new shape
     */
    public Shape with(int dim, long extent) {
        long[] copy = dims.clone();
        copy[checkDim("shape", dim)] = extent;
        return new Shape(copy);
    }

    /**
     * This shape without one dimension.
     *
     * @param dim its index; negative counts from the end
     * @return the shape of rank − 1
     */
    public Shape without(int dim) {
        int drop = checkDim("shape", dim);
        long[] copy = new long[dims.length - 1];
        System.arraycopy(dims, 0, copy, 0, drop);
        System.arraycopy(dims, drop + 1, copy, drop, copy.length - drop);
        return new Shape(copy);
    }

    /**
     * This shape with a new dimension before index {@code at}.
     *
     * @param at where it goes, 0 to rank; negative counts from the end, −1 appends
     * @param extent its extent
     * @return the shape of rank + 1
     */
    public Shape insert(int at, long extent) {
        int index = at < 0 ? at + dims.length + 1 : at;
        if (index < 0 || index > dims.length) {
            throw new IllegalArgumentException("shape: expected a position in " + -(dims.length + 1) + "…" + dims.length
                    + " for " + this + ", got " + at);
        }
        long[] copy = new long[dims.length + 1];
        System.arraycopy(dims, 0, copy, 0, index);
        copy[index] = extent;
        System.arraycopy(dims, index, copy, index + 1, dims.length - index);
        return new Shape(copy);
    }

    /**
     * This shape with the marked dimensions reduced to 1.
     *
     * @param reduced one flag a dimension
     * @return the shape after a reduction that keeps its dimensions
     */
    public Shape reduced(boolean[] reduced) {
        long[] copy = dims.clone();
        for (int i = 0; i < copy.length; i++) {
            if (reduced[i]) {
                copy[i] = 1;
            }
        }
        return new Shape(copy);
    }

    /**
     * Resolves a dimension index.
     *
     * @param op who asks, for the error
     * @param dim an index, negative from the end
     * @return the index in 0 … rank − 1
     * @throws IllegalArgumentException if there is no such dimension
     */
    public int checkDim(String op, int dim) {
        int index = dim < 0 ? dim + dims.length : dim;
        if (index < 0 || index >= dims.length) {
            throw new IllegalArgumentException(op + ": expected a dim in " + -dims.length + "…" + (dims.length - 1)
                    + " for shape " + this + ", got " + dim);
        }
        return index;
    }

    /**
     * Marks dimensions for a reduction.
     *
     * @param op who asks, for the error
     * @param dims indices, negative from the end; none means all
     * @return one flag a dimension
     */
    public boolean[] mask(String op, int... dims) {
        boolean[] mask = new boolean[rank()];
        if (dims.length == 0) {
            Arrays.fill(mask, true);
        }
        for (int dim : dims) {
            int index = checkDim(op, dim);
            require(!mask[index], op, () -> "each dim once", () -> Arrays.toString(dims));
            mask[index] = true;
        }
        return mask;
    }

    /**
     * The shape that two shapes broadcast to, as NumPy has it: aligned at the last dimension, equal or one of them 1.
     *
     * @param op who asks, for the error
     * @param a one shape
     * @param b the other
     * @return the common shape
     * @throws IllegalArgumentException if they do not broadcast
     */
    public static Shape broadcast(String op, Shape a, Shape b) {
        if (a.equals(b)) {
            return a;
        }
        int rank = Math.max(a.rank(), b.rank());
        long[] out = new long[rank];
        for (int i = 1; i <= rank; i++) {
            long x = i <= a.rank() ? a.dims[a.rank() - i] : 1;
            long y = i <= b.rank() ? b.dims[b.rank() - i] : 1;
            if (x != y && x != 1 && y != 1) {
                throw new IllegalArgumentException(op + ": expected shapes that broadcast, got " + a + " and " + b);
            }
            out[rank - i] = x == 1 ? y : x;
        }
        return new Shape(out);
    }

    /**
     * Throws unless a condition holds; the texts are made only then.
     *
     * @param holds the condition
     * @param op who asks
     * @param expected what was expected
     * @param got what was found
     */
    public static void require(boolean holds, String op, Supplier<String> expected, Supplier<?> got) {
        if (!holds) {
            throw new IllegalArgumentException(op + ": expected " + expected.get() + ", got " + got.get());
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shape s && Arrays.equals(dims, s.dims);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(dims);
    }

    /** The dimensions as Python prints a tuple: {@code (2, 3)}, {@code (5,)}, {@code ()}. */
    @Override
    public String toString() {
        return LongStream.of(dims)
                .mapToObj(Long::toString)
                .collect(Collectors.joining(", ", "(", dims.length == 1 ? ",)" : ")"));
    }
}
