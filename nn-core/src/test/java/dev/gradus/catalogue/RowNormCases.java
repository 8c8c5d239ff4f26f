package dev.gradus.catalogue;

import static dev.gradus.tensor.Tensor.zeros;

import dev.gradus.ops.Norms;
import dev.gradus.parity.Torch;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** Rows of {@link Norms} whose statistics run over samples, groups or neighbours rather than channels. */
final class RowNormCases {
    private static final double EPS = 1e-5;
    private static final String MORE = "a sum of many terms that cancel";
    private static final long[][] SHAPES = {{4, 6}, {2, 3, 5}, {2, 3, 5}, {2, 17, 3, 4}, {3, 2, 2, 3}, {9}, {5, 1}};
    /** How many of the last dimensions are normalised over. */
    private static final int[] TRAILING = {1, 1, 2, 3, 1, 1, 1};

    private RowNormCases() {}

    static List<OpCase> rows() {
        return List.of(layerNorm(), groupNorm(), rmsNorm(), localResponseNorm());
    }

    private static long[] trailing(int i) {
        return Arrays.copyOfRange(SHAPES[i], SHAPES[i].length - TRAILING[i], SHAPES[i].length);
    }

    private static OpCase layerNorm() {
        OpCase row = OpCase.of("layerNorm(Tensor, Shape, Tensor, Tensor, double)")
                .tolerance32(3e-5, MORE)
                .pytorch("torch.nn.functional.layer_norm");
        for (int i = 0; i < SHAPES.length; i++) {
            for (boolean weight : new boolean[] {false, true}) {
                for (boolean bias : new boolean[] {false, true}) {
                    Input x = Input.normal(SHAPES[i]);
                    long[] last = trailing(i);
                    layerNorm(row, x, last, weight, bias);
                }
            }
        }
        return row.bad(
                        "expected input (…, normalizedShape) for normalizedShape (2,), got (2, 3)",
                        () -> Norms.layerNorm(zeros(2, 3), Shape.of(2), null, null, EPS))
                .bad("for normalizedShape ()", () -> Norms.layerNorm(zeros(2, 3), Shape.of(), null, null, EPS))
                .bad(
                        "for normalizedShape (4, 2, 3)",
                        () -> Norms.layerNorm(zeros(2, 3), Shape.of(4, 2, 3), null, null, EPS))
                .bad("for normalizedShape (0,)", () -> Norms.layerNorm(zeros(2, 0), Shape.of(0), null, null, EPS))
                .bad(
                        "expected weight (3,), got (2,)",
                        () -> Norms.layerNorm(zeros(2, 3), Shape.of(3), zeros(2), null, EPS))
                .bad(
                        "expected bias (3,), got (1, 3)",
                        () -> Norms.layerNorm(zeros(2, 3), Shape.of(3), null, zeros(1, 3), EPS))
                .bad("expected eps from 0.0 to 1.0", () -> Norms.layerNorm(zeros(2, 3), Shape.of(3), null, null, -1))
                .bad(
                        "expected a floating tensor",
                        () -> Norms.layerNorm(zeros(2, 3).to(DType.INT64), Shape.of(3), null, null, EPS));
    }

    private static void layerNorm(OpCase row, Input x, long[] last, boolean weight, boolean bias) {
        // A single normalised value is 0: gradients of it and of its weight are 0, and in PyTorch noise.
        boolean single = Shape.of(last).size() == 1;
        List<Input> inputs = new ArrayList<>(List.of(single ? x.fixed() : x));
        int weightAt = weight ? 1 : 0;
        int biasAt = bias ? weightAt + 1 : 0;
        if (weight) {
            inputs.add(single ? Input.normal(last).fixed() : Input.normal(last));
        }
        if (bias) {
            inputs.add(Input.normal(last));
        }
        row.sample(
                x.shape() + " over " + Shape.of(last) + (weight ? ", weight" : "") + (bias ? ", bias" : ""),
                in -> Norms.layerNorm(in[0], Shape.of(last), orNull(in, weightAt), orNull(in, biasAt), EPS),
                t -> torch.layer_norm(t[0], last, optional(t, weightAt), optional(t, biasAt), EPS, false),
                inputs.toArray(Input[]::new));
    }

    /** The input of this index; the first, which is the normalised tensor, stands for none. */
    private static Tensor orNull(Tensor[] x, int index) {
        return index == 0 ? null : x[index];
    }

    private static TensorOptional optional(org.bytedeco.pytorch.Tensor[] t, int index) {
        return index == 0 ? Torch.none() : Torch.optional(t[index]);
    }

    private static OpCase groupNorm() {
        OpCase row = OpCase.of("groupNorm(Tensor, long, Tensor, Tensor, double)")
                .tolerance32(3e-5, MORE)
                .pytorch("torch.nn.functional.group_norm");
        long[][] shapes = {{2, 6, 3, 2}, {2, 6, 3, 2}, {2, 6, 3, 2}, {2, 34, 2, 3}, {3, 4, 5}, {3, 12}, {1, 4, 2, 2, 2}
        };
        long[] groups = {1, 3, 6, 17, 2, 3, 2, 5};
        for (int i = 0; i < shapes.length; i++) {
            long count = groups[i];
            Input x = Input.normal(shapes[i]);
            Input vector = Input.normal(shapes[i][1]);
            String label = x.shape() + " in " + count + " groups";
            row.sample(
                    label,
                    in -> Norms.groupNorm(in[0], count, null, null, EPS),
                    t -> torch.group_norm(t[0], count, Torch.none(), Torch.none(), EPS, false),
                    x);
            row.sample(
                    label + ", weight and bias",
                    in -> Norms.groupNorm(in[0], count, in[1], in[2], EPS),
                    t -> torch.group_norm(t[0], count, Torch.optional(t[1]), Torch.optional(t[2]), EPS, false),
                    x,
                    vector,
                    vector);
        }
        return row.bad(
                        "expected groups that divide 6 channels, got 4",
                        () -> Norms.groupNorm(zeros(2, 6, 2, 2), 4, null, null, EPS))
                .bad(
                        "expected groups that divide 6 channels, got 0",
                        () -> Norms.groupNorm(zeros(2, 6, 2, 2), 0, null, null, EPS))
                .bad("expected more than one value a group", () -> Norms.groupNorm(zeros(2, 6), 6, null, null, EPS))
                .bad("expected input (N, C, …), got (3,)", () -> Norms.groupNorm(zeros(3), 1, null, null, EPS))
                .bad("expected weight (6,), got (3,)", () -> Norms.groupNorm(zeros(2, 6, 2, 2), 3, zeros(3), null, EPS))
                .bad("expected bias (6,), got (3,)", () -> Norms.groupNorm(zeros(2, 6, 2, 2), 3, null, zeros(3), EPS))
                .bad("expected eps from 0.0 to 1.0", () -> Norms.groupNorm(zeros(2, 6, 2, 2), 3, null, null, -1));
    }

    private static OpCase rmsNorm() {
        OpCase row = OpCase.of("rmsNorm(Tensor, Shape, Tensor, double)")
                .tolerance32(3e-5, MORE)
                .pytorch("torch.nn.functional.rms_norm");
        for (int i = 0; i < SHAPES.length; i++) {
            long[] last = trailing(i);
            Input x = Input.normal(SHAPES[i]);
            row.sample(
                    x.shape() + " over " + Shape.of(last),
                    in -> Norms.rmsNorm(in[0], Shape.of(last), null, 0.01),
                    t -> torch.rms_norm(t[0], last, Torch.none(), new DoubleOptional(0.01)),
                    x);
            row.sample(
                    x.shape() + " over " + Shape.of(last) + ", weight",
                    in -> Norms.rmsNorm(in[0], Shape.of(last), in[1], 0.01),
                    t -> torch.rms_norm(t[0], last, Torch.optional(t[1]), new DoubleOptional(0.01)),
                    x,
                    Input.normal(last));
        }
        return row.bad(
                        "expected input (…, normalizedShape) for normalizedShape (2,), got (2, 3)",
                        () -> Norms.rmsNorm(zeros(2, 3), Shape.of(2), null, EPS))
                .bad("expected weight (3,), got (2,)", () -> Norms.rmsNorm(zeros(2, 3), Shape.of(3), zeros(2), EPS))
                .bad("expected eps from 0.0 to 1.0", () -> Norms.rmsNorm(zeros(2, 3), Shape.of(3), null, -1))
                .bad(
                        "expected a floating tensor",
                        () -> Norms.rmsNorm(zeros(2, 3).to(DType.INT64), Shape.of(3), null, EPS));
    }

    private static OpCase localResponseNorm() {
        OpCase row = OpCase.of("localResponseNorm(Tensor, int, double, double, double)")
                .pytorch("torch.nn.functional.local_response_norm");
        long[][] shapes = {{2, 7, 3, 2}, {1, 17, 2, 2}, {2, 3, 5}, {2, 5, 2, 2, 2}, {1, 1, 1}};
        for (long[] dims : shapes) {
            for (int size : new int[] {1, 2, 5}) {
                Input x = Input.normal(dims);
                row.sample(
                        x.shape() + " size " + size,
                        in -> Norms.localResponseNorm(in[0], size, 0.5, 0.75, 1.5),
                        t -> normalizedByNeighbours(t[0], size),
                        x);
            }
        }
        return row.bad(
                        "expected input (N, C, L, …), got (2, 3)",
                        () -> Norms.localResponseNorm(zeros(2, 3), 5, 1e-4, 0.75, 1))
                .bad(
                        "expected size of at least 1, got 0",
                        () -> Norms.localResponseNorm(zeros(2, 3, 1), 0, 1e-4, 0.75, 1));
    }

    /** As PyTorch's Python has it: the mean of the squares over channels that are padded with zeros. */
    private static org.bytedeco.pytorch.Tensor normalizedByNeighbours(org.bytedeco.pytorch.Tensor x, int size) {
        long[] dims = x.shape();
        org.bytedeco.pytorch.Tensor squares = x.mul(x).reshape(dims[0], 1, dims[1], -1, 1);
        org.bytedeco.pytorch.Tensor padded = torch.pad(
                squares,
                new long[] {0, 0, 0, 0, size / 2, (size - 1) / 2},
                "constant",
                new org.bytedeco.pytorch.DoubleOptional(0));
        org.bytedeco.pytorch.Tensor means = torch.avg_pool3d(
                padded,
                new long[] {size, 1, 1},
                new long[] {1, 1, 1},
                new long[] {0, 0, 0},
                false,
                true,
                new LongOptional());
        org.bytedeco.pytorch.Tensor divisor =
                means.reshape(dims).mul(new Scalar(0.5)).add(new Scalar(1.5));
        return x.div(divisor.pow(new Scalar(0.75)));
    }
}
