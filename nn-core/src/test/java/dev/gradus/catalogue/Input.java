package dev.gradus.catalogue;

import dev.gradus.parity.Torch;
import dev.gradus.random.Rng;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Layout;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.Arrays;

/** One argument of a sample: what it is to the op, its shape, and how its values are drawn. */
record Input(Kind kind, Shape shape, Fill fill) {
    enum Kind {
        /** Floating, and the op is differentiable in it. */
        SMOOTH,
        /** Floating, but not differentiated: a target, a statistic. */
        FIXED,
        /** INT64. */
        INDEX,
        /** BOOL. */
        MASK
    }

    @FunctionalInterface
    interface Fill {
        double[] values(Rng rng, int count);
    }

    private static Input of(Kind kind, Fill fill, long... dims) {
        return new Input(kind, Shape.of(dims), fill);
    }

    static Input normal(long... dims) {
        return of(
                Kind.SMOOTH,
                (rng, count) -> {
                    double[] values = new double[count];
                    rng.fillNormal(values, 0, count, 0, 1);
                    return values;
                },
                dims);
    }

    static Input uniform(double low, double high, long... dims) {
        return of(
                Kind.SMOOTH,
                (rng, count) -> {
                    double[] values = new double[count];
                    rng.fillUniform(values, 0, count, low, high);
                    return values;
                },
                dims);
    }

    /** The domain of roots, logarithms and divisors. */
    static Input positive(long... dims) {
        return uniform(0.5, 2.5, dims);
    }

    /**
     * Shuffled points of a grid of step 0.05 around 0, moved by an offset: no two are equal, and with an offset that is
     * no multiple of 0.025 none lies on a kink at such a multiple or ties with the point of another such grid.
     */
    static Input spread(double offset, long... dims) {
        return of(
                Kind.SMOOTH,
                (rng, count) -> Arrays.stream(rng.permutation(count))
                        .mapToDouble(i -> (i - (count - 1) / 2.0) * 0.05 + offset)
                        .toArray(),
                dims);
    }

    /** Whole numbers from −1 to 1, so that many are equal. */
    static Input tied(long... dims) {
        return of(
                Kind.SMOOTH,
                (rng, count) -> rng.ints(count, -1, 2).asDoubleStream().toArray(),
                dims);
    }

    static Input values(double[] values, long... dims) {
        return of(Kind.SMOOTH, (rng, count) -> values.clone(), dims);
    }

    /** 0 or 1, not differentiated. */
    static Input zeroOne(long... dims) {
        return of(
                Kind.FIXED,
                (rng, count) -> rng.ints(count, 0, 2).asDoubleStream().toArray(),
                dims);
    }

    static Input labels(int classes, long... dims) {
        return of(
                Kind.INDEX,
                (rng, count) -> rng.ints(count, 0, classes).asDoubleStream().toArray(),
                dims);
    }

    static Input mask(long... dims) {
        return of(
                Kind.MASK,
                (rng, count) -> rng.ints(count, 0, 2).asDoubleStream().toArray(),
                dims);
    }

    /** True where a value is not 0. */
    static Input maskOf(double[] values, long... dims) {
        return of(Kind.MASK, (rng, count) -> values.clone(), dims);
    }

    Input fixed() {
        return new Input(Kind.FIXED, shape, fill);
    }

    Input index() {
        return new Input(Kind.INDEX, shape, fill);
    }

    boolean isFloating() {
        return kind == Kind.SMOOTH || kind == Kind.FIXED;
    }

    boolean isSmooth() {
        return kind == Kind.SMOOTH;
    }

    /** Rounded to FLOAT32, so that every type computes with the same numbers. */
    double[] draw(Rng rng) {
        return Arrays.stream(fill.values(rng, Math.toIntExact(shape.size())))
                .map(v -> (float) v)
                .toArray();
    }

    /** The tensor of the current backend; in another layout if that is asked for and the shape allows it. */
    Tensor tensor(double[] values, DType floating, Layout layout) {
        DType dtype = switch (kind) {
            case SMOOTH, FIXED -> floating;
            case INDEX -> DType.INT64;
            case MASK -> DType.BOOL;
        };
        return Values.tensor(values, shape, dtype, shape.rank() == 4 ? layout : Layout.PLAIN);
    }

    Torch.Input torch(double[] values) {
        return switch (kind) {
            case SMOOTH -> Torch.leaf(values, shape.dims());
            case FIXED -> Torch.constant(values, shape.dims());
            case INDEX -> Torch.index(values, shape.dims());
            case MASK -> Torch.mask(values, shape.dims());
        };
    }
}
