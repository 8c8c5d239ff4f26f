package dev.gradus.backend;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Erf;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Expm1;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.BooleanIndexing;
import org.nd4j.linalg.indexing.conditions.Conditions;
import org.nd4j.linalg.ops.transforms.Transforms;

/** The nonlinearities that ND4J lacks or defines otherwise, in its simpler ops, on arrays of FLOAT or DOUBLE. */
final class Nd4jActivations {
    private static final double SELU_DEPTH = SelfNormalizing.LAMBDA * SelfNormalizing.ALPHA;

    private final Nd4jArena arena;
    private final Nd4jFunctions functions;

    Nd4jActivations(Nd4jArena arena, Nd4jFunctions functions) {
        this.arena = arena;
        this.functions = functions;
    }

    /** f(x). */
    INDArray apply(Unary f, INDArray x, double a, double b) {
        return switch (f) {
            case HARD_TANH -> functions.clamp(x, a, b);
            case ELU -> linearAbove0(x, 1, exponential(x, b).muli(a));
            case SELU ->
                linearAbove0(x, SelfNormalizing.LAMBDA, exponential(x, 1).muli(SELU_DEPTH));
            case GELU -> distribution(x).muli(x);
            case GELU_TANH -> tanhOfInner(x).addi(1).muli(x).muli(0.5);
            case SILU -> sigmoid(x).muli(x);
            case MISH -> tanhOfSoftplus(x).muli(x);
            case HARD_SIGMOID -> hardSigmoid(x);
            case HARD_SWISH -> hardSigmoid(x).muli(x);
            case LOG_SIGMOID -> functions.softplus(arena.hold(x.neg())).negi();
            case SOFTSIGN -> arena.hold(x.div(one(x).addi(magnitude(x))));
            case THRESHOLD -> replaced(x, a, b);
            default -> throw new IllegalArgumentException("nd4j: no activation " + f);
        };
    }

    /** f′ by f's output or input, see {@link Unary#derivativeFromOutput}. */
    INDArray derivative(Unary f, INDArray v, double a, double b) {
        return switch (f) {
            case HARD_TANH -> between(v, a, b);
            case ELU -> linearAbove0(one(v), 1, v, arena.hold(v.add(a)).muli(b));
            case SELU -> linearAbove0(one(v), SelfNormalizing.LAMBDA, v, arena.hold(v.add(SELU_DEPTH)));
            case GELU -> distribution(v).addi(density(v).muli(v));
            case GELU_TANH -> tanhGeluDerivative(v);
            case SILU -> siluDerivative(v);
            case MISH -> mishDerivative(v);
            case HARD_SIGMOID -> between(v, 0, 1).muli(1.0 / 6);
            case HARD_SWISH -> hardSwishDerivative(v);
            case LOG_SIGMOID -> sigmoid(arena.hold(v.neg()));
            case SOFTSIGN -> inverseSquare(magnitude(v).addi(1));
            case THRESHOLD -> functions.number(arena.hold(v.gt(a)), v);
            default -> throw new IllegalArgumentException("nd4j: no activation " + f);
        };
    }

    private INDArray one(INDArray like) {
        return functions.constant(like, 1);
    }

    private INDArray magnitude(INDArray x) {
        return arena.hold(Transforms.abs(x, true));
    }

    private INDArray sigmoid(INDArray x) {
        return arena.hold(Transforms.sigmoid(x, true));
    }

    /** e^(rate·x) − 1. */
    private INDArray exponential(INDArray x, double rate) {
        INDArray scaled = arena.copy(x).muli(rate);
        Nd4j.exec(new Expm1(scaled, scaled));
        return scaled;
    }

    private INDArray linearAbove0(INDArray x, double slope, INDArray below) {
        return linearAbove0(x, slope, x, below);
    }

    /** slope · x where v is above 0, else what is given. */
    private INDArray linearAbove0(INDArray x, double slope, INDArray v, INDArray below) {
        return arena.select(arena.hold(v.gt(0)), arena.hold(x.mul(slope)), below);
    }

    /** Φ(x) = (1 + erf(x/√2)) / 2. */
    private INDArray distribution(INDArray x) {
        INDArray scaled = arena.copy(x).muli(Math.sqrt(0.5));
        Nd4j.exec(new Erf(scaled, scaled));
        return scaled.addi(1).muli(0.5);
    }

    private INDArray density(INDArray x) {
        INDArray exponent = arena.hold(x.mul(x)).muli(-0.5);
        return arena.hold(Transforms.exp(exponent, false)).divi(Math.sqrt(2 * Math.PI));
    }

    /** tanh(√(2/π)·(x + 0.044715·x³)). */
    private INDArray tanhOfInner(INDArray x) {
        INDArray inner = arena.hold(x.mul(x)).muli(Gelu.CUBIC).addi(1).muli(x).muli(Math.sqrt(2 / Math.PI));
        return arena.hold(Transforms.tanh(inner, false));
    }

    private INDArray tanhGeluDerivative(INDArray x) {
        INDArray t = tanhOfInner(x);
        INDArray slope = arena.hold(x.mul(x)).muli(3 * Gelu.CUBIC).addi(1).muli(Math.sqrt(2 / Math.PI));
        INDArray through = slope.muli(arena.hold(t.mul(t)).rsubi(1)).muli(x);
        return through.addi(t).addi(1).muli(0.5);
    }

    private INDArray siluDerivative(INDArray x) {
        INDArray s = sigmoid(x);
        return arena.hold(s.rsub(1)).muli(x).addi(1).muli(s);
    }

    private INDArray tanhOfSoftplus(INDArray x) {
        return arena.hold(Transforms.tanh(functions.softplus(x), false));
    }

    private INDArray mishDerivative(INDArray x) {
        INDArray t = tanhOfSoftplus(x);
        return arena.hold(t.mul(t)).rsubi(1).muli(x).muli(sigmoid(x)).addi(t);
    }

    private INDArray hardSigmoid(INDArray x) {
        return functions.clamp(arena.hold(x.add(3)), 0, 6).divi(6);
    }

    private INDArray hardSwishDerivative(INDArray x) {
        INDArray inside = replaced(arena.hold(x.div(3)).addi(0.5), -0.5, 0);
        BooleanIndexing.replaceWhere(inside, 1, Conditions.greaterThanOrEqual(1.5));
        return inside;
    }

    private INDArray inverseSquare(INDArray x) {
        return arena.hold(x.mul(x)).rdivi(1);
    }

    /** x, but a value where x is not above a bound. */
    private INDArray replaced(INDArray x, double bound, double value) {
        INDArray y = arena.copy(x);
        BooleanIndexing.replaceWhere(y, value, Conditions.lessThanOrEqual(bound));
        return y;
    }

    /** 1 between two ends, both excluded, else 0. */
    private INDArray between(INDArray x, double low, double high) {
        INDArray above = functions.number(arena.hold(x.gt(low)), x);
        return above.muli(functions.number(arena.hold(x.lt(high)), x));
    }
}
