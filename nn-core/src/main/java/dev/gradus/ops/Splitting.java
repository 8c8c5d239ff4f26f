package dev.gradus.ops;

import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/** Tensors cut into several along a dimension. */
public final class Splitting {
    private Splitting() {}

    /**
     * Parts of one size, the last one smaller if the extent is no multiple of it.
     *
     * @param x any tensor of rank 1 or more
     * @param size at least 1
     * @param dim the dimension
     * @return the parts in order
     */
    public static List<Tensor> split(Tensor x, long size, int dim) {
        int along = x.shape().checkDim("split", dim);
        Shape.require(size >= 1, "split", () -> "a size of at least 1", () -> size);
        return parts(x, along, sizes(x.dim(along), size));
    }

    private static long[] sizes(long extent, long size) {
        long count = Math.max(1, (extent + size - 1) / size);
        return LongStream.range(0, count)
                .map(i -> Math.min(size, extent - i * size))
                .toArray();
    }

    private static List<Tensor> parts(Tensor x, int along, long... sizes) {
        List<Tensor> parts = new ArrayList<>();
        long start = 0;
        for (long size : sizes) {
            parts.add(Shaping.slice(x, along, start, start + size));
            start += size;
        }
        return List.copyOf(parts);
    }

    /**
     * Parts of the sizes given.
     *
     * @param x any tensor of rank 1 or more
     * @param sizes each at least 0, together the extent
     * @param dim the dimension
     * @return the parts in order
     */
    public static List<Tensor> split(Tensor x, long[] sizes, int dim) {
        int along = x.shape().checkDim("split", dim);
        Shape.require(
                Arrays.stream(sizes).allMatch(size -> size >= 0)
                        && Arrays.stream(sizes).sum() == x.dim(along),
                "split",
                () -> "sizes that make " + x.dim(along) + " at dim " + dim + " of " + x.shape(),
                () -> Arrays.toString(sizes));
        return parts(x, along, sizes);
    }

    /**
     * So many parts of equal size, the last one smaller, or fewer parts, where the extent is no multiple.
     *
     * @param x any tensor of rank 1 or more
     * @param chunks at least 1
     * @param dim the dimension
     * @return the parts in order
     */
    public static List<Tensor> chunk(Tensor x, int chunks, int dim) {
        int along = x.shape().checkDim("chunk", dim);
        Shape.require(chunks >= 1, "chunk", () -> "at least one chunk", () -> chunks);
        long extent = x.dim(along);
        return extent == 0
                ? parts(x, along, new long[chunks])
                : parts(x, along, sizes(extent, (extent + chunks - 1) / chunks));
    }

    /**
     * One tensor for each place of a dimension, without it: the inverse of {@link Shaping#stack}.
     *
     * @param x any tensor of rank 1 or more
     * @param dim the dimension
     * @return the tensors in order
     */
    public static List<Tensor> unbind(Tensor x, int dim) {
        int along = x.shape().checkDim("unbind", dim);
        return LongStream.range(0, x.dim(along))
                .mapToObj(i -> Shaping.slice(x, along, i, i + 1).squeeze(along))
                .toList();
    }
}
