package dev.gradus.catalogue;

import dev.gradus.backend.Backend;
import dev.gradus.backend.Reduction;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Layout;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/** A way to break a computation: each is a mistake that people make. */
enum Mutation {
    /** A wrong sign; of a truth value, the opposite. */
    SIGN,
    /** A factor of 1.001. */
    FACTOR,
    /** The last element is forgotten: a loop that ends too early. */
    LAST,
    /** An operand read with its last two dimensions swapped. */
    TRANSPOSED_OPERAND,
    /** One element taken where a sum was due, as where broadcasting is not undone. */
    MISSING_SUM;

    /** Breaks a tensor's values; {@code null} if this mutation is not one of values or changes nothing. */
    double[] apply(double[] values, DType dtype) {
        double[] broken = values.clone();
        switch (this) {
            case SIGN -> Arrays.setAll(broken, i -> dtype == DType.BOOL ? 1 - values[i] : -values[i]);
            case FACTOR -> Arrays.setAll(broken, i -> dtype.isFloating() ? values[i] * 1.001 : values[i]);
            case LAST -> {
                if (broken.length > 0) {
                    broken[broken.length - 1] = 0;
                }
            }
            default -> {
                return null;
            }
        }
        return Values.relativeError(broken, values) < 1e-12 ? null : broken;
    }

    /** Breaks the arguments of a kernel in place; false if this mutation is not one of arguments or does not apply. */
    boolean apply(Backend owner, Backend memory, Object... arguments) {
        boolean applied = false;
        for (int i = 0; i < arguments.length && !applied; i++) {
            if (this == TRANSPOSED_OPERAND && arguments[i] instanceof Tensor operand && isMatrix(operand.shape())) {
                arguments[i] = Values.tensor(
                        owner,
                        memory,
                        transposed(operand.toDoubleArray(), operand.shape()),
                        operand.shape(),
                        operand.dtype(),
                        Layout.PLAIN);
                applied = true;
            }
            if (this == MISSING_SUM && arguments[i] == Reduction.SUM) {
                arguments[i] = Reduction.MAX;
                applied = true;
            }
        }
        return applied;
    }

    private static boolean isMatrix(Shape shape) {
        return shape.rank() >= 2 && shape.dim(-1) > 1 && shape.dim(-2) > 1;
    }

    private static double[] transposed(double[] values, Shape shape) {
        int rows = shape.intDim(-2);
        int columns = shape.intDim(-1);
        double[] out = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            int matrix = i / (rows * columns);
            int within = i % (rows * columns);
            // The elements in the order of the transposed matrix, under the old shape.
            out[i] = values[matrix * rows * columns + within % rows * columns + within / rows];
        }
        return out;
    }

    /** Those that break a value, not an operand. */
    static List<Mutation> ofValues() {
        return List.of(SIGN, FACTOR, LAST);
    }
}
