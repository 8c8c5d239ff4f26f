package dev.gradus.ops;

import dev.gradus.autograd.Op;
import dev.gradus.backend.Binary;
import dev.gradus.backend.Unary;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;

/**
 * Arithmetic, element by element. Two tensors broadcast as NumPy has it, and must have one type; BOOL and UINT8 take
 * part in comparisons only.
 */
public final class Elementwise {
    private Elementwise() {}

    static Tensor zip(String op, Binary f, Tensor x, Tensor y) {
        Require.alike(op, x, y);
        if (!f.isComparison()) {
            Require.arithmetic(op, x);
        }
        Shape.broadcast(op, x.shape(), y.shape());
        return x.backend().zip(f, x, y);
    }

    /** y = f(x), with the gradient g · f′ of one kernel. */
    static Tensor map(String op, Unary f, Tensor x, double a, double b) {
        Require.arithmetic(op, x);
        Tensor y = x.backend().map(f, x, a, b);
        return Op.of(op, y)
                .grad(x, g -> g.backend().mapGrad(f, g, f.derivativeFromOutput() ? y : x, a, b))
                .build();
    }

    /** 1 where a comparison holds, else 0, in the type of x. */
    private static Tensor indicator(Binary f, Tensor x, Tensor y) {
        return x.backend().cast(x.backend().zip(f, x, y), x.dtype());
    }

    /**
     * x + y; the gradient reaches both unchanged.
     *
     * @param x one tensor
     * @param y another, of a shape that broadcasts with it
     * @return the values, of the common shape
     */
    public static Tensor add(Tensor x, Tensor y) {
        return Op.of("add", zip("add", Binary.ADD, x, y))
                .grad(x, g -> g)
                .grad(y, g -> g)
                .build();
    }

    /**
     * x − y.
     *
     * @param x one tensor
     * @param y another, of a shape that broadcasts with it
     * @return the values, of the common shape
     */
    public static Tensor sub(Tensor x, Tensor y) {
        return Op.of("sub", zip("sub", Binary.SUB, x, y))
                .grad(x, g -> g)
                .grad(y, g -> g.neg())
                .build();
    }

    /**
     * x · y.
     *
     * @param x one tensor
     * @param y another, of a shape that broadcasts with it
     * @return the values, of the common shape
     */
    public static Tensor mul(Tensor x, Tensor y) {
        return Op.of("mul", zip("mul", Binary.MUL, x, y))
                .grad(x, g -> g.mul(y))
                .grad(y, g -> g.mul(x))
                .build();
    }

    /**
     * x / y; whole numbers truncate towards zero.
     *
     * @param x one tensor
     * @param y another, of a shape that broadcasts with it
     * @return the values, of the common shape
     */
    public static Tensor div(Tensor x, Tensor y) {
        Tensor z = zip("div", Binary.DIV, x, y);
        return Op.of("div", z)
                .grad(x, g -> g.div(y))
                .grad(y, g -> g.mul(z).div(y).neg())
                .build();
    }

    /**
     * xʸ. The gradient for x is y·xʸ⁻¹, and 0 where y = 0; for y it is xʸ·log x, which is NaN for negative x, and 0 where
     * x = 0 and y ≥ 0.
     *
     * @param x one tensor
     * @param y another, of a shape that broadcasts with it
     * @return the values, of the common shape
     */
    public static Tensor pow(Tensor x, Tensor y) {
        Tensor z = zip("pow", Binary.POW, x, y);
        return Op.of("pow", z)
                .grad(x, g -> zeroWhere(y.eq(0), g.mul(y).mul(x.pow(y.sub(1)))))
                // log 1 in place of log 0 where the power does not depend on y.
                .grad(
                        y,
                        g -> g.mul(z)
                                .mul(where(x.eq(0), y.ge(0).to(x.dtype()), x).log()))
                .build();
    }

    private static Tensor zeroWhere(Tensor condition, Tensor x) {
        return x.backend().where(condition, x.backend().full(Shape.of(), x.dtype(), 0), x);
    }

    /**
     * The larger of each pair; NaN if either is. Where they are equal, each gets half of the gradient, as in PyTorch.
     *
     * @param x one tensor
     * @param y another, of a shape that broadcasts with it
     * @return the values, of the common shape
     */
    public static Tensor maximum(Tensor x, Tensor y) {
        return Op.of("maximum", zip("maximum", Binary.MAX, x, y))
                .grad(x, g -> g.mul(share(Binary.GT, x, y)))
                .grad(y, g -> g.mul(share(Binary.GT, y, x)))
                .build();
    }

    /**
     * The smaller of each pair; NaN if either is. Where they are equal, each gets half of the gradient, as in PyTorch.
     *
     * @param x one tensor
     * @param y another, of a shape that broadcasts with it
     * @return the values, of the common shape
     */
    public static Tensor minimum(Tensor x, Tensor y) {
        return Op.of("minimum", zip("minimum", Binary.MIN, x, y))
                .grad(x, g -> g.mul(share(Binary.LT, x, y)))
                .grad(y, g -> g.mul(share(Binary.LT, y, x)))
                .build();
    }

    /**
     * 1 where x wins, ½ where it draws.
     *
     * @param wins the comparison that decides
     * @param x one tensor
     * @param y another, of a shape that broadcasts with it
     * @return weights for the gradient
     */
    private static Tensor share(Binary wins, Tensor x, Tensor y) {
        return indicator(wins, x, y).add(indicator(Binary.EQ, x, y).mul(0.5));
    }

    /**
     * x + value.
     *
     * @param x any numeric tensor
     * @param value a number
     * @return the values
     */
    public static Tensor add(Tensor x, double value) {
        return map("add", Unary.AFFINE, x, 1, value);
    }

    /**
     * x − value.
     *
     * @param x any numeric tensor
     * @param value a number
     * @return the values
     */
    public static Tensor sub(Tensor x, double value) {
        return map("sub", Unary.AFFINE, x, 1, -value);
    }

    /**
     * value · x.
     *
     * @param x any numeric tensor
     * @param value a number
     * @return the values
     */
    public static Tensor mul(Tensor x, double value) {
        return map("mul", Unary.AFFINE, x, value, 0);
    }

    /**
     * x / value, computed as x · (1 / value); whole numbers, which take a whole value, truncate towards zero.
     *
     * @param x any numeric tensor
     * @param value a number
     * @return the values
     */
    public static Tensor div(Tensor x, double value) {
        if (!x.dtype().isFloating()) {
            Shape.require(
                    value != 0 && value == Math.rint(value), "div", () -> "a whole number other than 0", () -> value);
            return div(x, x.backend().full(Shape.of(), x.dtype(), value));
        }
        return map("div", Unary.AFFINE, x, 1 / value, 0);
    }

    /**
     * xᵛᵃˡᵘᵉ; NaN for negative x unless the value is whole.
     *
     * @param x any numeric tensor
     * @param value a number
     * @return the values
     */
    public static Tensor pow(Tensor x, double value) {
        return map("pow", Unary.POW, x, value, 0);
    }

    /**
     * −x.
     *
     * @param x any numeric tensor
     * @return the values
     */
    public static Tensor neg(Tensor x) {
        return map("neg", Unary.NEG, x, 0, 0);
    }

    /**
     * |x|; the gradient at 0 is 0.
     *
     * @param x any numeric tensor
     * @return the values
     */
    public static Tensor abs(Tensor x) {
        return map("abs", Unary.ABS, x, 0, 0);
    }

    /**
     * eˣ.
     *
     * @param x any floating tensor
     * @return the values
     */
    public static Tensor exp(Tensor x) {
        return map("exp", Unary.EXP, x, 0, 0);
    }

    /**
     * The natural logarithm: −∞ at 0, NaN below.
     *
     * @param x any floating tensor
     * @return the values
     */
    public static Tensor log(Tensor x) {
        return map("log", Unary.LOG, x, 0, 0);
    }

    /**
     * √x: NaN below 0, an infinite gradient at 0.
     *
     * @param x any floating tensor
     * @return the values
     */
    public static Tensor sqrt(Tensor x) {
        return map("sqrt", Unary.SQRT, x, 0, 0);
    }

    /**
     * x².
     *
     * @param x any numeric tensor
     * @return the values
     */
    public static Tensor square(Tensor x) {
        return map("square", Unary.SQUARE, x, 0, 0);
    }

    /**
     * 1 / x.
     *
     * @param x any floating tensor
     * @return the values
     */
    public static Tensor reciprocal(Tensor x) {
        return map("reciprocal", Unary.RECIPROCAL, x, 0, 0);
    }

    /**
     * min(max(x, min), max); the gradient is 1 inside and on the bounds, 0 outside.
     *
     * @param x any numeric tensor
     * @param min the lower bound
     * @param max the upper bound, not below min
     * @return the values
     */
    public static Tensor clamp(Tensor x, double min, double max) {
        Shape.require(min <= max, "clamp", () -> "min not above max", () -> min + " and " + max);
        return map("clamp", Unary.CLAMP, x, min, max);
    }

    /**
     * x = y; no gradient.
     *
     * @param x one tensor
     * @param y another, of a shape that broadcasts with it
     * @return BOOL, of the common shape
     */
    public static Tensor eq(Tensor x, Tensor y) {
        return zip("eq", Binary.EQ, x, y);
    }

    /**
     * x = value; no gradient.
     *
     * @param x any numeric tensor
     * @param value a number
     * @return BOOL
     */
    public static Tensor eq(Tensor x, double value) {
        return x.backend().zip(Binary.EQ, x, x.backend().full(Shape.of(), x.dtype(), value));
    }

    /**
     * x ≠ y; no gradient.
     *
     * @param x one tensor
     * @param y another, of a shape that broadcasts with it
     * @return BOOL, of the common shape
     */
    public static Tensor ne(Tensor x, Tensor y) {
        return zip("ne", Binary.NE, x, y);
    }

    /**
     * x ≠ value; no gradient.
     *
     * @param x any numeric tensor
     * @param value a number
     * @return BOOL
     */
    public static Tensor ne(Tensor x, double value) {
        return x.backend().zip(Binary.NE, x, x.backend().full(Shape.of(), x.dtype(), value));
    }

    /**
     * x &lt; y; no gradient.
     *
     * @param x one tensor
     * @param y another, of a shape that broadcasts with it
     * @return BOOL, of the common shape
     */
    public static Tensor lt(Tensor x, Tensor y) {
        return zip("lt", Binary.LT, x, y);
    }

    /**
     * x &lt; value; no gradient.
     *
     * @param x any numeric tensor
     * @param value a number
     * @return BOOL
     */
    public static Tensor lt(Tensor x, double value) {
        return x.backend().zip(Binary.LT, x, x.backend().full(Shape.of(), x.dtype(), value));
    }

    /**
     * x ≤ y; no gradient.
     *
     * @param x one tensor
     * @param y another, of a shape that broadcasts with it
     * @return BOOL, of the common shape
     */
    public static Tensor le(Tensor x, Tensor y) {
        return zip("le", Binary.LE, x, y);
    }

    /**
     * x ≤ value; no gradient.
     *
     * @param x any numeric tensor
     * @param value a number
     * @return BOOL
     */
    public static Tensor le(Tensor x, double value) {
        return x.backend().zip(Binary.LE, x, x.backend().full(Shape.of(), x.dtype(), value));
    }

    /**
     * x &gt; y; no gradient.
     *
     * @param x one tensor
     * @param y another, of a shape that broadcasts with it
     * @return BOOL, of the common shape
     */
    public static Tensor gt(Tensor x, Tensor y) {
        return zip("gt", Binary.GT, x, y);
    }

    /**
     * x &gt; value; no gradient.
     *
     * @param x any numeric tensor
     * @param value a number
     * @return BOOL
     */
    public static Tensor gt(Tensor x, double value) {
        return x.backend().zip(Binary.GT, x, x.backend().full(Shape.of(), x.dtype(), value));
    }

    /**
     * x ≥ y; no gradient.
     *
     * @param x one tensor
     * @param y another, of a shape that broadcasts with it
     * @return BOOL, of the common shape
     */
    public static Tensor ge(Tensor x, Tensor y) {
        return zip("ge", Binary.GE, x, y);
    }

    /**
     * x ≥ value; no gradient.
     *
     * @param x any numeric tensor
     * @param value a number
     * @return BOOL
     */
    public static Tensor ge(Tensor x, double value) {
        return x.backend().zip(Binary.GE, x, x.backend().full(Shape.of(), x.dtype(), value));
    }

    /**
     * x where the condition holds, else y; each gets the gradient of the elements taken from it.
     *
     * @param condition BOOL
     * @param x one tensor
     * @param y another of its type; all three shapes broadcast
     * @return the chosen elements
     */
    public static Tensor where(Tensor condition, Tensor x, Tensor y) {
        Require.dtype("where", "a condition", condition, DType.BOOL);
        Require.alike("where", x, y);
        Shape.broadcast("where", condition.shape(), Shape.broadcast("where", x.shape(), y.shape()));
        Tensor z = x.backend().where(condition, x, y);
        Tensor zero = x.backend().full(Shape.of(), x.dtype(), 0);
        return Op.of("where", z)
                .grad(x, g -> g.backend().where(condition, g, zero))
                .grad(y, g -> g.backend().where(condition, zero, g))
                .build();
    }
}
