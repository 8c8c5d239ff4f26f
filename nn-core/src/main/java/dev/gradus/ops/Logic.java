package dev.gradus.ops;

import dev.gradus.backend.Binary;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;

/** Truth values element by element; of a numeric tensor, what is not 0 is true. No gradients. */
public final class Logic {
    private Logic() {}

    private static void check(String op, Tensor x, Tensor y) {
        Require.alike(op, x, y);
        Shape.broadcast(op, x.shape(), y.shape());
    }

    /**
     * Whether both are true.
     *
     * @param x one tensor
     * @param y another of its type, of a shape that broadcasts with it
     * @return BOOL, of the common shape
     */
    public static Tensor logicalAnd(Tensor x, Tensor y) {
        check("logicalAnd", x, y);
        Tensor a = x.to(DType.BOOL);
        return x.backend().where(a, y.to(DType.BOOL), a);
    }

    /**
     * Whether at least one is true.
     *
     * @param x one tensor
     * @param y another of its type, of a shape that broadcasts with it
     * @return BOOL, of the common shape
     */
    public static Tensor logicalOr(Tensor x, Tensor y) {
        check("logicalOr", x, y);
        Tensor a = x.to(DType.BOOL);
        return x.backend().where(a, a, y.to(DType.BOOL));
    }

    /**
     * Whether just one is true.
     *
     * @param x one tensor
     * @param y another of its type, of a shape that broadcasts with it
     * @return BOOL, of the common shape
     */
    public static Tensor logicalXor(Tensor x, Tensor y) {
        check("logicalXor", x, y);
        return x.backend().zip(Binary.NE, x.to(DType.BOOL), y.to(DType.BOOL));
    }

    /**
     * Whether it is not true.
     *
     * @param x any tensor
     * @return BOOL, of its shape
     */
    public static Tensor logicalNot(Tensor x) {
        return x.backend().zip(Binary.EQ, x, x.backend().full(Shape.of(), x.dtype(), 0));
    }
}
