package dev.gradus.catalogue;

import static dev.gradus.tensor.Tensor.zeros;

import dev.gradus.ops.Functions;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Tensor;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.global.torch;

/** Rows of {@link Functions}. */
final class FunctionCases {
    private static final long[][] SHAPES = {{2, 3, 5}, {}, {1}, {2, 17, 3, 4}, {33}};

    private FunctionCases() {}

    static List<OpCase> rows() {
        return List.of(
                row("sin", Functions::sin, torch::sin, Input::normal),
                row("cos", Functions::cos, torch::cos, Input::normal),
                row("tan", Functions::tan, torch::tan, FunctionCases::inner),
                row("asin", Functions::asin, torch::asin, FunctionCases::inner),
                row("acos", Functions::acos, torch::acos, FunctionCases::inner),
                row("atan", Functions::atan, torch::atan, Input::normal),
                row("sinh", Functions::sinh, torch::sinh, Input::normal),
                row("cosh", Functions::cosh, torch::cosh, Input::normal),
                row("erf", Functions::erf, torch::erf, Input::normal),
                row("log1p", Functions::log1p, torch::log1p, FunctionCases::inner),
                row("expm1", Functions::expm1, torch::expm1, Input::normal),
                row("floor", Functions::floor, torch::floor, FunctionCases::apart),
                row("ceil", Functions::ceil, torch::ceil, FunctionCases::apart),
                row("round", Functions::round, torch::round, FunctionCases::apart),
                row("trunc", Functions::trunc, torch::trunc, FunctionCases::apart),
                row("sign", Functions::sign, torch::sign, FunctionCases::apart),
                row("log2", Functions::log2, torch::log2, Input::positive),
                row("log10", Functions::log10, torch::log10, Input::positive),
                row("exp2", Functions::exp2, torch::exp2, Input::normal),
                row("rsqrt", Functions::rsqrt, torch::rsqrt, Input::positive),
                row("frac", Functions::frac, torch::frac, FunctionCases::apart));
    }

    private static Input inner(long... dims) {
        return Input.uniform(-0.9, 0.9, dims);
    }

    /** No point within 0.01 of a whole number or a half. */
    private static Input apart(long... dims) {
        return Input.spread(0.0125, dims);
    }

    private static OpCase row(
            String name,
            UnaryOperator<Tensor> op,
            UnaryOperator<org.bytedeco.pytorch.Tensor> twin,
            Function<long[], Input> domain) {
        OpCase row = OpCase.of(name + "(Tensor)").pytorch("torch." + name);
        for (long[] dims : SHAPES) {
            Input x = domain.apply(dims);
            row.sample(x.shape().toString(), t -> op.apply(t[0]), t -> twin.apply(t[0]), x);
        }
        double[] edges = {0, 0.5, -0.5, 0.25, -0.75, 1e-9, -1e-9};
        double[] beyond = {1.5, 2.5, 3.5, 7.25, 12.75};
        return row.sample(
                        "edges",
                        t -> op.apply(t[0]),
                        t -> twin.apply(t[0]),
                        Input.values(edges, edges.length).fixed())
                .sample(
                        "beyond",
                        t -> op.apply(t[0]),
                        t -> twin.apply(t[0]),
                        Input.values(beyond, beyond.length).fixed())
                .bad("expected a floating tensor, got INT64", () -> op.apply(zeros(2).to(DType.INT64)));
    }
}
