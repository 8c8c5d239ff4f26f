package dev.gradus.tensor;

/**
 * How the elements of a tensor lie in memory; always dense. Values and shapes are the same in every layout: only
 * kernels look at it.
 */
public enum Layout {
    /** Row-major: the last dimension is contiguous. */
    PLAIN,
    /** (N, C, H, W) stored as (N, H, W, C): what convolutions, pooling and norms compute fastest. */
    CHANNELS_LAST;

    /**
     * The strides of a dense array.
     *
     * @param shape its logical shape
     * @return elements to step for one step along each logical dimension
     */
    public long[] strides(Shape shape) {
        if (this == PLAIN) {
            return shape.strides();
        }
        long c = Math.max(1, shape.dim(1));
        long h = Math.max(1, shape.dim(2));
        long w = Math.max(1, shape.dim(3));
        return new long[] {h * w * c, 1, w * c, c};
    }

    /**
     * Whether both layouts put every element of this shape at the same place, as with one channel or one pixel.
     *
     * @param shape the shape
     * @return true if nothing would move
     */
    public static boolean coincide(Shape shape) {
        return shape.rank() != 4 || shape.dim(1) == 1 || shape.dim(2) * shape.dim(3) == 1;
    }
}
