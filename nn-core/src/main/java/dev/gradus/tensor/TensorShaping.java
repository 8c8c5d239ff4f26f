package dev.gradus.tensor;

import dev.gradus.ops.Shaping;

/** The fluent methods of {@link Tensor} that change its shape, its extent or its type. */
public sealed interface TensorShaping permits Tensor {
    /**
     * The same elements under another shape; see {@link Shaping#reshape}.
     *
     * @param dims the new dimensions; one may be −1
     * @return the result
     */
    default Tensor reshape(long... dims) {
        return Shaping.reshape((Tensor) this, dims);
    }

    /**
     * Joins dimensions; see {@link Shaping#flatten}.
     *
     * @param fromDim the first to join
     * @return the result
     */
    default Tensor flatten(int fromDim) {
        return Shaping.flatten((Tensor) this, fromDim);
    }

    /**
     * Reorders dimensions; see {@link Shaping#permute}.
     *
     * @param order for each output dimension the input dimension
     * @return the result
     */
    default Tensor permute(int... order) {
        return Shaping.permute((Tensor) this, order);
    }

    /**
     * Swaps two dimensions; see {@link Shaping#transpose}.
     *
     * @param dim0 one
     * @param dim1 the other
     * @return the result
     */
    default Tensor transpose(int dim0, int dim1) {
        return Shaping.transpose((Tensor) this, dim0, dim1);
    }

    /**
     * Drops a dimension of extent 1; see {@link Shaping#squeeze}.
     *
     * @param dim the dimension
     * @return the result
     */
    default Tensor squeeze(int dim) {
        return Shaping.squeeze((Tensor) this, dim);
    }

    /**
     * Inserts a dimension of extent 1; see {@link Shaping#unsqueeze}.
     *
     * @param dim where
     * @return the result
     */
    default Tensor unsqueeze(int dim) {
        return Shaping.unsqueeze((Tensor) this, dim);
    }

    /**
     * A range along a dimension; see {@link Shaping#slice}.
     *
     * @param dim the dimension
     * @param start the first index
     * @param end one past the last
     * @return the result
     */
    default Tensor slice(int dim, long start, long end) {
        return Shaping.slice((Tensor) this, dim, start, end);
    }

    /**
     * Repeats dimensions of extent 1; see {@link Shaping#expand}.
     *
     * @param dims the full shape
     * @return the result
     */
    default Tensor expand(long... dims) {
        return Shaping.expand((Tensor) this, dims);
    }

    /**
     * Converts the elements; see {@link Shaping#to}.
     *
     * @param dtype the new type
     * @return the result
     */
    default Tensor to(DType dtype) {
        return Shaping.to((Tensor) this, dtype);
    }
}
