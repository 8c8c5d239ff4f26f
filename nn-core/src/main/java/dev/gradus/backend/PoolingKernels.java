package dev.gradus.backend;

import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.List;

/**
 * The part of a {@link Backend} that pools over windows of any kind and one to three dimensions, by loops over heap
 * arrays. Pictures under windows of one size have kernels of their own, which are faster.
 */
public interface PoolingKernels {
    /**
     * The largest element under each window, NaN above all; of equals the first in row-major order.
     *
     * @param x (N, C, …), floating
     * @param axes the windows along each dimension after the second
     * @return the values, and their INT64 places within the plane of their channel; −∞ and −1 where a window meets nothing
     */
    default List<Tensor> maxPool(Tensor x, List<PoolAxis> axes) {
        return new HostPooling(x.backend(), axes).max(x);
    }

    /**
     * Puts elements at places within the plane of their channel; those at −1 are left out.
     *
     * @param x (N, C, …), floating
     * @param places INT64, of x's shape
     * @param shape (N, C, …), of the result
     * @param sum whether elements at one place are added up; else the last one counts
     * @return the elements, between zeros
     */
    default Tensor unpool(Tensor x, Tensor places, Shape shape, boolean sum) {
        return HostPooling.unpool(x, places, shape, sum);
    }

    /**
     * The sum under each window over the product of its divisors.
     *
     * @param x (N, C, …), floating
     * @param axes the windows along each dimension after the second
     * @return the means
     */
    default Tensor avgPool(Tensor x, List<PoolAxis> axes) {
        return new HostPooling(x.backend(), axes).mean(x);
    }

    /**
     * The gradient of {@link #avgPool}.
     *
     * @param g the output's gradient
     * @param axes as in the forward kernel
     * @return the input's gradient
     */
    default Tensor avgPoolGrad(Tensor g, List<PoolAxis> axes) {
        return new HostPooling(g.backend(), axes).meanGrad(g);
    }
}
