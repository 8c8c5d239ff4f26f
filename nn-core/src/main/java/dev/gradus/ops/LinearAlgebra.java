package dev.gradus.ops;

import dev.gradus.autograd.Op;
import dev.gradus.autograd.Precision;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;

/** Matrix products. */
public final class LinearAlgebra {
    private LinearAlgebra() {}

    /**
     * The matrix product of the last two dimensions; those before broadcast. The gradients are g·bᵀ and aᵀ·g.
     *
     * @param a (…, M, K)
     * @param b (…, K, N)
     * @return (…, M, N)
     */
    public static Tensor matmul(Tensor a, Tensor b) {
        return product(Precision.product(a), Precision.product(b));
    }

    private static Tensor product(Tensor a, Tensor b) {
        Require.alike("matmul", a, b);
        Require.floating("matmul", a);
        Shape.require(
                a.rank() >= 2 && b.rank() >= 2 && a.dim(-1) == b.dim(-2),
                "matmul",
                () -> "(…, M, K) and (…, K, N)",
                () -> a.shape() + " and " + b.shape());
        Shape.broadcast("matmul", batch(a), batch(b));
        return Op.of("matmul", a.backend().matmul(a, false, b, false, null))
                .grad(a, g -> g.backend().matmul(g, false, b, true, null))
                .grad(b, g -> g.backend().matmul(a, true, g, false, null))
                .build();
    }

    /**
     * The dimensions before the matrix.
     *
     * @param x a tensor of rank 2 or more
     * @return their shape
     */
    private static Shape batch(Tensor x) {
        return x.shape().without(-1).without(-1);
    }

    /**
     * A sum of products over named dimensions: in {@code ij,jk->ik} the names of the operands' dimensions and, behind the
     * arrow, those of the result; what is not there is summed. Without an arrow the result has the names that occur once,
     * in the order of the alphabet. A name that an operand has twice takes its diagonal; {@code ...} stands for any
     * dimensions, which broadcast. Operands are multiplied from left to right, each pair by one product of matrices.
     *
     * @param equation the names, letters with spaces where you like
     * @param operands floating tensors of one type, one for each term
     * @return the sum
     */
    public static Tensor einsum(String equation, Tensor... operands) {
        return new Einsum(equation, operands).result();
    }

    /**
     * x · weightᵀ + bias, on the last dimension of x: a fully connected layer.
     *
     * @param x (…, in)
     * @param weight (out, in), as PyTorch keeps it
     * @param bias (out,), or null
     * @return (…, out)
     */
    public static Tensor linear(Tensor x, Tensor weight, Tensor bias) {
        return affine(Precision.product(x), Precision.product(weight), Precision.product(bias));
    }

    private static Tensor affine(Tensor x, Tensor weight, Tensor bias) {
        Require.alike("linear", x, weight);
        Require.floating("linear", x);
        Shape.require(
                weight.rank() == 2 && x.rank() >= 1 && x.dim(-1) == weight.dim(1),
                "linear",
                () -> "input (…, in) and weight (out, in)",
                () -> x.shape() + " and " + weight.shape());
        Require.vector("linear", "bias", bias, weight.dim(0), x);
        Tensor rows = rows(x);
        Tensor y = x.backend()
                .matmul(rows, false, weight, true, bias)
                .aliasAs(x.shape().with(-1, weight.dim(0)));
        return Op.of("linear", y)
                .grad(
                        x,
                        g -> g.backend()
                                .matmul(rows(g), false, weight, false, null)
                                .aliasAs(x.shape()))
                .grad(weight, g -> g.backend().matmul(rows(g), true, rows, false, null))
                .grad(bias, g -> rows(g).sum(0))
                .build();
    }

    /**
     * x as a matrix, whose rows are its last dimension.
     *
     * @param x (…, n)
     * @return (product of the rest, n)
     */
    private static Tensor rows(Tensor x) {
        Tensor plain = x.backend().plain(x);
        return plain.aliasAs(Shape.of(x.shape().without(-1).size(), x.dim(-1)));
    }
}
