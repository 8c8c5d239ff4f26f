package dev.gradus.catalogue;

import static dev.gradus.tensor.Tensor.zeros;

import dev.gradus.ops.LinearAlgebra;
import dev.gradus.parity.Torch;
import dev.gradus.tensor.DType;
import java.util.List;
import org.bytedeco.pytorch.global.torch;

/** Rows of {@link LinearAlgebra}. */
final class LinearAlgebraCases {
    private LinearAlgebraCases() {}

    static List<OpCase> rows() {
        return List.of(matmul(), linear());
    }

    private static OpCase matmul() {
        OpCase row = OpCase.of("matmul(Tensor, Tensor)");
        long[][][] shapes = {
            {{3, 4}, {4, 5}},
            {{4, 4}, {4, 4}},
            {{1, 1}, {1, 1}},
            {{1, 5}, {5, 1}},
            {{5, 1}, {1, 3}},
            {{2, 3, 4}, {2, 4, 5}},
            {{2, 3, 4}, {4, 5}},
            {{3, 4}, {2, 4, 5}},
            {{2, 1, 3, 4}, {3, 4, 2}},
            {{1, 2, 3, 4}, {5, 1, 4, 1}},
            {{17, 19}, {19, 18}},
            {{2, 1, 3, 2, 4}, {3, 1, 4, 2}},
        };
        for (long[][] s : shapes) {
            Input a = Input.normal(s[0]);
            Input b = Input.normal(s[1]);
            row.sample(
                    a.shape() + " times " + b.shape(),
                    x -> LinearAlgebra.matmul(x[0], x[1]),
                    t -> t[0].matmul(t[1]),
                    a,
                    b);
        }
        return row.bad(
                        "expected (…, M, K) and (…, K, N), got (2, 3) and (2, 3)",
                        () -> LinearAlgebra.matmul(zeros(2, 3), zeros(2, 3)))
                .bad("got (3,) and (3, 2)", () -> LinearAlgebra.matmul(zeros(3), zeros(3, 2)))
                .bad(
                        "expected shapes that broadcast, got (2,) and (3,)",
                        () -> LinearAlgebra.matmul(zeros(2, 3, 4), zeros(3, 4, 5)))
                .bad(
                        "FLOAT32 and FLOAT64",
                        () -> LinearAlgebra.matmul(zeros(2, 2), zeros(2, 2).to(DType.FLOAT64)))
                .bad(
                        "expected a floating tensor, got INT32",
                        () -> LinearAlgebra.matmul(
                                zeros(2, 2).to(DType.INT32), zeros(2, 2).to(DType.INT32)));
    }

    private static OpCase linear() {
        OpCase row = OpCase.of("linear(Tensor, Tensor, Tensor)");
        long[][] shapes = {{4, 3}, {2, 5, 3}, {3}, {1, 3}, {2, 2, 2, 3}};
        for (long[] s : shapes) {
            Input x = Input.normal(s);
            row.sample(
                    x.shape() + " with bias",
                    t -> LinearAlgebra.linear(t[0], t[1], t[2]),
                    t -> torch.linear(t[0], t[1], Torch.optional(t[2])),
                    x,
                    Input.normal(5, 3),
                    Input.normal(5));
        }
        return row.sample(
                        "without bias",
                        t -> LinearAlgebra.linear(t[0], t[1], null),
                        t -> torch.linear(t[0], t[1], Torch.none()),
                        Input.normal(4, 3),
                        Input.normal(2, 3))
                .sample(
                        "one feature",
                        t -> LinearAlgebra.linear(t[0], t[1], t[2]),
                        t -> torch.linear(t[0], t[1], Torch.optional(t[2])),
                        Input.normal(3, 1),
                        Input.normal(1, 1),
                        Input.normal(1))
                .sample(
                        "17 to 33 features",
                        t -> LinearAlgebra.linear(t[0], t[1], t[2]),
                        t -> torch.linear(t[0], t[1], Torch.optional(t[2])),
                        Input.normal(5, 17),
                        Input.normal(33, 17),
                        Input.normal(33))
                .bad(
                        "expected input (…, in) and weight (out, in), got (4, 3) and (5, 2)",
                        () -> LinearAlgebra.linear(zeros(4, 3), zeros(5, 2), null))
                .bad("got () and (5, 2)", () -> LinearAlgebra.linear(zeros(), zeros(5, 2), null))
                .bad("expected bias (5,), got (3,)", () -> LinearAlgebra.linear(zeros(4, 3), zeros(5, 3), zeros(3)))
                .bad(
                        "FLOAT32 and FLOAT64",
                        () -> LinearAlgebra.linear(zeros(4, 3), zeros(5, 3), zeros(5).to(DType.FLOAT64)));
    }
}
