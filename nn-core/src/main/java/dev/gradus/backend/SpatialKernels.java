package dev.gradus.backend;

import dev.gradus.tensor.Tensor;
import java.util.List;

/** Sampling over any number of spatial dimensions. */
public interface SpatialKernels {
    /**
     * Weighted sums along a dimension: {@code out[…, i, …] = Σ weight · x[…, tap, …]} over the taps of each i.
     *
     * @param x a floating tensor
     * @param dim the dimension
     * @param taps whose inputs are x's extent there
     * @return x's shape with the outputs of the taps at that dimension
     */
    Tensor weigh(Tensor x, int dim, Taps taps);

    /**
     * Reads pictures or volumes between their pixels.
     *
     * @param x (N, C, H, W) or (N, C, D, H, W)
     * @param grid (N, …, 2) or (N, …, 3): places (x, y) or (x, y, z), −1 and 1 the ends
     * @param mode how is interpolated; bicubic for pictures alone
     * @param padding what lies outside
     * @param alignCorners whether −1 and 1 are the centres of the outermost pixels rather than their edges
     * @return (N, C, …)
     */
    Tensor gridSample(Tensor x, Tensor grid, Interpolation mode, GridPadding padding, boolean alignCorners);

    /**
     * The gradients of {@link #gridSample}.
     *
     * @param g (N, C, …)
     * @param x as in the forward kernel
     * @param grid as in the forward kernel
     * @param mode as in the forward kernel
     * @param padding as in the forward kernel
     * @param alignCorners as in the forward kernel
     * @return those of x and of the grid
     */
    List<Tensor> gridSampleGrad(
            Tensor g, Tensor x, Tensor grid, Interpolation mode, GridPadding padding, boolean alignCorners);
}
