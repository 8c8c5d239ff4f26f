package dev.gradus.ops;

import dev.gradus.autograd.Op;
import dev.gradus.backend.Backend;
import dev.gradus.backend.PoolWindow;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.Arrays;

/**
 * The inverse of max pooling: each element goes back to its place, and zeros stand between. Where several go to one place
 * the last one counts, and each of them gets that place's gradient. Zeiler, Taylor and Fergus, "Adaptive deconvolutional
 * networks for mid and high level feature learning", ICCV 2011.
 */
public final class Unpooling {
    private Unpooling() {}

    /**
     * Puts elements where max pooling found them.
     *
     * @param x (N, C, L)
     * @param indices INT64, of x's shape: the places, as {@link Pooling#maxPool1dWithIndices} gives them
     * @param window that of the pooling
     * @param size outL, less than a stride away from the default, {@code (size − 1)·stride − 2·padding + kernelSize};
     *     none for the default
     * @return (N, C, outL)
     */
    public static Tensor maxUnpool1d(Tensor x, Tensor indices, PoolWindow window, long... size) {
        return unpool("maxUnpool1d", x, indices, window, 1, size);
    }

    /**
     * Puts elements where max pooling found them.
     *
     * @param x (N, C, H, W)
     * @param indices INT64, of x's shape: the places, as {@link Pooling#maxPool2dWithIndices} gives them
     * @param window that of the pooling
     * @param size outH, outW, less than a stride away from the default, {@code (size − 1)·stride − 2·padding + kernelSize};
     *     none for the default
     * @return (N, C, outH, outW)
     */
    public static Tensor maxUnpool2d(Tensor x, Tensor indices, PoolWindow window, long... size) {
        return unpool("maxUnpool2d", x, indices, window, 2, size);
    }

    /**
     * Puts elements where max pooling found them.
     *
     * @param x (N, C, D, H, W)
     * @param indices INT64, of x's shape: the places, as {@link Pooling#maxPool3dWithIndices} gives them
     * @param window that of the pooling
     * @param size outD, outH, outW, less than a stride away from the default, {@code (size − 1)·stride − 2·padding + kernelSize};
     *     none for the default
     * @return (N, C, outD, outH, outW)
     */
    public static Tensor maxUnpool3d(Tensor x, Tensor indices, PoolWindow window, long... size) {
        return unpool("maxUnpool3d", x, indices, window, 3, size);
    }

    private static Tensor unpool(String op, Tensor x, Tensor indices, PoolWindow window, int rank, long... size) {
        Require.spatial(op, x, rank);
        Require.dtype(op, "indices", indices, DType.INT64);
        Shape.require(indices.shape().equals(x.shape()), op, () -> "indices " + x.shape(), indices::shape);
        Shape shape = shape(op, x, window.over(op, rank), rank, size);
        long planes = x.dim(0) * x.dim(1);
        long elements = planes == 0 ? 0 : shape.size() / planes;
        Indexing.checkRange(op, indices, elements);
        Backend kernels = x.backend();
        Shape input = x.shape();
        return Op.of(op, kernels.unpool(x, indices, shape, false))
                .grad(x, g -> {
                    Tensor places = indices.reshape(planes, planes == 0 ? 0 : input.size() / planes);
                    return kernels.gather(g.reshape(planes, elements), 1, places)
                            .reshape(input.dims());
                })
                .build();
    }

    private static Shape shape(String op, Tensor x, PoolWindow window, int rank, long... size) {
        Shape.require(
                size.length == 0 || size.length == rank,
                op,
                () -> "no size or one of " + rank + " numbers",
                () -> Arrays.toString(size));
        Shape shape = x.shape();
        for (int i = 0; i < rank; i++) {
            int stride = window.stride().get(i);
            int kernel = window.kernelSize().get(i);
            long usual = (x.dim(i + 2) - 1) * stride - 2L * window.padding().get(i) + kernel;
            long wanted = size.length == 0 ? usual : size[i];
            int dim = i + 2;
            Shape.require(
                    wanted >= 1 && Math.abs(wanted - usual) < stride,
                    op,
                    () -> "a size of at least 1 and less than a stride of " + stride + " from " + usual + " at dim "
                            + dim,
                    () -> wanted);
            shape = shape.with(dim, wanted);
        }
        return shape;
    }
}
