package dev.gradus.backend;

import dev.gradus.tensor.DType;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.TransformOp;
import org.nd4j.linalg.api.ops.impl.transforms.same.Ceil;
import org.nd4j.linalg.api.ops.impl.transforms.strict.ACos;
import org.nd4j.linalg.api.ops.impl.transforms.strict.ASin;
import org.nd4j.linalg.api.ops.impl.transforms.strict.ATan;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Cos;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Cosh;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Erf;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Expm1;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Sin;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Sinh;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Tan;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.BooleanIndexing;
import org.nd4j.linalg.indexing.conditions.Conditions;
import org.nd4j.linalg.ops.transforms.Transforms;

/** The element-wise functions and their derivatives in ND4J's ops, on arrays of FLOAT or DOUBLE. */
final class Nd4jFunctions {
    private final Nd4jArena arena;

    Nd4jFunctions(Nd4jArena arena) {
        this.arena = arena;
    }

    /** f(x). */
    INDArray apply(Unary f, INDArray x, double a, double b) {
        return switch (f) {
            case NEG -> arena.hold(x.neg());
            case ABS -> arena.hold(Transforms.abs(x, true));
            case EXP -> arena.hold(Transforms.exp(x, true));
            case LOG -> arena.hold(Transforms.log(x, true));
            case SQRT -> arena.hold(Transforms.sqrt(x, true));
            case SQUARE -> arena.hold(x.mul(x));
            case RECIPROCAL -> arena.hold(x.rdiv(1));
            case POW -> arena.hold(Transforms.pow(x, a, true));
            case AFFINE -> arena.hold(x.mul(a)).addi(b);
            case CLAMP -> clamp(x, a, b);
            case RELU -> relu(x);
            case LEAKY_RELU -> arena.hold(Transforms.leakyRelu(x, a, true));
            case SIGMOID -> arena.hold(Transforms.sigmoid(x, true));
            case TANH -> arena.hold(Transforms.tanh(x, true));
            case SOFTPLUS -> softplus(x);
            case SIGN -> arena.select(isNumber(x), arena.hold(Transforms.sign(x, true)), x);
            case FLOOR -> arena.hold(Transforms.floor(x, true));
            case SIN -> run(new Sin(x, like(x)));
            case COS -> run(new Cos(x, like(x)));
            case TAN -> run(new Tan(x, like(x)));
            case ASIN -> run(new ASin(x, like(x)));
            case ACOS -> run(new ACos(x, like(x)));
            case ATAN -> run(new ATan(x, like(x)));
            case SINH -> run(new Sinh(x, like(x)));
            case COSH -> run(new Cosh(x, like(x)));
            case ERF -> run(new Erf(x, like(x)));
            case LOG1P -> named("log1p", x);
            case EXPM1 -> run(new Expm1(x, like(x)));
            case CEIL -> run(new Ceil(x, like(x)));
            case ROUND -> named("rint", x);
            case TRUNC ->
                number(above(x, 0), x)
                        .muli(2)
                        .subi(1)
                        .muli(arena.hold(Transforms.floor(arena.hold(Transforms.abs(x, true)), false)));
            default -> new Nd4jActivations(arena, this).apply(f, x, a, b);
        };
    }

    /** f′ by f's output or input, see {@link Unary#derivativeFromOutput}. */
    INDArray derivative(Unary f, INDArray v, double a, double b) {
        return switch (f) {
            case NEG -> constant(v, -1);
            case ABS -> arena.hold(Transforms.sign(v, true));
            case EXP -> v;
            case LOG -> arena.hold(v.rdiv(1));
            case SQRT -> arena.hold(v.rdiv(0.5));
            case SQUARE -> arena.hold(v.mul(2));
            case RECIPROCAL -> arena.hold(v.mul(v)).negi();
            case POW ->
                a == 0
                        ? constant(v, 0)
                        : arena.hold(Transforms.pow(v, a - 1, true)).muli(a);
            case AFFINE -> constant(v, a);
            case CLAMP -> inside(v, a, b);
            case RELU -> number(above(v, 0), v);
            case LEAKY_RELU -> number(above(v, 0), v).muli(1 - a).addi(a);
            case SIGMOID -> arena.hold(v.rsub(1)).muli(v);
            case TANH -> arena.hold(v.mul(v)).rsubi(1);
            case SOFTPLUS -> arena.hold(Transforms.sigmoid(v, true));
            case SIGN, FLOOR -> constant(v, 0);
            case SIN -> run(new Cos(v, like(v)));
            case COS -> run(new Sin(v, like(v))).negi();
            case TAN -> arena.hold(v.mul(v)).addi(1);
            case ASIN -> cosineOfArc(v);
            case ACOS -> cosineOfArc(v).negi();
            case ATAN -> arena.hold(v.mul(v)).addi(1).rdivi(1);
            case SINH -> run(new Cosh(v, like(v)));
            case COSH -> run(new Sinh(v, like(v)));
            case ERF ->
                arena.hold(Transforms.exp(arena.hold(v.mul(v)).negi(), false)).muli(2 / Math.sqrt(Math.PI));
            case LOG1P -> arena.hold(v.add(1)).rdivi(1);
            case EXPM1 -> arena.hold(v.add(1));
            case CEIL, ROUND, TRUNC -> constant(v, 0);
            default -> new Nd4jActivations(arena, this).derivative(f, v, a, b);
        };
    }

    private INDArray like(INDArray x) {
        return arena.fresh(x.dataType(), x.shape());
    }

    private static INDArray run(TransformOp op) {
        return Nd4j.getExecutioner().exec(op);
    }

    private INDArray named(String op, INDArray x) {
        return arena.op(op, x.dataType(), x.shape(), List.of(x), new long[0]);
    }

    /** 1 / √(1 − x²). */
    private INDArray cosineOfArc(INDArray x) {
        return arena.hold(Transforms.sqrt(arena.hold(x.mul(x)).rsubi(1), false)).rdivi(1);
    }

    /** max(x, 0), where ND4J's own would hide a NaN. */
    INDArray relu(INDArray x) {
        INDArray y = arena.copy(x);
        BooleanIndexing.replaceWhere(y, 0, Conditions.lessThanOrEqual(0));
        return y;
    }

    INDArray clamp(INDArray x, double low, double high) {
        INDArray y = arena.copy(x);
        BooleanIndexing.replaceWhere(y, low, Conditions.lessThan(low));
        BooleanIndexing.replaceWhere(y, high, Conditions.greaterThan(high));
        return y;
    }

    /** max(x, 0) + log(1 + e^−|x|). */
    INDArray softplus(INDArray x) {
        INDArray e =
                arena.hold(Transforms.exp(arena.hold(Transforms.abs(x, true)).negi(), false));
        return relu(x).addi(named("log1p", e));
    }

    private INDArray inside(INDArray x, double low, double high) {
        return number(arena.hold(x.gte(low)), x).muli(number(arena.hold(x.lte(high)), x));
    }

    private INDArray above(INDArray x, double bound) {
        return arena.hold(x.gt(bound));
    }

    private INDArray isNumber(INDArray x) {
        return arena.compare("equals", x, x);
    }

    /** 1 where a condition holds, else 0. */
    INDArray number(INDArray condition, INDArray like) {
        return arena.cast(condition, like.dataType());
    }

    INDArray constant(INDArray like, double value) {
        return arena.fresh(like.dataType(), like.shape()).assign(value);
    }

    /** Values that a type can hold: whole numbers saturate, and NaN becomes 0. */
    INDArray saturated(INDArray x, DType dtype) {
        DataType source = x.dataType();
        boolean real = source.isFPType();
        return switch (dtype) {
            case INT32 -> real || source == DataType.INT64 ? saturated(x, Integer.MIN_VALUE, Integer.MAX_VALUE) : x;
            // The largest double below 2⁶³.
            case INT64 -> real ? saturated(x, Long.MIN_VALUE, 0x1.fffffffffffffp62) : x;
            case UINT8 -> source == DataType.UINT8 || source == DataType.BOOL ? x : saturated(x, 0, 255);
            case FLOAT32, FLOAT64, BFLOAT16, BOOL -> x;
        };
    }

    private INDArray saturated(INDArray x, double low, double high) {
        if (!x.dataType().isFPType()) {
            return clamp(x, low, high);
        }
        INDArray wide = arena.cast(x, DataType.DOUBLE);
        return clamp(arena.select(isNumber(wide), wide, constant(wide, 0)), low, high);
    }

    /** f(x, y) with broadcasting. */
    INDArray apply(Binary f, INDArray x, INDArray y) {
        return switch (f) {
            case ADD -> arena.zip("add", x, y);
            case SUB -> arena.zip("subtract", x, y);
            case MUL -> arena.zip("multiply", x, y);
            case DIV -> throughDouble("divide", x, y);
            case POW -> throughDouble("Pow", x, y);
            case MAX -> extreme("maximum", x, y);
            case MIN -> extreme("minimum", x, y);
            case ATAN2 -> throughDouble("tf_atan2", x, y);
            case EQ -> arena.compare("equals", x, y);
            case NE -> arena.compare("not_equals", x, y);
            case LT -> arena.compare("less", x, y);
            case LE -> arena.compare("less_equal", x, y);
            case GT -> arena.compare("greater", x, y);
            case GE -> arena.compare("greater_equal", x, y);
        };
    }

    /** Whole numbers as DOUBLE: dividing one by zero ends the process in ND4J. */
    private INDArray throughDouble(String name, INDArray x, INDArray y) {
        return x.dataType().isFPType()
                ? arena.zip(name, x, y)
                : arena.zip(name, arena.cast(x, DataType.DOUBLE), arena.cast(y, DataType.DOUBLE));
    }

    /** ND4J's extremes ignore NaN: where x and y have no order, it is their sum that is NaN. */
    private INDArray extreme(String name, INDArray x, INDArray y) {
        INDArray extreme = arena.zip(name, x, y);
        if (!x.dataType().isFPType()) {
            return extreme;
        }
        INDArray ordered = arena.zip("boolean_or", arena.compare("less", x, y), arena.compare("greater_equal", x, y));
        return arena.select(ordered, extreme, arena.zip("add", x, y));
    }

    /** The largest or smallest along dimensions; NaN if any element is. */
    INDArray extreme(String reduction, INDArray x, boolean[] dims) {
        INDArray extreme = arena.along(reduction, x, dims);
        if (!x.dataType().isFPType()) {
            return extreme;
        }
        INDArray nan = arena.along("reduce_max", number(arena.compare("not_equals", x, x), x), dims);
        return arena.select(above(nan, 0), constant(extreme, Double.NaN), extreme);
    }
}
