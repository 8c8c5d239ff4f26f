package dev.gradus.ops;

import dev.gradus.autograd.Op;
import dev.gradus.autograd.Precision;
import dev.gradus.backend.Backend;
import dev.gradus.backend.Backends;
import dev.gradus.backend.GridPadding;
import dev.gradus.backend.Interpolation;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.Arrays;

/**
 * Reading pictures and volumes at any places: spatial transformers. Jaderberg et al., "Spatial transformer networks",
 * 2015.
 */
@SuppressWarnings("try") // blocks act by being open
public final class GridSampling {
    private GridSampling() {}

    /**
     * The input at the places of a grid: coordinate −1 is the first pixel and 1 the last, their outer edges or, with
     * aligned corners, their centres. Nearest takes the pixel there (of two as near the even one), bilinear the weighted
     * mean of those around, trilinear in volumes, bicubic of sixteen by cubic convolution with a = −0.75.
     *
     * @param x (N, C, H, W) or (N, C, D, H, W)
     * @param grid (N, outH, outW, 2) of places (x, y), or (N, outD, outH, outW, 3) of (x, y, z); x along W
     * @param mode how is interpolated; bicubic for pictures alone
     * @param padding what lies outside; by custom zeros
     * @param alignCorners by custom false
     * @return (N, C, outH, outW) or (N, C, outD, outH, outW)
     */
    public static Tensor gridSample(
            Tensor x, Tensor grid, Interpolation mode, GridPadding padding, boolean alignCorners) {
        Require.floating("gridSample", x);
        Require.alike("gridSample", x, grid);
        boolean pictures = x.rank() == 4 || x.rank() == 5;
        for (int dim = 2; pictures && dim < x.rank(); dim++) {
            pictures = x.dim(dim) > 0;
        }
        Shape.require(pictures, "gridSample", () -> "input (N, C, H, W) or (N, C, D, H, W) with pixels", x::shape);
        Shape.require(
                grid.rank() == x.rank() && grid.dim(0) == x.dim(0) && grid.dim(-1) == x.rank() - 2,
                "gridSample",
                () -> "a grid (" + x.dim(0) + (x.rank() == 4 ? ", outH, outW, 2)" : ", outD, outH, outW, 3)"),
                grid::shape);
        Shape.require(
                mode != Interpolation.BICUBIC || x.rank() == 4,
                "gridSample",
                () -> "input (N, C, H, W) for bicubic",
                x::shape);
        Backend kernels = x.backend();
        return Op.of("gridSample", kernels.gridSample(x, grid, mode, padding, alignCorners))
                .grads(Arrays.asList(x, grid), g -> kernels.gridSampleGrad(g, x, grid, mode, padding, alignCorners))
                .build();
    }

    /**
     * The places that an affine map takes the pixels of an output from, as {@link #gridSample} wants them:
     * {@code grid[n, i, j] = theta[n] · (xⱼ, yᵢ, 1)} with the pixels' own coordinates between −1 and 1.
     *
     * @param input (N, 2, 3) for pictures, (N, 3, 4) for volumes
     * @param alignCorners whether −1 and 1 are the centres of the outermost pixels rather than their edges
     * @param size the output's (H, W) or (D, H, W)
     * @return (N, H, W, 2) or (N, D, H, W, 3)
     */
    public static Tensor affineGrid(Tensor input, boolean alignCorners, long... size) {
        Require.floating("affineGrid", input);
        int axes = size.length;
        Shape.require(
                (axes == 2 || axes == 3) && Arrays.stream(size).allMatch(n -> n > 0),
                "affineGrid",
                () -> "a size (H, W) or (D, H, W) of at least 1",
                () -> Arrays.toString(size));
        Shape.require(
                input.rank() == 3 && input.dim(1) == axes && input.dim(2) == axes + 1,
                "affineGrid",
                () -> "maps (N, " + axes + ", " + (axes + 1) + ")",
                input::shape);
        Tensor theta = Precision.exact(input);
        long[] out = new long[axes + 2];
        out[0] = theta.dim(0);
        System.arraycopy(size, 0, out, 1, axes);
        out[axes + 1] = axes;
        long[] columns = new long[axes + 2];
        Arrays.fill(columns, 1);
        columns[0] = theta.dim(0);
        columns[axes + 1] = axes;
        Tensor grid = theta.slice(2, axes, axes + 1L).reshape(columns).expand(out);
        for (int axis = 0; axis < axes; axis++) {
            // Coordinates come in the order x, y, z, sizes in the order D, H, W.
            int dim = axes - axis;
            long[] along = new long[axes + 2];
            Arrays.fill(along, 1);
            along[dim] = out[dim];
            Tensor places = coordinates(theta, out[dim], alignCorners).reshape(along);
            grid = grid.add(theta.slice(2, axis, axis + 1L).reshape(columns).mul(places));
        }
        return grid;
    }

    /** Those of the pixels along one axis. */
    private static Tensor coordinates(Tensor like, long size, boolean alignCorners) {
        double[] places = new double[Math.toIntExact(size)];
        double half = alignCorners ? Math.max(1, size - 1) : size;
        Arrays.setAll(places, i -> size == 1 ? 0 : (2.0 * i - (size - 1)) / half);
        try (Backends use = Backends.use(like.backend())) {
            return Tensor.of(places, Shape.of(size)).to(like.dtype());
        }
    }
}
