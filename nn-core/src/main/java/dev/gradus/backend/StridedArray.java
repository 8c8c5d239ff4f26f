package dev.gradus.backend;

import dev.gradus.tensor.Layout;
import dev.gradus.tensor.Shape;

/**
 * A heap array seen through strides: element (i₀, i₁, …) stands at {@code start + Σ iₖ · strideₖ}. Reordering, cutting
 * and repeating dimensions only changes the numbers; {@link #copyTo} then moves the elements.
 */
final class StridedArray {
    private final Object array;
    private final long start;
    private final long[] strides;

    private StridedArray(Object array, long start, long[] strides) {
        this.array = array;
        this.start = start;
        this.strides = strides;
    }

    /** A primitive array whose elements lie as a layout has it. */
    static StridedArray of(Object array, Shape shape, Layout layout) {
        return new StridedArray(array, 0, layout.strides(shape));
    }

    /** A primitive array in row-major order. */
    static StridedArray of(Object array, Shape shape) {
        return of(array, shape, Layout.PLAIN);
    }

    /** Dimension i becomes what dimension order[i] was. */
    StridedArray permute(int... order) {
        long[] permuted = new long[order.length];
        for (int i = 0; i < order.length; i++) {
            permuted[i] = strides[order[i]];
        }
        return new StridedArray(array, start, permuted);
    }

    /** Index i of a dimension becomes what index {@code first + i·step} was. */
    StridedArray slice(long[] first, long[] step) {
        long from = start;
        long[] stepped = new long[strides.length];
        for (int i = 0; i < strides.length; i++) {
            from += first[i] * strides[i];
            stepped[i] = step[i] * strides[i];
        }
        return new StridedArray(array, from, stepped);
    }

    /** Dimensions of extent 1 are repeated, by a stride of 0, and missing ones put in front. */
    StridedArray expand(Shape from, Shape to) {
        int extra = to.rank() - from.rank();
        long[] repeated = new long[to.rank()];
        for (int i = extra; i < repeated.length; i++) {
            repeated[i] = from.dim(i - extra) == 1 ? 0 : strides[i - extra];
        }
        return new StridedArray(array, start, repeated);
    }

    /** Along one dimension every index becomes what index 0 was. */
    StridedArray freeze(int dim) {
        long[] frozen = strides.clone();
        frozen[dim] = 0;
        return new StridedArray(array, start, frozen);
    }

    /** Copies the elements within a shape to the same indices of another array of the same type. */
    void copyTo(StridedArray to, Shape shape) {
        if (shape.size() == 0) {
            return;
        }
        if (shape.rank() == 0) {
            copyLine(array, (int) start, 1, to.array, (int) to.start, 1, 1);
        } else {
            copy(to, shape.dims(), 0, start, to.start);
        }
    }

    private void copy(StridedArray to, long[] dims, int dim, long at, long toAt) {
        long step = strides[dim];
        long toStep = to.strides[dim];
        if (dim == dims.length - 1) {
            copyLine(array, (int) at, (int) step, to.array, (int) toAt, (int) toStep, (int) dims[dim]);
            return;
        }
        for (long i = 0; i < dims[dim]; i++) {
            copy(to, dims, dim + 1, at + i * step, toAt + i * toStep);
        }
    }

    /** {@code to[toAt + i·toStep] = from[at + i·step]} for i from 0 to count − 1. */
    static void copyLine(Object from, int at, int step, Object to, int toAt, int toStep, int count) {
        if (step == 1 && toStep == 1 && count > 1) {
            System.arraycopy(from, at, to, toAt, count);
        } else if (from instanceof float[] x && to instanceof float[] y) {
            for (int i = 0; i < count; i++) {
                y[toAt + i * toStep] = x[at + i * step];
            }
        } else if (from instanceof double[] x && to instanceof double[] y) {
            for (int i = 0; i < count; i++) {
                y[toAt + i * toStep] = x[at + i * step];
            }
        } else if (from instanceof short[] x && to instanceof short[] y) {
            for (int i = 0; i < count; i++) {
                y[toAt + i * toStep] = x[at + i * step];
            }
        } else if (from instanceof int[] x && to instanceof int[] y) {
            for (int i = 0; i < count; i++) {
                y[toAt + i * toStep] = x[at + i * step];
            }
        } else if (from instanceof long[] x && to instanceof long[] y) {
            for (int i = 0; i < count; i++) {
                y[toAt + i * toStep] = x[at + i * step];
            }
        } else {
            byte[] x = (byte[]) from;
            byte[] y = (byte[]) to;
            for (int i = 0; i < count; i++) {
                y[toAt + i * toStep] = x[at + i * step];
            }
        }
    }
}
