package dev.gradus.catalogue;

import static dev.gradus.tensor.Tensor.zeros;

import dev.gradus.ops.Norms;
import dev.gradus.parity.Torch;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** Rows of {@link Norms}. */
final class NormCases {
    private static final double EPS = 1e-5;
    private static final long[][] IMAGES = {{2, 3, 4, 5}, {3, 5, 2, 3}, {1, 17, 3, 2}, {1, 1, 3, 3}, {2, 16, 1, 4}};
    private static final long[][] OTHER_RANKS = {{7, 3}, {1, 4, 3}, {3, 5, 4}, {2, 17, 3}, {2, 3, 2, 3, 2}};
    private static final String MORE = "a sum of many terms that cancel";

    private NormCases() {}

    static List<OpCase> rows() {
        return List.of(batchNorm(), batchNormWith(), instanceNorm());
    }

    private static List<long[]> shapes(int rank) {
        return Stream.concat(Arrays.stream(IMAGES), Arrays.stream(OTHER_RANKS))
                .filter(dims -> dims.length >= rank)
                .toList();
    }

    private static org.bytedeco.pytorch.Tensor rectified(org.bytedeco.pytorch.Tensor t, boolean relu) {
        return relu ? torch.relu(t) : t;
    }

    private static TensorOptional optional(org.bytedeco.pytorch.Tensor[] t, int index) {
        return index < t.length ? Torch.optional(t[index]) : Torch.none();
    }

    private static Tensor orNull(Tensor[] x, int index) {
        return index < x.length ? x[index] : null;
    }

    /** The image alone, with a weight, and with weight and bias. */
    private static Input[] inputs(int count, long... image) {
        Input[] all = {Input.normal(image), Input.normal(image[1]), Input.normal(image[1])};
        return List.of(all).subList(0, count).toArray(Input[]::new);
    }

    private static String label(int count, boolean relu, long... image) {
        return Input.normal(image).shape()
                + new String[] {"", ", weight", ", weight and bias"}[count - 1]
                + (relu ? ", relu" : "");
    }

    private static OpCase batchNorm() {
        OpCase row = OpCase.of("batchNorm(Tensor, Tensor, Tensor, double, boolean)")
                .tolerance32(3e-5, MORE)
                .pytorch("torch.nn.functional.batch_norm");
        for (long[] image : shapes(2)) {
            long[] over = LongStream.range(0, image.length).filter(i -> i != 1).toArray();
            for (int count = 1; count <= 3; count++) {
                for (boolean relu : new boolean[] {false, true}) {
                    row.sampleAll(
                            label(count, relu, image),
                            x -> {
                                Norms.BatchNorm norm = Norms.batchNorm(x[0], orNull(x, 1), orNull(x, 2), EPS, relu);
                                return List.of(norm.output(), norm.mean(), norm.variance());
                            },
                            t -> new org.bytedeco.pytorch.Tensor[] {
                                rectified(
                                        torch.batch_norm(
                                                t[0],
                                                optional(t, 1),
                                                optional(t, 2),
                                                Torch.none(),
                                                Torch.none(),
                                                true,
                                                0.1,
                                                EPS,
                                                false),
                                        relu),
                                t[0].mean(over),
                                torch.var(t[0], over, false, false)
                            },
                            inputs(count, image));
                }
            }
        }
        return row.bad(
                        "expected more than one value per channel in training, got (1, 3, 1, 1)",
                        () -> batch(zeros(1, 3, 1, 1), null, null))
                .bad("expected input (N, C, …), got (2,)", () -> batch(zeros(2), null, null))
                .bad("expected weight (3,), got (2,)", () -> batch(zeros(2, 3, 2, 2), zeros(2), null))
                .bad("expected bias (3,), got (3, 1)", () -> batch(zeros(2, 3, 2, 2), zeros(3), zeros(3, 1)))
                .bad("FLOAT32 and FLOAT64", () -> batch(zeros(2, 3, 2, 2), zeros(3).to(DType.FLOAT64), null))
                .bad(
                        "expected eps from 0.0 to 1.0, got -1.0",
                        () -> Norms.batchNorm(zeros(2, 3, 2, 2), null, null, -1, false)
                                .output());
    }

    private static Tensor batch(Tensor x, Tensor weight, Tensor bias) {
        return Norms.batchNorm(x, weight, bias, EPS, false).output();
    }

    private static OpCase batchNormWith() {
        OpCase row = OpCase.of("batchNormWith(Tensor, Tensor, Tensor, Tensor, Tensor, double)")
                .tolerance32(3e-5, MORE)
                .pytorch("torch.nn.functional.batch_norm");
        for (long[] image : shapes(2)) {
            Input mean = Input.normal(image[1]).fixed();
            Input variance = Input.positive(image[1]).fixed();
            for (int count = 1; count <= 3; count++) {
                Input[] some = inputs(count, image);
                Input[] all = new Input[count + 2];
                System.arraycopy(some, 1, all, 3, count - 1);
                all[0] = some[0];
                all[1] = mean;
                all[2] = variance;
                row.sample(
                        label(count, false, image),
                        x -> Norms.batchNormWith(x[0], x[1], x[2], orNull(x, 3), orNull(x, 4), EPS),
                        t -> torch.batch_norm(
                                t[0],
                                optional(t, 3),
                                optional(t, 4),
                                Torch.optional(t[1]),
                                Torch.optional(t[2]),
                                false,
                                0.1,
                                EPS,
                                false),
                        all);
            }
        }
        return row.bad(
                        "expected mean (3,), got (2,)",
                        () -> Norms.batchNormWith(zeros(2, 3, 2, 2), zeros(2), zeros(3), null, null, EPS))
                .bad(
                        "expected variance (3,), got (2,)",
                        () -> Norms.batchNormWith(zeros(2, 3, 2, 2), zeros(3), zeros(2), null, null, EPS))
                .bad(
                        "expected input (N, C, …), got (3,)",
                        () -> Norms.batchNormWith(zeros(3), zeros(3), zeros(3), null, null, EPS))
                .bad(
                        "expected weight (3,), got (4,)",
                        () -> Norms.batchNormWith(zeros(2, 3, 2, 2), zeros(3), zeros(3), zeros(4), null, EPS));
    }

    private static OpCase instanceNorm() {
        OpCase row = OpCase.of("instanceNorm(Tensor, Tensor, Tensor, double, boolean)")
                .tolerance32(3e-5, MORE)
                .pytorch("torch.nn.functional.instance_norm");
        for (long[] image : shapes(3)) {
            for (int count = 1; count <= 3; count++) {
                for (boolean relu : new boolean[] {false, true}) {
                    row.sample(
                            label(count, relu, image),
                            x -> Norms.instanceNorm(x[0], orNull(x, 1), orNull(x, 2), EPS, relu),
                            t -> rectified(
                                    torch.instance_norm(
                                            t[0],
                                            optional(t, 1),
                                            optional(t, 2),
                                            Torch.none(),
                                            Torch.none(),
                                            true,
                                            0.1,
                                            EPS,
                                            false),
                                    relu),
                            inputs(count, image));
                }
            }
        }
        return row.bad(
                        "expected more than one pixel in training, got (2, 3, 1, 1)",
                        () -> Norms.instanceNorm(zeros(2, 3, 1, 1), null, null, EPS, false))
                .bad(
                        "expected input (N, C, L, …), got (2, 3)",
                        () -> Norms.instanceNorm(zeros(2, 3), null, null, EPS, false))
                .bad(
                        "expected bias (3,), got (2,)",
                        () -> Norms.instanceNorm(zeros(2, 3, 2, 2), zeros(3), zeros(2), EPS, false));
    }
}
