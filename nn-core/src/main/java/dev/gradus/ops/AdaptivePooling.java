package dev.gradus.ops;

import dev.gradus.backend.PoolAxis;
import dev.gradus.backend.PoolWindow;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Pooling to a size: window number i of n reaches from element ⌊i · size / n⌋ to ⌈(i + 1) · size / n⌉, the last one
 * left out. He et al., "Spatial pyramid pooling in deep convolutional networks for visual recognition", 2014,
 * arXiv:1406.4729.
 */
public final class AdaptivePooling {
    private AdaptivePooling() {}

    /**
     * The mean under each window.
     *
     * @param x (N, C, L)
     * @param outL the new length
     * @return (N, C, outL)
     */
    public static Tensor adaptiveAvgPool1d(Tensor x, long outL) {
        return average("adaptiveAvgPool1d", x, outL);
    }

    /**
     * The mean under each window.
     *
     * @param x (N, C, H, W)
     * @param outH the new height
     * @param outW the new width
     * @return (N, C, outH, outW)
     */
    public static Tensor adaptiveAvgPool2d(Tensor x, long outH, long outW) {
        return average("adaptiveAvgPool2d", x, outH, outW);
    }

    /**
     * The mean under each window.
     *
     * @param x (N, C, D, H, W)
     * @param outD the new depth
     * @param outH the new height
     * @param outW the new width
     * @return (N, C, outD, outH, outW)
     */
    public static Tensor adaptiveAvgPool3d(Tensor x, long outD, long outH, long outW) {
        return average("adaptiveAvgPool3d", x, outD, outH, outW);
    }

    private static Tensor average(String op, Tensor x, long... size) {
        check(op, x, size);
        PoolWindow even = even(x, size);
        return even == null
                ? Pooling.means(op, x, axes(x, size))
                : switch (size.length) {
                    case 1 -> Pooling.avgPool1d(x, even);
                    case 2 -> Pooling.avgPool2d(x, even);
                    default -> Pooling.avgPool3d(x, even);
                };
    }

    /**
     * The largest element under each window. The gradient goes to the first of equals.
     *
     * @param x (N, C, L)
     * @param outL the new length
     * @return (N, C, outL)
     */
    public static Tensor adaptiveMaxPool1d(Tensor x, long outL) {
        return max("adaptiveMaxPool1d", x, outL);
    }

    /**
     * The largest element under each window. The gradient goes to the first of equals.
     *
     * @param x (N, C, H, W)
     * @param outH the new height
     * @param outW the new width
     * @return (N, C, outH, outW)
     */
    public static Tensor adaptiveMaxPool2d(Tensor x, long outH, long outW) {
        return max("adaptiveMaxPool2d", x, outH, outW);
    }

    /**
     * The largest element under each window. The gradient goes to the first of equals.
     *
     * @param x (N, C, D, H, W)
     * @param outD the new depth
     * @param outH the new height
     * @param outW the new width
     * @return (N, C, outD, outH, outW)
     */
    public static Tensor adaptiveMaxPool3d(Tensor x, long outD, long outH, long outW) {
        return max("adaptiveMaxPool3d", x, outD, outH, outW);
    }

    private static Tensor max(String op, Tensor x, long... size) {
        check(op, x, size);
        PoolWindow even = even(x, size);
        return even == null
                ? Pooling.maxima(op, x, axes(x, size)).values()
                : switch (size.length) {
                    case 1 -> Pooling.maxPool1d(x, even);
                    case 2 -> Pooling.maxPool2d(x, even);
                    default -> Pooling.maxPool3d(x, even);
                };
    }

    /**
     * As {@link #adaptiveMaxPool1d}, with the places. Of several NaN the last one counts.
     *
     * @param x (N, C, L)
     * @param outL the new length
     * @return values and indices (N, C, outL)
     */
    public static Pooling.Maxima adaptiveMaxPool1dWithIndices(Tensor x, long outL) {
        check("adaptiveMaxPool1dWithIndices", x, outL);
        return Pooling.maxima("adaptiveMaxPool1dWithIndices", x, axes(x, outL));
    }

    /**
     * As {@link #adaptiveMaxPool2d}, with the places. Of several NaN the last one counts.
     *
     * @param x (N, C, H, W)
     * @param outH the new height
     * @param outW the new width
     * @return values and indices (N, C, outH, outW)
     */
    public static Pooling.Maxima adaptiveMaxPool2dWithIndices(Tensor x, long outH, long outW) {
        check("adaptiveMaxPool2dWithIndices", x, outH, outW);
        return Pooling.maxima("adaptiveMaxPool2dWithIndices", x, axes(x, outH, outW));
    }

    /**
     * As {@link #adaptiveMaxPool3d}, with the places. Of several NaN the last one counts.
     *
     * @param x (N, C, D, H, W)
     * @param outD the new depth
     * @param outH the new height
     * @param outW the new width
     * @return values and indices (N, C, outD, outH, outW)
     */
    public static Pooling.Maxima adaptiveMaxPool3dWithIndices(Tensor x, long outD, long outH, long outW) {
        check("adaptiveMaxPool3dWithIndices", x, outD, outH, outW);
        return Pooling.maxima("adaptiveMaxPool3dWithIndices", x, axes(x, outD, outH, outW));
    }

    /**
     * The mean over all elements.
     *
     * @param x (N, C, L)
     * @return (N, C, 1)
     */
    public static Tensor globalAvgPool1d(Tensor x) {
        Require.spatial("globalAvgPool1d", x, 1);
        return x.mean(true, 2);
    }

    /**
     * The mean over all voxels.
     *
     * @param x (N, C, D, H, W)
     * @return (N, C, 1, 1, 1)
     */
    public static Tensor globalAvgPool3d(Tensor x) {
        Require.spatial("globalAvgPool3d", x, 3);
        return x.mean(true, 2, 3, 4);
    }

    /**
     * The largest of all elements. The gradient goes to the first of equals.
     *
     * @param x (N, C, L)
     * @return (N, C, 1)
     */
    public static Tensor globalMaxPool1d(Tensor x) {
        return max("globalMaxPool1d", x, 1);
    }

    /**
     * The largest of all pixels. The gradient goes to the first of equals.
     *
     * @param x (N, C, H, W)
     * @return (N, C, 1, 1)
     */
    public static Tensor globalMaxPool2d(Tensor x) {
        return max("globalMaxPool2d", x, 1, 1);
    }

    /**
     * The largest of all voxels. The gradient goes to the first of equals.
     *
     * @param x (N, C, D, H, W)
     * @return (N, C, 1, 1, 1)
     */
    public static Tensor globalMaxPool3d(Tensor x) {
        return max("globalMaxPool3d", x, 1, 1, 1);
    }

    private static void check(String op, Tensor x, long... size) {
        Require.spatial(op, x, size.length);
        boolean elements = true;
        for (int i = 0; i < size.length; i++) {
            elements &= x.dim(i + 2) > 0;
        }
        Shape.require(elements, op, () -> "at least one element in each dimension that is pooled", x::shape);
        Shape.require(
                Arrays.stream(size).allMatch(s -> s >= 1 && s <= Integer.MAX_VALUE),
                op,
                () -> "sizes of at least 1",
                () -> Arrays.toString(size));
    }

    private static List<PoolAxis> axes(Tensor x, long... size) {
        List<PoolAxis> axes = new ArrayList<>();
        for (int i = 0; i < size.length; i++) {
            axes.add(PoolAxis.adaptive(x.shape().intDim(i + 2), (int) size[i]));
        }
        return axes;
    }

    /** The window if all are of one size and side by side, for which there are faster kernels; else null. */
    private static PoolWindow even(Tensor x, long... size) {
        int[] kernel = new int[size.length];
        for (int i = 0; i < size.length; i++) {
            if (x.dim(i + 2) % size[i] != 0) {
                return null;
            }
            kernel[i] = (int) (x.dim(i + 2) / size[i]);
        }
        return PoolWindow.of(kernel);
    }
}
