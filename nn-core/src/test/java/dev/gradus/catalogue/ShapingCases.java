package dev.gradus.catalogue;

import static dev.gradus.tensor.Tensor.zeros;

import dev.gradus.ops.Shaping;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Rows of {@link Shaping}. */
final class ShapingCases {
    private ShapingCases() {}

    static List<OpCase> rows() {
        return List.of(
                reshape(),
                flatten(),
                squeeze(),
                unsqueeze(),
                permute(),
                transpose(),
                range(),
                steppedRange(),
                pad(),
                joined("concat"),
                joined("stack"),
                expand(),
                to());
    }

    private static OpCase reshape() {
        OpCase row = OpCase.of("reshape(Tensor, long...)");
        long[][] from = {{2, 3, 4}, {2, 3, 4}, {2, 5, 3, 4}, {1}, {}, {2, 17, 2, 3}, {2, 3}};
        long[][] to = {{6, 4}, {-1}, {2, -1}, {}, {1, 1}, {2, 17, 6}, {2, 3}};
        for (int i = 0; i < from.length; i++) {
            long[] target = to[i];
            Input x = Input.normal(from[i]);
            row.sample(
                    x.shape() + " to " + Arrays.toString(target),
                    t -> Shaping.reshape(t[0], target),
                    t -> t[0].reshape(target),
                    x);
        }
        return row.bad(
                        "expected dimensions that make 6 elements of (2, 3), got [4, 2]",
                        () -> Shaping.reshape(zeros(2, 3), 4, 2))
                .bad("got [-1, -1]", () -> Shaping.reshape(zeros(2, 3), -1, -1))
                .bad("got [-1, 4]", () -> Shaping.reshape(zeros(2, 3), -1, 4))
                .bad("got [-2, -3]", () -> Shaping.reshape(zeros(2, 3), -2, -3))
                .bad("got []", () -> Shaping.reshape(zeros(2, 3)));
    }

    private static OpCase flatten() {
        return OpCase.of("flatten(Tensor, int)")
                .sample(
                        "images",
                        x -> Shaping.flatten(x[0], 1),
                        t -> torch.flatten(t[0], 1, -1),
                        Input.normal(2, 5, 3, 4))
                .sample("all", x -> Shaping.flatten(x[0], 0), t -> torch.flatten(t[0], 0, -1), Input.normal(2, 3, 4))
                .sample("last", x -> Shaping.flatten(x[0], -1), t -> torch.flatten(t[0], -1, -1), Input.normal(2, 3))
                .bad("expected a dim in -2…1 for shape (2, 3), got 2", () -> Shaping.flatten(zeros(2, 3), 2))
                .bad("for shape (), got 0", () -> Shaping.flatten(zeros(), 0));
    }

    private static OpCase squeeze() {
        return OpCase.of("squeeze(Tensor, int)")
                .sample("inner", x -> Shaping.squeeze(x[0], 1), t -> t[0].squeeze(1), Input.normal(2, 1, 3))
                .sample("last", x -> Shaping.squeeze(x[0], -1), t -> t[0].squeeze(-1), Input.normal(2, 5, 3, 1))
                .sample("to a scalar", x -> Shaping.squeeze(x[0], 0), t -> t[0].squeeze(0), Input.normal(1))
                .bad("expected extent 1 at dim 1, got (2, 3)", () -> Shaping.squeeze(zeros(2, 3), 1))
                .bad("expected a dim in -2…1 for shape (2, 1), got 2", () -> Shaping.squeeze(zeros(2, 1), 2));
    }

    private static OpCase unsqueeze() {
        return OpCase.of("unsqueeze(Tensor, int)")
                .sample("in front", x -> Shaping.unsqueeze(x[0], 0), t -> t[0].unsqueeze(0), Input.normal(2, 3))
                .sample("behind", x -> Shaping.unsqueeze(x[0], -1), t -> t[0].unsqueeze(-1), Input.normal(2, 3))
                .sample("inside", x -> Shaping.unsqueeze(x[0], 1), t -> t[0].unsqueeze(1), Input.normal(2, 5, 3, 4))
                .sample("a scalar", x -> Shaping.unsqueeze(x[0], 0), t -> t[0].unsqueeze(0), Input.normal())
                .bad("got 3", () -> Shaping.unsqueeze(zeros(2, 3), 3))
                .bad("got -4", () -> Shaping.unsqueeze(zeros(2, 3), -4));
    }

    private static OpCase permute() {
        OpCase row = OpCase.of("permute(Tensor, int...)");
        long[][] shapes = {{2, 3}, {2, 3, 4}, {2, 3, 4}, {2, 5, 3, 4}, {2, 17, 3, 2}, {2, 3, 4}, {5}, {}};
        int[][] orders = {{1, 0}, {2, 0, 1}, {-1, 1, 0}, {0, 2, 3, 1}, {3, 1, 0, 2}, {0, 1, 2}, {0}, {}};
        for (int i = 0; i < shapes.length; i++) {
            int[] order = orders[i];
            Input x = Input.normal(shapes[i]);
            row.sample(
                    x.shape() + " as " + Arrays.toString(order),
                    t -> Shaping.permute(t[0], order),
                    t -> t[0].permute(Arrays.stream(order).asLongStream().toArray()),
                    x);
        }
        return row.bad("expected 3 dims, got [0, 1]", () -> Shaping.permute(zeros(2, 3, 4), 0, 1))
                .bad("expected each dim once, got [0, 0]", () -> Shaping.permute(zeros(2, 3), 0, 0))
                .bad("expected a dim in -2…1 for shape (2, 3), got 2", () -> Shaping.permute(zeros(2, 3), 0, 2))
                .bad("expected 2 dims, got []", () -> Shaping.permute(zeros(2, 3)));
    }

    private static OpCase transpose() {
        return OpCase.of("transpose(Tensor, int, int)")
                .sample("matrix", x -> Shaping.transpose(x[0], 0, 1), t -> t[0].transpose(0, 1), Input.normal(3, 4))
                .sample("square", x -> Shaping.transpose(x[0], 0, 1), t -> t[0].transpose(0, 1), Input.normal(3, 3))
                .sample(
                        "ends",
                        x -> Shaping.transpose(x[0], 1, -1),
                        t -> t[0].transpose(1, -1),
                        Input.normal(2, 5, 3, 4))
                .sample("nothing", x -> Shaping.transpose(x[0], 1, 1), t -> t[0].transpose(1, 1), Input.normal(2, 3))
                .bad("expected a dim in -2…1 for shape (2, 3), got 5", () -> Shaping.transpose(zeros(2, 3), 0, 5));
    }

    private static org.bytedeco.pytorch.Tensor sliced(
            org.bytedeco.pytorch.Tensor t, int dim, long start, long end, long step) {
        return t.slice(dim, new LongOptional(start), new LongOptional(end), step);
    }

    private static OpCase range() {
        return OpCase.of("slice(Tensor, int, long, long)")
                .sample("rows", x -> Shaping.slice(x[0], 0, 1, 3), t -> sliced(t[0], 0, 1, 3, 1), Input.normal(4, 3))
                .sample(
                        "from the end",
                        x -> Shaping.slice(x[0], -1, -3, -1),
                        t -> sliced(t[0], -1, -3, -1, 1),
                        Input.normal(2, 5))
                .sample(
                        "channels",
                        x -> Shaping.slice(x[0], 1, 2, 5),
                        t -> sliced(t[0], 1, 2, 5, 1),
                        Input.normal(2, 7, 3, 4))
                .sample("all", x -> Shaping.slice(x[0], 0, 0, 3), t -> sliced(t[0], 0, 0, 3, 1), Input.normal(3))
                .bad("expected a range within 0…3", () -> Shaping.slice(zeros(3), 0, 1, 4))
                .bad("got 2…1 step 1", () -> Shaping.slice(zeros(3), 0, 2, 1))
                .bad("got -4…2 step 1", () -> Shaping.slice(zeros(3), 0, -4, 2))
                .bad("expected a dim in -1…0 for shape (3,), got 1", () -> Shaping.slice(zeros(3), 1, 0, 1));
    }

    private static OpCase steppedRange() {
        return OpCase.of("slice(Tensor, int, long, long, long)")
                .sample(
                        "every second",
                        x -> Shaping.slice(x[0], 1, 1, 7, 2),
                        t -> sliced(t[0], 1, 1, 7, 2),
                        Input.normal(2, 7))
                .sample(
                        "a step that does not divide",
                        x -> Shaping.slice(x[0], 2, 0, 5, 3),
                        t -> sliced(t[0], 2, 0, 5, 3),
                        Input.normal(2, 3, 5, 2))
                .bad("got 0…3 step 0", () -> Shaping.slice(zeros(3), 0, 0, 3, 0));
    }

    private static OpCase pad() {
        return OpCase.of("pad(Tensor, long[], long[], double)")
                .sample(
                        "images",
                        x -> Shaping.pad(x[0], new long[] {0, 0, 1, 2}, new long[] {0, 0, 0, 3}, 1.5),
                        t -> torch.pad(t[0], new long[] {2, 3, 1, 0}, "constant", new DoubleOptional(1.5)),
                        Input.normal(2, 5, 3, 2))
                .sample(
                        "a vector",
                        x -> Shaping.pad(x[0], new long[] {1}, new long[] {2}, 0),
                        t -> torch.pad(t[0], new long[] {1, 2}, "constant", new DoubleOptional(0)),
                        Input.normal(3))
                .sample(
                        "nothing",
                        x -> Shaping.pad(x[0], new long[] {0, 0}, new long[] {0, 0}, 3),
                        t -> torch.pad(t[0], new long[] {0, 0, 0, 0}, "constant", new DoubleOptional(3)),
                        Input.normal(2, 3))
                .bad(
                        "expected 2 widths of at least 0, before and after, for (2, 3), got [1] and [1, 1]",
                        () -> Shaping.pad(zeros(2, 3), new long[] {1}, new long[] {1, 1}, 0))
                .bad(
                        "got [0, -1] and [1, 1]",
                        () -> Shaping.pad(zeros(2, 3), new long[] {0, -1}, new long[] {1, 1}, 0));
    }

    private static OpCase joined(String name) {
        boolean stack = name.equals("stack");
        OpCase row = OpCase.of(name + "(List, int)");
        long[][][] shapes = {
            {{2, 3}, {2, 3}},
            {{2, 3}, {2, stack ? 3 : 1}, {2, stack ? 3 : 4}},
            {{2, 5, 3, 4}, {2, stack ? 5 : 12, 3, 4}},
            {{2, 3, 4}},
            {{3}, {stack ? 3 : 1}},
        };
        int[] dims = {0, 1, 1, -1, 0};
        for (int i = 0; i < dims.length; i++) {
            int dim = dims[i];
            Input[] parts = Arrays.stream(shapes[i]).map(Input::normal).toArray(Input[]::new);
            row.sample(
                    parts.length + " of " + parts[0].shape() + " along " + dim,
                    x -> stack ? Shaping.stack(List.of(x), dim) : Shaping.concat(List.of(x), dim),
                    t -> stack ? torch.stack(new TensorVector(t), dim) : torch.cat(new TensorVector(t), dim),
                    parts);
        }
        List<Tensor> none = List.of();
        return row.bad("expected at least one tensor, got none", () -> join(stack, none, 0))
                .bad("got (2, 4)", () -> join(stack, List.of(zeros(2, 3), zeros(2, 4)), 0))
                .bad("FLOAT32 and FLOAT64", () -> join(stack, List.of(zeros(2), zeros(2).to(DType.FLOAT64)), 0))
                .bad("got 5", () -> join(stack, List.of(zeros(2), zeros(2)), 5))
                .bad("got (2, 2)", () -> join(stack, List.of(zeros(2), zeros(2, 2)), 0));
    }

    private static Tensor join(boolean stack, List<Tensor> parts, int dim) {
        return stack ? Shaping.stack(parts, dim) : Shaping.concat(parts, dim);
    }

    private static OpCase expand() {
        OpCase row = OpCase.of("expand(Tensor, long...)");
        long[][] from = {{3, 1}, {3}, {}, {1, 5, 1, 1}, {2, 3}, {1}};
        long[][] to = {{3, 4}, {2, 3}, {2, 2}, {2, 5, 3, 4}, {2, 3}, {1}};
        IntStream.range(0, from.length)
                .forEach(i -> row.sample(
                        Arrays.toString(from[i]) + " to " + Arrays.toString(to[i]),
                        x -> Shaping.expand(x[0], to[i]),
                        t -> t[0].expand(to[i]),
                        Input.normal(from[i])));
        return row.bad("expected shapes that broadcast, got (3,) and (2,)", () -> Shaping.expand(zeros(3), 2))
                .bad("expected a shape that (2, 3) broadcasts to, got (3,)", () -> Shaping.expand(zeros(2, 3), 3));
    }

    private static OpCase to() {
        OpCase row = OpCase.of("to(Tensor, DType)");
        row.sample(
                        "to the other precision",
                        x -> Shaping.to(x[0], x[0].dtype() == DType.FLOAT32 ? DType.FLOAT64 : DType.FLOAT32),
                        t -> t[0].to(t[0].scalar_type() == ScalarType.Float ? ScalarType.Double : ScalarType.Float),
                        Input.normal(2, 17, 3, 2))
                .withoutDifferences()
                .sample(
                        "to BFLOAT16",
                        x -> Shaping.to(x[0], DType.BFLOAT16),
                        t -> t[0].to(ScalarType.BFloat16),
                        Input.normal(2, 5, 3, 2))
                .withoutDifferences();
        // Ties of rounding to BFLOAT16: half-way cases go to the even neighbour.
        double[] ties = {1 + 1 / 256.0, 1 + 3 / 256.0, -1 - 1 / 256.0, 3.0e38};
        return row.sample(
                        "to BFLOAT16, half-way",
                        x -> Shaping.to(x[0], DType.BFLOAT16),
                        t -> t[0].to(ScalarType.BFloat16),
                        Input.values(ties, 4))
                .withoutDifferences()
                .sample(
                        "to INT32 truncates",
                        x -> Shaping.to(x[0], DType.INT32),
                        t -> t[0].to(ScalarType.Int),
                        Input.uniform(-3, 3, 9).fixed())
                .sample(
                        "to INT64 truncates",
                        x -> Shaping.to(x[0], DType.INT64),
                        t -> t[0].to(ScalarType.Long),
                        Input.uniform(-3, 3, 9).fixed())
                .sample(
                        "to UINT8",
                        x -> Shaping.to(x[0], DType.UINT8),
                        t -> t[0].to(ScalarType.Byte),
                        Input.uniform(0, 255, 9).fixed())
                .sample(
                        "to BOOL",
                        x -> Shaping.to(x[0], DType.BOOL),
                        t -> t[0].to(ScalarType.Bool),
                        Input.tied(9).fixed())
                .sample(
                        "from INT64",
                        x -> Shaping.to(x[0], DType.FLOAT32),
                        t -> t[0].to(ScalarType.Float),
                        Input.labels(9, 2, 3))
                .sample(
                        "from BOOL",
                        x -> Shaping.to(x[0], DType.FLOAT32),
                        t -> t[0].to(ScalarType.Float),
                        Input.mask(2, 3));
    }
}
