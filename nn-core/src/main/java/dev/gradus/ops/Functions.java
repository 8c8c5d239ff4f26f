package dev.gradus.ops;

import dev.gradus.autograd.Op;
import dev.gradus.backend.Binary;
import dev.gradus.backend.Unary;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;

/** Functions of single elements that networks need now and then: of angles, of rounding, and exact ones near 0. */
public final class Functions {
    private Functions() {}

    private static Tensor map(String op, Unary f, Tensor x) {
        Require.floating(op, x);
        return Elementwise.map(op, f, x, 0, 0);
    }

    /**
     * The sine of x in radians.
     *
     * @param x any floating tensor
     * @return the values
     */
    public static Tensor sin(Tensor x) {
        return map("sin", Unary.SIN, x);
    }

    /**
     * The cosine of x in radians.
     *
     * @param x any floating tensor
     * @return the values
     */
    public static Tensor cos(Tensor x) {
        return map("cos", Unary.COS, x);
    }

    /**
     * The tangent of x in radians.
     *
     * @param x any floating tensor
     * @return the values
     */
    public static Tensor tan(Tensor x) {
        return map("tan", Unary.TAN, x);
    }

    /**
     * The inverse sine, from −π/2 to π/2; NaN outside −1…1.
     *
     * @param x any floating tensor
     * @return the values
     */
    public static Tensor asin(Tensor x) {
        return map("asin", Unary.ASIN, x);
    }

    /**
     * The inverse cosine, from 0 to π; NaN outside −1…1.
     *
     * @param x any floating tensor
     * @return the values
     */
    public static Tensor acos(Tensor x) {
        return map("acos", Unary.ACOS, x);
    }

    /**
     * The inverse tangent, from −π/2 to π/2.
     *
     * @param x any floating tensor
     * @return the values
     */
    public static Tensor atan(Tensor x) {
        return map("atan", Unary.ATAN, x);
    }

    /**
     * (eˣ − e⁻ˣ) / 2.
     *
     * @param x any floating tensor
     * @return the values
     */
    public static Tensor sinh(Tensor x) {
        return map("sinh", Unary.SINH, x);
    }

    /**
     * (eˣ + e⁻ˣ) / 2.
     *
     * @param x any floating tensor
     * @return the values
     */
    public static Tensor cosh(Tensor x) {
        return map("cosh", Unary.COSH, x);
    }

    /**
     * The error function 2/√π · ∫₀ˣ e^(−t²) dt.
     *
     * @param x any floating tensor
     * @return the values
     */
    public static Tensor erf(Tensor x) {
        return map("erf", Unary.ERF, x);
    }

    /**
     * log(1 + x), exact near 0; −∞ at −1, NaN below.
     *
     * @param x any floating tensor
     * @return the values
     */
    public static Tensor log1p(Tensor x) {
        return map("log1p", Unary.LOG1P, x);
    }

    /**
     * eˣ − 1, exact near 0.
     *
     * @param x any floating tensor
     * @return the values
     */
    public static Tensor expm1(Tensor x) {
        return map("expm1", Unary.EXPM1, x);
    }

    /**
     * The largest whole number that is not above x; the gradient is 0.
     *
     * @param x any floating tensor
     * @return the values
     */
    public static Tensor floor(Tensor x) {
        return map("floor", Unary.FLOOR, x);
    }

    /**
     * The smallest whole number that is not below x; the gradient is 0.
     *
     * @param x any floating tensor
     * @return the values
     */
    public static Tensor ceil(Tensor x) {
        return map("ceil", Unary.CEIL, x);
    }

    /**
     * The nearest whole number, of two the even one; the gradient is 0.
     *
     * @param x any floating tensor
     * @return the values
     */
    public static Tensor round(Tensor x) {
        return map("round", Unary.ROUND, x);
    }

    /**
     * x without its fraction; the gradient is 0.
     *
     * @param x any floating tensor
     * @return the values
     */
    public static Tensor trunc(Tensor x) {
        return map("trunc", Unary.TRUNC, x);
    }

    /**
     * −1, 0 or 1; the gradient is 0.
     *
     * @param x any floating tensor
     * @return the values
     */
    public static Tensor sign(Tensor x) {
        return map("sign", Unary.SIGN, x);
    }

    /**
     * The logarithm to base 2; −∞ at 0, NaN below.
     *
     * @param x any floating tensor
     * @return the values
     */
    public static Tensor log2(Tensor x) {
        Require.floating("log2", x);
        return x.log().mul(1 / Math.log(2));
    }

    /**
     * The logarithm to base 10; −∞ at 0, NaN below.
     *
     * @param x any floating tensor
     * @return the values
     */
    public static Tensor log10(Tensor x) {
        Require.floating("log10", x);
        return x.log().mul(1 / Math.log(10));
    }

    /**
     * 2ˣ.
     *
     * @param x any floating tensor
     * @return the values
     */
    public static Tensor exp2(Tensor x) {
        Require.floating("exp2", x);
        return x.mul(Math.log(2)).exp();
    }

    /**
     * 1 / √x; ∞ at 0, NaN below.
     *
     * @param x any floating tensor
     * @return the values
     */
    public static Tensor rsqrt(Tensor x) {
        Require.floating("rsqrt", x);
        return x.pow(-0.5);
    }

    /**
     * x without its whole part, of x's sign; the gradient is 1.
     *
     * @param x any floating tensor
     * @return the values
     */
    public static Tensor frac(Tensor x) {
        Require.floating("frac", x);
        return x.sub(trunc(x.detach()));
    }

    /**
     * The angle of the point (x, y), −π to π; its gradients at the origin are NaN.
     *
     * @param y the heights, floating
     * @param x the ways to the right, of a shape that broadcasts with y's
     * @return the angles, of the common shape
     */
    public static Tensor atan2(Tensor y, Tensor x) {
        Require.floating("atan2", y);
        Tensor angle = Elementwise.zip("atan2", Binary.ATAN2, y, x);
        return Op.of("atan2", angle)
                .grad(y, g -> g.mul(x.div(x.square().add(y.square()))))
                .grad(x, g -> g.mul(y.div(x.square().add(y.square())).neg()))
                .build();
    }

    /**
     * log(eˣ + eʸ) without leaving the range of numbers: {@code x + softplus(y − x)}.
     *
     * @param x any floating tensor
     * @param y another, of a shape that broadcasts with x's
     * @return the values, of the common shape
     */
    public static Tensor logAddExp(Tensor x, Tensor y) {
        Require.floating("logAddExp", x);
        Require.alike("logAddExp", x, y);
        Shape.broadcast("logAddExp", x.shape(), y.shape());
        return x.add(Activations.softplus(Elementwise.sub(y, x)));
    }
}
