package dev.gradus.tensor;

import dev.gradus.ops.Elementwise;
import dev.gradus.ops.LinearAlgebra;

/** The fluent methods of {@link Tensor} that compute with numbers and compare them. */
public sealed interface TensorArithmetic permits Tensor {
    /**
     * this + other; see {@link Elementwise#add(Tensor, Tensor)}.
     *
     * @param other the other tensor
     * @return the result
     */
    default Tensor add(Tensor other) {
        return Elementwise.add((Tensor) this, other);
    }

    /**
     * this − other; see {@link Elementwise#sub(Tensor, Tensor)}.
     *
     * @param other the other tensor
     * @return the result
     */
    default Tensor sub(Tensor other) {
        return Elementwise.sub((Tensor) this, other);
    }

    /**
     * this · other; see {@link Elementwise#mul(Tensor, Tensor)}.
     *
     * @param other the other tensor
     * @return the result
     */
    default Tensor mul(Tensor other) {
        return Elementwise.mul((Tensor) this, other);
    }

    /**
     * this / other; see {@link Elementwise#div(Tensor, Tensor)}.
     *
     * @param other the other tensor
     * @return the result
     */
    default Tensor div(Tensor other) {
        return Elementwise.div((Tensor) this, other);
    }

    /**
     * this to the power of other; see {@link Elementwise#pow(Tensor, Tensor)}.
     *
     * @param other the other tensor
     * @return the result
     */
    default Tensor pow(Tensor other) {
        return Elementwise.pow((Tensor) this, other);
    }

    /**
     * The larger of each pair; see {@link Elementwise#maximum(Tensor, Tensor)}.
     *
     * @param other the other tensor
     * @return the result
     */
    default Tensor maximum(Tensor other) {
        return Elementwise.maximum((Tensor) this, other);
    }

    /**
     * The smaller of each pair; see {@link Elementwise#minimum(Tensor, Tensor)}.
     *
     * @param other the other tensor
     * @return the result
     */
    default Tensor minimum(Tensor other) {
        return Elementwise.minimum((Tensor) this, other);
    }

    /**
     * this = other; see {@link Elementwise#eq(Tensor, Tensor)}.
     *
     * @param other the other tensor
     * @return the result
     */
    default Tensor eq(Tensor other) {
        return Elementwise.eq((Tensor) this, other);
    }

    /**
     * this ≠ other; see {@link Elementwise#ne(Tensor, Tensor)}.
     *
     * @param other the other tensor
     * @return the result
     */
    default Tensor ne(Tensor other) {
        return Elementwise.ne((Tensor) this, other);
    }

    /**
     * this &lt; other; see {@link Elementwise#lt(Tensor, Tensor)}.
     *
     * @param other the other tensor
     * @return the result
     */
    default Tensor lt(Tensor other) {
        return Elementwise.lt((Tensor) this, other);
    }

    /**
     * this ≤ other; see {@link Elementwise#le(Tensor, Tensor)}.
     *
     * @param other the other tensor
     * @return the result
     */
    default Tensor le(Tensor other) {
        return Elementwise.le((Tensor) this, other);
    }

    /**
     * this &gt; other; see {@link Elementwise#gt(Tensor, Tensor)}.
     *
     * @param other the other tensor
     * @return the result
     */
    default Tensor gt(Tensor other) {
        return Elementwise.gt((Tensor) this, other);
    }

    /**
     * this ≥ other; see {@link Elementwise#ge(Tensor, Tensor)}.
     *
     * @param other the other tensor
     * @return the result
     */
    default Tensor ge(Tensor other) {
        return Elementwise.ge((Tensor) this, other);
    }

    /**
     * this + value; see {@link Elementwise#add(Tensor, double)}.
     *
     * @param value a number
     * @return the result
     */
    default Tensor add(double value) {
        return Elementwise.add((Tensor) this, value);
    }

    /**
     * this − value; see {@link Elementwise#sub(Tensor, double)}.
     *
     * @param value a number
     * @return the result
     */
    default Tensor sub(double value) {
        return Elementwise.sub((Tensor) this, value);
    }

    /**
     * this · value; see {@link Elementwise#mul(Tensor, double)}.
     *
     * @param value a number
     * @return the result
     */
    default Tensor mul(double value) {
        return Elementwise.mul((Tensor) this, value);
    }

    /**
     * this / value; see {@link Elementwise#div(Tensor, double)}.
     *
     * @param value a number
     * @return the result
     */
    default Tensor div(double value) {
        return Elementwise.div((Tensor) this, value);
    }

    /**
     * this to the power of value; see {@link Elementwise#pow(Tensor, double)}.
     *
     * @param value a number
     * @return the result
     */
    default Tensor pow(double value) {
        return Elementwise.pow((Tensor) this, value);
    }

    /**
     * this = value; see {@link Elementwise#eq(Tensor, double)}.
     *
     * @param value a number
     * @return the result
     */
    default Tensor eq(double value) {
        return Elementwise.eq((Tensor) this, value);
    }

    /**
     * this ≠ value; see {@link Elementwise#ne(Tensor, double)}.
     *
     * @param value a number
     * @return the result
     */
    default Tensor ne(double value) {
        return Elementwise.ne((Tensor) this, value);
    }

    /**
     * this &lt; value; see {@link Elementwise#lt(Tensor, double)}.
     *
     * @param value a number
     * @return the result
     */
    default Tensor lt(double value) {
        return Elementwise.lt((Tensor) this, value);
    }

    /**
     * this ≤ value; see {@link Elementwise#le(Tensor, double)}.
     *
     * @param value a number
     * @return the result
     */
    default Tensor le(double value) {
        return Elementwise.le((Tensor) this, value);
    }

    /**
     * this &gt; value; see {@link Elementwise#gt(Tensor, double)}.
     *
     * @param value a number
     * @return the result
     */
    default Tensor gt(double value) {
        return Elementwise.gt((Tensor) this, value);
    }

    /**
     * this ≥ value; see {@link Elementwise#ge(Tensor, double)}.
     *
     * @param value a number
     * @return the result
     */
    default Tensor ge(double value) {
        return Elementwise.ge((Tensor) this, value);
    }

    /**
     * −this; see {@link Elementwise#neg(Tensor)}.
     *
     * @return the result
     */
    default Tensor neg() {
        return Elementwise.neg((Tensor) this);
    }

    /**
     * |this|; see {@link Elementwise#abs(Tensor)}.
     *
     * @return the result
     */
    default Tensor abs() {
        return Elementwise.abs((Tensor) this);
    }

    /**
     * eˣ; see {@link Elementwise#exp(Tensor)}.
     *
     * @return the result
     */
    default Tensor exp() {
        return Elementwise.exp((Tensor) this);
    }

    /**
     * The natural logarithm; see {@link Elementwise#log(Tensor)}.
     *
     * @return the result
     */
    default Tensor log() {
        return Elementwise.log((Tensor) this);
    }

    /**
     * The square root; see {@link Elementwise#sqrt(Tensor)}.
     *
     * @return the result
     */
    default Tensor sqrt() {
        return Elementwise.sqrt((Tensor) this);
    }

    /**
     * this²; see {@link Elementwise#square(Tensor)}.
     *
     * @return the result
     */
    default Tensor square() {
        return Elementwise.square((Tensor) this);
    }

    /**
     * 1 / this; see {@link Elementwise#reciprocal(Tensor)}.
     *
     * @return the result
     */
    default Tensor reciprocal() {
        return Elementwise.reciprocal((Tensor) this);
    }

    /**
     * Limits each element; see {@link Elementwise#clamp}.
     *
     * @param min the lower bound
     * @param max the upper bound
     * @return the result
     */
    default Tensor clamp(double min, double max) {
        return Elementwise.clamp((Tensor) this, min, max);
    }

    /**
     * The matrix product; see {@link LinearAlgebra#matmul}.
     *
     * @param other the right factor
     * @return the result
     */
    default Tensor matmul(Tensor other) {
        return LinearAlgebra.matmul((Tensor) this, other);
    }
}
