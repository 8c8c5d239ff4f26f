package dev.gradus.tensor;

import dev.gradus.ops.Reductions;

/** The fluent methods of {@link Tensor} that make one number of many. */
public sealed interface TensorReductions permits Tensor {
    /**
     * Reduces dimensions, none for all, which disappear; see {@link Reductions#sum}.
     *
     * @param dims the dimensions
     * @return the result
     */
    default Tensor sum(int... dims) {
        return Reductions.sum((Tensor) this, false, dims);
    }

    /**
     * Reduces dimensions, none for all; see {@link Reductions#sum}.
     *
     * @param keepDim whether they stay, with extent 1
     * @param dims the dimensions
     * @return the result
     */
    default Tensor sum(boolean keepDim, int... dims) {
        return Reductions.sum((Tensor) this, keepDim, dims);
    }

    /**
     * Reduces dimensions, none for all, which disappear; see {@link Reductions#mean}.
     *
     * @param dims the dimensions
     * @return the result
     */
    default Tensor mean(int... dims) {
        return Reductions.mean((Tensor) this, false, dims);
    }

    /**
     * Reduces dimensions, none for all; see {@link Reductions#mean}.
     *
     * @param keepDim whether they stay, with extent 1
     * @param dims the dimensions
     * @return the result
     */
    default Tensor mean(boolean keepDim, int... dims) {
        return Reductions.mean((Tensor) this, keepDim, dims);
    }

    /**
     * Reduces dimensions, none for all, which disappear; see {@link Reductions#max}.
     *
     * @param dims the dimensions
     * @return the result
     */
    default Tensor max(int... dims) {
        return Reductions.max((Tensor) this, false, dims);
    }

    /**
     * Reduces dimensions, none for all; see {@link Reductions#max}.
     *
     * @param keepDim whether they stay, with extent 1
     * @param dims the dimensions
     * @return the result
     */
    default Tensor max(boolean keepDim, int... dims) {
        return Reductions.max((Tensor) this, keepDim, dims);
    }

    /**
     * Reduces dimensions, none for all, which disappear; see {@link Reductions#min}.
     *
     * @param dims the dimensions
     * @return the result
     */
    default Tensor min(int... dims) {
        return Reductions.min((Tensor) this, false, dims);
    }

    /**
     * Reduces dimensions, none for all; see {@link Reductions#min}.
     *
     * @param keepDim whether they stay, with extent 1
     * @param dims the dimensions
     * @return the result
     */
    default Tensor min(boolean keepDim, int... dims) {
        return Reductions.min((Tensor) this, keepDim, dims);
    }

    /**
     * The variance; see {@link Reductions#var}.
     *
     * @param unbiased whether to divide by n − 1
     * @param keepDim whether the dimensions stay, with extent 1
     * @param dims the dimensions, none for all
     * @return the result
     */
    default Tensor var(boolean unbiased, boolean keepDim, int... dims) {
        return Reductions.var((Tensor) this, unbiased, keepDim, dims);
    }

    /**
     * The index of the largest; see {@link Reductions#argmax}.
     *
     * @param dim the dimension, which disappears
     * @return the result
     */
    default Tensor argmax(int dim) {
        return Reductions.argmax((Tensor) this, dim);
    }
}
