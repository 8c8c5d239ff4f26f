package dev.gradus.ops;

import dev.gradus.backend.Window;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;

/** The checks that many ops share. */
final class Require {
    private Require() {}

    /** One element type and one backend. */
    static void alike(String op, Tensor a, Tensor b) {
        Shape.require(
                a.dtype() == b.dtype(),
                op,
                () -> "tensors of one type (convert with to)",
                () -> a.dtype() + " and " + b.dtype());
        Shape.require(
                a.backend() == b.backend(),
                op,
                () -> "tensors of one backend",
                () -> a.backend().name() + " and " + b.backend().name());
    }

    static void floating(String op, Tensor x) {
        Shape.require(x.dtype().isFloating(), op, () -> "a floating tensor", x::dtype);
    }

    /** A type that arithmetic takes: BOOL and UINT8 would overflow. */
    static void arithmetic(String op, Tensor x) {
        Shape.require(
                x.dtype() != DType.BOOL && x.dtype() != DType.UINT8,
                op,
                () -> "a floating tensor, INT32 or INT64 (convert with to)",
                x::dtype);
    }

    static void image(String op, Tensor x) {
        floating(op, x);
        Shape.require(x.rank() == 4, op, () -> "input (N, C, H, W)", x::shape);
    }

    /** Samples with channels and so many spatial dimensions. */
    static void spatial(String op, Tensor x, int rank) {
        floating(op, x);
        Shape.require(
                x.rank() == rank + 2,
                op,
                () -> "input (N, C, " + (rank == 1 ? "L" : rank == 2 ? "H, W" : "D, H, W") + ")",
                x::shape);
    }

    /** Samples with channels, and so many dimensions at least. */
    static void channels(String op, Tensor x, int rank) {
        floating(op, x);
        Shape.require(x.rank() >= rank, op, () -> rank > 2 ? "input (N, C, L, …)" : "input (N, C, …)", x::shape);
    }

    /** An optional vector of a given length, of x's type. */
    static void vector(String op, String name, Tensor vector, long length, Tensor x) {
        if (vector != null) {
            alike(op, x, vector);
            Shape.require(
                    vector.shape().equals(Shape.of(length)), op, () -> name + " " + Shape.of(length), vector::shape);
        }
    }

    static void dtype(String op, String name, Tensor x, DType dtype) {
        Shape.require(x.dtype() == dtype, op, () -> name + " of type " + dtype, x::dtype);
    }

    /** A window whose stride and padding are the same in both directions. */
    static Window window(String op, int kernelH, int kernelW, int stride, int padding) {
        Shape.require(
                kernelH >= 1 && kernelW >= 1 && stride >= 1 && padding >= 0,
                op,
                () -> "kernelSize and stride of at least 1 and padding of at least 0",
                () -> "kernelSize (" + kernelH + ", " + kernelW + "), stride " + stride + ", padding " + padding);
        return new Window(kernelH, kernelW, stride, stride, padding, padding, 1, 1);
    }

    /** A window over the columns of a picture one pixel high. */
    static Window row(String op, int kernelSize, int stride, int padding, int dilation) {
        Shape.require(
                Math.min(kernelSize, Math.min(stride, dilation)) >= 1 && padding >= 0,
                op,
                () -> "kernelSize, stride and dilation of at least 1 and padding of at least 0",
                () -> "kernelSize " + kernelSize + ", stride " + stride + ", padding " + padding + ", dilation "
                        + dilation);
        return new Window(1, kernelSize, 1, stride, 0, padding, 1, dilation);
    }

    static void range(String op, String name, double value, double low, double high) {
        Shape.require(value >= low && value <= high, op, () -> name + " from " + low + " to " + high, () -> value);
    }
}
