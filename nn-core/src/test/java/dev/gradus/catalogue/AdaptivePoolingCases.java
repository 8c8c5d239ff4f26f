package dev.gradus.catalogue;

import static dev.gradus.tensor.Tensor.zeros;

import dev.gradus.backend.PoolWindow;
import dev.gradus.ops.AdaptivePooling;
import dev.gradus.ops.Pooling;
import dev.gradus.ops.Unpooling;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.global.torch;

/** Rows of {@link AdaptivePooling} and {@link Unpooling}. */
final class AdaptivePoolingCases {
    private AdaptivePoolingCases() {}

    static List<OpCase> rows() {
        List<OpCase> rows = new ArrayList<>();
        for (int rank = 1; rank <= 3; rank++) {
            rows.add(average(rank));
            rows.add(max(rank));
            rows.add(maxWithIndices(rank));
            rows.add(globalMax(rank));
            rows.add(unpool(rank));
        }
        rows.add(globalAverage(1));
        rows.add(globalAverage(3));
        return rows;
    }

    private static final long[][][] IMAGES = {
        {{2, 3, 9}, {1, 17, 6}},
        {{2, 3, 6, 7}, {1, 17, 4, 6}},
        {{1, 2, 5, 4, 4}, {2, 3, 4, 7, 6}}
    };

    private static final long[][][] SIZES = {
        {{1}, {3}, {4}, {5}, {12}},
        {{1, 1}, {3, 2}, {2, 3}, {4, 5}, {9, 8}},
        {{1, 1, 1}, {2, 2, 3}, {2, 7, 3}, {3, 3, 5}, {6, 9, 5}}
    };

    private static String signature(String name, int rank) {
        return name + "(Tensor" + ", long".repeat(rank) + ")";
    }

    private static void refusals(OpCase row, int rank, BiFunction<Tensor, long[], Tensor> op) {
        long[] image = IMAGES[rank - 1][0];
        long[] ones = SIZES[rank - 1][0];
        long[] none = ones.clone();
        none[rank - 1] = 0;
        row.bad("expected input (N, C, ", () -> op.apply(zeros(2, 3), ones))
                .bad("expected sizes of at least 1, got " + Arrays.toString(none), () -> op.apply(zeros(image), none))
                .bad("expected at least one element in each dimension that is pooled", () -> {
                    long[] empty = image.clone();
                    empty[2] = 0;
                    return op.apply(zeros(empty), ones);
                })
                .bad("expected a floating tensor", () -> op.apply(zeros(image).to(DType.INT64), ones));
    }

    private static Tensor average(int rank, Tensor x, long... size) {
        return switch (rank) {
            case 1 -> AdaptivePooling.adaptiveAvgPool1d(x, size[0]);
            case 2 -> AdaptivePooling.adaptiveAvgPool2d(x, size[0], size[1]);
            default -> AdaptivePooling.adaptiveAvgPool3d(x, size[0], size[1], size[2]);
        };
    }

    private static org.bytedeco.pytorch.Tensor average(int rank, org.bytedeco.pytorch.Tensor x, long... size) {
        return switch (rank) {
            case 1 -> torch.adaptive_avg_pool1d(x, size);
            case 2 -> torch.adaptive_avg_pool2d(x, size);
            default -> torch.adaptive_avg_pool3d(x, size);
        };
    }

    private static OpCase average(int rank) {
        OpCase row = OpCase.of(signature("adaptiveAvgPool" + rank + "d", rank))
                .pytorch("torch.nn.functional.adaptive_avg_pool" + rank + "d");
        for (long[] image : IMAGES[rank - 1]) {
            for (long[] size : SIZES[rank - 1]) {
                row.sample(
                        Arrays.toString(image) + " to " + Arrays.toString(size),
                        x -> average(rank, x[0], size),
                        t -> average(rank, t[0], size),
                        Input.normal(image));
            }
        }
        refusals(row, rank, (x, size) -> average(rank, x, size));
        return row;
    }

    private static Tensor max(int rank, Tensor x, long... size) {
        return switch (rank) {
            case 1 -> AdaptivePooling.adaptiveMaxPool1d(x, size[0]);
            case 2 -> AdaptivePooling.adaptiveMaxPool2d(x, size[0], size[1]);
            default -> AdaptivePooling.adaptiveMaxPool3d(x, size[0], size[1], size[2]);
        };
    }

    private static Pooling.Maxima maxima(int rank, Tensor x, long... size) {
        return switch (rank) {
            case 1 -> AdaptivePooling.adaptiveMaxPool1dWithIndices(x, size[0]);
            case 2 -> AdaptivePooling.adaptiveMaxPool2dWithIndices(x, size[0], size[1]);
            default -> AdaptivePooling.adaptiveMaxPool3dWithIndices(x, size[0], size[1], size[2]);
        };
    }

    private static T_TensorTensor_T maxima(int rank, org.bytedeco.pytorch.Tensor x, long... size) {
        return switch (rank) {
            case 1 -> torch.adaptive_max_pool1d(x, size);
            case 2 -> torch.adaptive_max_pool2d(x, size);
            default -> torch.adaptive_max_pool3d(x, size);
        };
    }

    /** Without ties, below 0, and with ties, where differences mislead. */
    private static List<Input> inputs(long... image) {
        return List.of(Input.spread(0, image), Input.uniform(-3, -1, image), Input.tied(image));
    }

    private static OpCase max(int rank) {
        OpCase row = OpCase.of(signature("adaptiveMaxPool" + rank + "d", rank))
                .pytorch("torch.nn.functional.adaptive_max_pool" + rank + "d");
        for (long[] image : IMAGES[rank - 1]) {
            for (long[] size : SIZES[rank - 1]) {
                for (Input input : inputs(image)) {
                    row.sample(
                            Arrays.toString(image) + " to " + Arrays.toString(size) + ", " + row.samples.size(),
                            x -> max(rank, x[0], size),
                            t -> maxima(rank, t[0], size).get0(),
                            input);
                }
                row.withoutDifferences();
            }
        }
        refusals(row, rank, (x, size) -> max(rank, x, size));
        return row;
    }

    private static OpCase maxWithIndices(int rank) {
        OpCase row = OpCase.of(signature("adaptiveMaxPool" + rank + "dWithIndices", rank))
                .pytorch("torch.nn.functional.adaptive_max_pool" + rank + "d_with_indices");
        for (long[] image : IMAGES[rank - 1]) {
            for (long[] size : SIZES[rank - 1]) {
                for (Input input : inputs(image)) {
                    row.sampleAll(
                            Arrays.toString(image) + " to " + Arrays.toString(size) + ", " + row.samples.size(),
                            x -> {
                                Pooling.Maxima maxima = maxima(rank, x[0], size);
                                return List.of(maxima.values(), maxima.indices());
                            },
                            t -> {
                                T_TensorTensor_T both = maxima(rank, t[0], size);
                                return new org.bytedeco.pytorch.Tensor[] {both.get0(), both.get1()};
                            },
                            input);
                }
                row.withoutDifferences();
            }
        }
        refusals(row, rank, (x, size) -> maxima(rank, x, size).values());
        return row;
    }

    // ---- to one element

    private static OpCase globalMax(int rank) {
        OpCase row = OpCase.of("globalMaxPool" + rank + "d(Tensor)")
                .notInPytorch("`torch.nn.functional.adaptive_max_pool" + rank + "d(x, 1)`");
        for (long[] image : IMAGES[rank - 1]) {
            for (Input input : inputs(image)) {
                row.sample(
                        Arrays.toString(image) + ", " + row.samples.size(),
                        x -> globalMax(rank, x[0]),
                        t -> maxima(rank, t[0], SIZES[rank - 1][0]).get0(),
                        input);
            }
            row.withoutDifferences();
        }
        return row.bad("expected input (N, C, ", () -> globalMax(rank, zeros(2, 3)));
    }

    private static Tensor globalMax(int rank, Tensor x) {
        return switch (rank) {
            case 1 -> AdaptivePooling.globalMaxPool1d(x);
            case 2 -> AdaptivePooling.globalMaxPool2d(x);
            default -> AdaptivePooling.globalMaxPool3d(x);
        };
    }

    private static OpCase globalAverage(int rank) {
        OpCase row = OpCase.of("globalAvgPool" + rank + "d(Tensor)")
                .notInPytorch("`torch.nn.functional.adaptive_avg_pool" + rank + "d(x, 1)`");
        for (long[] image : IMAGES[rank - 1]) {
            row.sample(
                    Arrays.toString(image),
                    x -> globalAverage(rank, x[0]),
                    t -> average(rank, t[0], SIZES[rank - 1][0]),
                    Input.normal(image));
        }
        return row.bad("expected input (N, C, ", () -> globalAverage(rank, zeros(2, 3)));
    }

    private static Tensor globalAverage(int rank, Tensor x) {
        return rank == 1 ? AdaptivePooling.globalAvgPool1d(x) : AdaptivePooling.globalAvgPool3d(x);
    }

    // ---- back

    private static Tensor unpool(int rank, Tensor x, Tensor indices, PoolWindow window, long... size) {
        return switch (rank) {
            case 1 -> Unpooling.maxUnpool1d(x, indices, window, size);
            case 2 -> Unpooling.maxUnpool2d(x, indices, window, size);
            default -> Unpooling.maxUnpool3d(x, indices, window, size);
        };
    }

    private static org.bytedeco.pytorch.Tensor unpool(
            org.bytedeco.pytorch.Tensor x, org.bytedeco.pytorch.Tensor indices, long... size) {
        return switch (size.length) {
            case 1 ->
                torch.max_unpool2d(x.unsqueeze(3), indices.unsqueeze(3), size[0], 1)
                        .squeeze(3);
            case 2 -> torch.max_unpool2d(x, indices, size);
            default -> torch.max_unpool3d(x, indices, size, new long[] {1, 1, 1}, 0, 0, 0);
        };
    }

    /** Other places for each element of a plane. */
    private static Input places(long elements, long... dims) {
        long within = Arrays.stream(dims).skip(2).reduce(1, (a, b) -> a * b);
        return Input.values(
                        LongStream.range(0, Shape.of(dims).size())
                                .map(i -> (4 * elements - 1 - i % within * 3 - (i / within + 1) % 2) % elements)
                                .asDoubleStream()
                                .toArray(),
                        dims)
                .index();
    }

    private static long[] cube(int rank, long extent) {
        return LongStream.concat(
                        LongStream.of(2, 3), LongStream.generate(() -> extent).limit(rank))
                .toArray();
    }

    private static OpCase unpool(int rank) {
        OpCase row = OpCase.of("maxUnpool" + rank + "d(Tensor, Tensor, PoolWindow, long...)")
                .pytorch("torch.nn.functional.max_unpool" + rank + "d");
        long[] even = LongStream.generate(() -> 4).limit(rank).toArray();
        long[] odd = LongStream.generate(() -> 5).limit(rank).toArray();
        PoolWindow two = PoolWindow.of(2);
        long elements = 1L << (2 * rank);
        long more = Shape.of(odd).size();
        Input x = Input.normal(cube(rank, 2));
        return row.sample(
                        "by default",
                        t -> unpool(rank, t[0], t[1], two),
                        t -> unpool(t[0], t[1], even),
                        x,
                        places(elements, cube(rank, 2)))
                .sample(
                        "to a size",
                        t -> unpool(rank, t[0], t[1], two, odd),
                        t -> unpool(t[0], t[1], odd),
                        x,
                        places(more, cube(rank, 2)))
                .sample(
                        "padding and stride",
                        t -> unpool(rank, t[0], t[1], PoolWindow.of(3).stride(2).padding(1)),
                        t -> unpool(t[0], t[1], odd),
                        Input.normal(cube(rank, 3)),
                        places(more, cube(rank, 3)))
                .sample(
                        "several at a place",
                        t -> unpool(rank, t[0], t[1], two),
                        t -> unpool(t[0], t[1], even),
                        x,
                        Input.labels(3, cube(rank, 2)))
                .withoutDifferences()
                .bad(
                        "expected indices " + x.shape() + ", got (2, 3)",
                        () -> unpool(rank, zeros(cube(rank, 2)), zeros(2, 3).to(DType.INT64), two))
                .bad(
                        "expected indices of type INT64, got FLOAT32",
                        () -> unpool(rank, zeros(cube(rank, 2)), zeros(cube(rank, 2)), two))
                .bad("expected indices from 0 to " + (elements - 1) + ", got " + elements, () -> {
                    Tensor beyond = Tensor.full(Shape.of(cube(rank, 2)), DType.INT64, (double) elements);
                    return unpool(rank, zeros(cube(rank, 2)), beyond, two);
                })
                .bad("got -1", () -> {
                    Tensor before = Tensor.full(Shape.of(cube(rank, 2)), DType.INT64, -1);
                    return unpool(rank, zeros(cube(rank, 2)), before, two);
                })
                .bad(
                        "expected a size of at least 1 and less than a stride of 2 from 4 at dim 2, got 6",
                        () -> unpool(
                                rank,
                                zeros(cube(rank, 2)),
                                zeros(cube(rank, 2)).to(DType.INT64),
                                two,
                                LongStream.generate(() -> 6).limit(rank).toArray()))
                .bad(
                        "expected no size or one of " + rank + " numbers",
                        () -> unpool(
                                rank, zeros(cube(rank, 2)), zeros(cube(rank, 2)).to(DType.INT64), two, 4, 4, 4, 4))
                .bad(
                        "expected input (N, C, ",
                        () -> unpool(rank, zeros(2, 3), zeros(2, 3).to(DType.INT64), two));
    }
}
