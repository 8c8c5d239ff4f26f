package dev.gradus.catalogue;

import static dev.gradus.tensor.Tensor.zeros;

import dev.gradus.ops.Elementwise;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.global.torch;

/** Rows of {@link Elementwise}. */
final class ElementwiseCases {
    private static final double NAN = Double.NaN;
    private static final double INF = Double.POSITIVE_INFINITY;
    /** Pairs of shapes that broadcast: equal, a row, both ways, a scalar, a channel, size 1, odd channels. */
    private static final long[][][] PAIRS = {
        {{2, 3, 5}, {2, 3, 5}},
        {{2, 3, 5}, {5}},
        {{3}, {4, 1}},
        {{2, 1, 4}, {1, 3, 1}},
        {{2, 3}, {}},
        {{}, {}},
        {{1}, {1}},
        {{2, 5, 3, 4}, {5, 1, 1}},
        {{1, 17, 3, 2}, {1, 17, 3, 2}},
        {{2, 17, 1, 3}, {2, 1, 2, 1}},
    };

    private static final long[][] SHAPES = {{2, 3, 5}, {}, {1}, {2, 17, 3, 4}, {1, 1, 1, 1}, {33}};

    private ElementwiseCases() {}

    static List<OpCase> rows() {
        List<OpCase> rows = new ArrayList<>();
        arithmetic(rows);
        withNumber(rows);
        functions(rows);
        comparisons(rows);
        rows.add(where());
        return rows;
    }

    private interface Maker {
        Input make(long... dims);
    }

    private static OpCase binary(
            String name,
            BinaryOperator<Tensor> op,
            BinaryOperator<org.bytedeco.pytorch.Tensor> twin,
            Maker left,
            Maker right) {
        OpCase row = OpCase.of(name + "(Tensor, Tensor)");
        for (long[][] pair : PAIRS) {
            Input x = left.make(pair[0]);
            Input y = right.make(pair[1]);
            row.sample(x.shape() + " and " + y.shape(), t -> op.apply(t[0], t[1]), t -> twin.apply(t[0], t[1]), x, y);
        }
        return row.bad("expected shapes that broadcast, got (2, 3) and (4,)", () -> op.apply(zeros(2, 3), zeros(4)))
                .bad("FLOAT32 and INT64", () -> op.apply(zeros(2), zeros(2).to(DType.INT64)));
    }

    private static void arithmetic(List<OpCase> rows) {
        rows.add(binary("add", Elementwise::add, org.bytedeco.pytorch.Tensor::add, Input::normal, Input::normal));
        rows.add(binary("sub", Elementwise::sub, org.bytedeco.pytorch.Tensor::sub, Input::normal, Input::normal));
        rows.add(binary("mul", Elementwise::mul, org.bytedeco.pytorch.Tensor::mul, Input::normal, Input::normal)
                .sample(
                        "whole numbers",
                        t -> Elementwise.mul(t[0], t[1]),
                        t -> t[0].mul(t[1]),
                        Input.labels(9, 2, 3),
                        Input.labels(9, 3)));
        rows.add(binary("div", Elementwise::div, org.bytedeco.pytorch.Tensor::div, Input::normal, Input::positive)
                .sample(
                        "by a negative",
                        t -> Elementwise.div(t[0], t[1]),
                        t -> t[0].div(t[1]),
                        Input.normal(3),
                        Input.uniform(-2, -1, 3)));
        rows.add(binary("pow", Elementwise::pow, org.bytedeco.pytorch.Tensor::pow, Input::positive, Input::normal)
                .sample(
                        "powers of 0 and 0 as power",
                        t -> Elementwise.pow(t[0], t[1]),
                        t -> t[0].pow(t[1]),
                        Input.values(new double[] {2, 0, 3, 0, 0, 0}, 2, 3),
                        Input.values(new double[] {0, 0, -1, 2, 1, 3}, 2, 3))
                .withoutDifferences());
        rows.add(extreme("maximum", Elementwise::maximum, torch::maximum));
        rows.add(extreme("minimum", Elementwise::minimum, torch::minimum));
    }

    private static OpCase extreme(
            String name, BinaryOperator<Tensor> op, BinaryOperator<org.bytedeco.pytorch.Tensor> twin) {
        return binary(name, op, twin, dims -> Input.spread(0.0125, dims), dims -> Input.spread(0, dims))
                .sample(
                        "ties share the gradient",
                        t -> op.apply(t[0], t[1]),
                        t -> twin.apply(t[0], t[1]),
                        Input.tied(4, 5),
                        Input.tied(4, 5))
                .withoutDifferences()
                .sample(
                        "NaN wins",
                        t -> op.apply(t[0], t[1]),
                        t -> twin.apply(t[0], t[1]),
                        Input.values(new double[] {NAN, 1, INF, -INF}, 4).fixed(),
                        Input.values(new double[] {1, NAN, 3, 3}, 4).fixed());
    }

    private static OpCase unary(
            String signature, UnaryOperator<Tensor> op, UnaryOperator<org.bytedeco.pytorch.Tensor> twin, Maker input) {
        OpCase row = OpCase.of(signature);
        for (long[] dims : SHAPES) {
            Input x = input.make(dims);
            row.sample(x.shape().toString(), t -> op.apply(t[0]), t -> twin.apply(t[0]), x);
        }
        return row;
    }

    private static void withNumber(List<OpCase> rows) {
        String with = "(Tensor, double)";
        rows.add(unary("add" + with, x -> Elementwise.add(x, 1.25), t -> t.add(new Scalar(1.25)), Input::normal));
        rows.add(unary("sub" + with, x -> Elementwise.sub(x, 1.25), t -> t.sub(new Scalar(1.25)), Input::normal));
        rows.add(unary("mul" + with, x -> Elementwise.mul(x, -1.5), t -> t.mul(new Scalar(-1.5)), Input::normal));
        rows.add(unary("div" + with, x -> Elementwise.div(x, -3), t -> t.div(new Scalar(-3.0)), Input::normal));
        rows.add(power(2).sample(
                        "NaN for negative",
                        x -> Elementwise.pow(x[0], 0.5),
                        t -> t[0].pow(new Scalar(0.5)),
                        Input.normal(7).fixed())
                .sample(
                        "a whole power of a negative",
                        x -> Elementwise.pow(x[0], 3),
                        t -> t[0].pow(new Scalar(3.0)),
                        Input.normal(2, 3))
                .sample(
                        "a root",
                        x -> Elementwise.pow(x[0], -0.5),
                        t -> t[0].pow(new Scalar(-0.5)),
                        Input.positive(2, 3))
                .sample("power 0", x -> Elementwise.pow(x[0], 0), t -> t[0].pow(new Scalar(0.0)), Input.normal(2, 3)));
    }

    private static OpCase power(double value) {
        return unary(
                "pow(Tensor, double)", x -> Elementwise.pow(x, value), t -> t.pow(new Scalar(value)), Input::normal);
    }

    private static void functions(List<OpCase> rows) {
        rows.add(unary("neg(Tensor)", Elementwise::neg, org.bytedeco.pytorch.Tensor::neg, Input::normal));
        rows.add(unary("abs(Tensor)", Elementwise::abs, torch::abs, dims -> Input.spread(0.0125, dims))
                .sample(
                        "gradient 0 at 0",
                        x -> Elementwise.abs(x[0]),
                        t -> torch.abs(t[0]),
                        Input.values(new double[] {0, -0.0, 1, -1}, 4))
                .withoutDifferences());
        rows.add(unary("exp(Tensor)", Elementwise::exp, torch::exp, Input::normal)
                .sample(
                        "overflow and underflow",
                        x -> Elementwise.exp(x[0]),
                        t -> torch.exp(t[0]),
                        Input.values(new double[] {1000, -1000, INF, -INF, NAN}, 5)
                                .fixed()));
        rows.add(unary("log(Tensor)", Elementwise::log, torch::log, Input::positive)
                .sample(
                        "0, negative, infinite",
                        x -> Elementwise.log(x[0]),
                        t -> torch.log(t[0]),
                        Input.values(new double[] {0, -1, INF, NAN}, 4).fixed()));
        rows.add(unary("sqrt(Tensor)", Elementwise::sqrt, torch::sqrt, Input::positive)
                .sample(
                        "0, negative, infinite",
                        x -> Elementwise.sqrt(x[0]),
                        t -> torch.sqrt(t[0]),
                        Input.values(new double[] {0, -1, INF, NAN}, 4).fixed()));
        rows.add(unary("square(Tensor)", Elementwise::square, torch::square, Input::normal));
        rows.add(unary("reciprocal(Tensor)", Elementwise::reciprocal, torch::reciprocal, Input::positive)
                .sample(
                        "negative",
                        x -> Elementwise.reciprocal(x[0]),
                        t -> torch.reciprocal(t[0]),
                        Input.uniform(-3, -1, 5)));
        rows.add(unary(
                        "clamp(Tensor, double, double)",
                        x -> Elementwise.clamp(x, -0.2, 0.3),
                        t -> clamped(t, -0.2, 0.3),
                        dims -> Input.spread(0.0125, dims))
                .sample(
                        "gradient 1 on the bounds",
                        x -> Elementwise.clamp(x[0], -1, 1),
                        t -> clamped(t[0], -1, 1),
                        Input.values(new double[] {-1, 1, 0, 2}, 4))
                .withoutDifferences()
                .bad("expected min not above max, got 2.0 and 1.0", () -> Elementwise.clamp(zeros(2), 2, 1)));
    }

    private static org.bytedeco.pytorch.Tensor clamped(org.bytedeco.pytorch.Tensor t, double min, double max) {
        return torch.clamp(t, new ScalarOptional(new Scalar(min)), new ScalarOptional(new Scalar(max)));
    }

    private interface WithNumber<T> {
        T apply(T x, double value);
    }

    private static void comparisons(List<OpCase> rows) {
        compare(rows, "eq", Elementwise::eq, Elementwise::eq, t -> t[0].eq(t[1]), (t, v) -> t.eq(new Scalar(v)));
        compare(rows, "ne", Elementwise::ne, Elementwise::ne, t -> t[0].ne(t[1]), (t, v) -> t.ne(new Scalar(v)));
        compare(rows, "lt", Elementwise::lt, Elementwise::lt, t -> t[0].lt(t[1]), (t, v) -> t.lt(new Scalar(v)));
        compare(rows, "le", Elementwise::le, Elementwise::le, t -> t[0].le(t[1]), (t, v) -> t.le(new Scalar(v)));
        compare(rows, "gt", Elementwise::gt, Elementwise::gt, t -> t[0].gt(t[1]), (t, v) -> t.gt(new Scalar(v)));
        compare(rows, "ge", Elementwise::ge, Elementwise::ge, t -> t[0].ge(t[1]), (t, v) -> t.ge(new Scalar(v)));
    }

    private static void compare(
            List<OpCase> rows,
            String name,
            BinaryOperator<Tensor> op,
            WithNumber<Tensor> withNumber,
            Function<org.bytedeco.pytorch.Tensor[], org.bytedeco.pytorch.Tensor> twin,
            WithNumber<org.bytedeco.pytorch.Tensor> twinWithNumber) {
        OpCase pairs = OpCase.of(name + "(Tensor, Tensor)").withoutGradient();
        for (long[][] pair : PAIRS) {
            Input x = Input.tied(pair[0]);
            Input y = Input.tied(pair[1]);
            pairs.sample(x.shape() + " and " + y.shape(), t -> op.apply(t[0], t[1]), twin, x, y);
        }
        Function<Tensor[], Tensor> call = t -> op.apply(t[0], t[1]);
        Input special = Input.values(new double[] {NAN, NAN, INF, -INF, -0.0}, 5);
        Input other = Input.values(new double[] {NAN, 1, INF, INF, 0}, 5);
        pairs.sample("NaN, infinity, -0", call, twin, special, other)
                .sample("whole numbers", call, twin, Input.labels(3, 4, 5), Input.labels(3, 5))
                .sample("booleans", call, twin, Input.mask(4, 5), Input.mask(4, 1))
                .bad("expected shapes that broadcast, got (2, 3) and (4,)", () -> op.apply(zeros(2, 3), zeros(4)))
                .bad("FLOAT32 and INT64", () -> op.apply(zeros(2), zeros(2).to(DType.INT64)));
        rows.add(pairs);

        OpCase numbers = OpCase.of(name + "(Tensor, double)").withoutGradient();
        for (double value : new double[] {1, -1, 0}) {
            numbers.sample(
                    "floating, " + value,
                    t -> withNumber.apply(t[0], value),
                    t -> twinWithNumber.apply(t[0], value),
                    Input.tied(4, 5));
        }
        numbers.sample("one element", t -> withNumber.apply(t[0], 1), t -> twinWithNumber.apply(t[0], 1), Input.tied());
        numbers.sample(
                "whole numbers",
                t -> withNumber.apply(t[0], 1),
                t -> twinWithNumber.apply(t[0], 1),
                Input.labels(3, 4, 5));
        rows.add(numbers);
    }

    private static OpCase where() {
        OpCase row = OpCase.of("where(Tensor, Tensor, Tensor)");
        long[][][] shapes = {
            {{2, 3, 5}, {2, 3, 5}, {2, 3, 5}},
            {{3, 1}, {2, 1, 5}, {3, 5}},
            {{}, {4}, {}},
            {{1}, {1}, {1}},
            {{2, 1, 3, 4}, {2, 5, 3, 4}, {5, 1, 1}},
            {{1, 17, 2, 3}, {1, 17, 2, 3}, {1, 17, 1, 1}},
        };
        for (long[][] s : shapes) {
            row.sample(
                    Input.normal(s[0]).shape() + " over " + Input.normal(s[1]).shape(),
                    t -> Elementwise.where(t[0], t[1], t[2]),
                    t -> torch.where(t[0], t[1], t[2]),
                    Input.mask(s[0]),
                    Input.normal(s[1]),
                    Input.normal(s[2]));
        }
        return row.bad(
                        "expected a condition of type BOOL, got FLOAT32",
                        () -> Elementwise.where(zeros(2), zeros(2), zeros(2)))
                .bad(
                        "expected shapes that broadcast, got (3,) and (2,)",
                        () -> Elementwise.where(zeros(3).eq(0), zeros(2), zeros(2)))
                .bad(
                        "FLOAT32 and FLOAT64",
                        () -> Elementwise.where(zeros(2).eq(0), zeros(2), zeros(2).to(DType.FLOAT64)));
    }
}
