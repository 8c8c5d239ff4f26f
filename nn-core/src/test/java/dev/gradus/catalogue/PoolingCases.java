package dev.gradus.catalogue;

import static dev.gradus.tensor.Tensor.zeros;

import dev.gradus.backend.PoolWindow;
import dev.gradus.ops.Pooling;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.LPPool1dOptions;
import org.bytedeco.pytorch.LPPool2dOptions;
import org.bytedeco.pytorch.LPPool3dOptions;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.global.torch;

/** Rows of the pooling of {@link Pooling} over windows of one to three dimensions. */
final class PoolingCases {
    private PoolingCases() {}

    static List<OpCase> rows() {
        List<OpCase> rows = new ArrayList<>();
        for (int rank = 1; rank <= 3; rank++) {
            rows.add(max(rank));
            rows.add(maxWithIndices(rank));
            rows.add(average(rank));
            rows.add(powers(rank));
        }
        return rows;
    }

    /** A window as PyTorch takes it: with one number a dimension. */
    private record Geometry(PoolWindow window) {
        static Geometry of(PoolWindow window, int rank) {
            return new Geometry(window.over("test", rank));
        }

        long[] kernel() {
            return longs(window.kernelSize());
        }

        long[] stride() {
            return longs(window.stride());
        }

        long[] padding() {
            return longs(window.padding());
        }

        long[] dilation() {
            return longs(window.dilation());
        }

        boolean ceil() {
            return window.ceilMode();
        }

        boolean counted() {
            return window.countIncludePad();
        }

        private static long[] longs(List<Integer> numbers) {
            return numbers.stream().mapToLong(Integer::longValue).toArray();
        }
    }

    private static final long[][][] IMAGES = {
        {{2, 3, 9}, {1, 2, 5}, {1, 17, 6}},
        {{2, 3, 6, 7}, {1, 2, 5, 5}, {1, 17, 7, 6}},
        {{2, 2, 5, 4, 7}, {1, 1, 5, 5, 5}, {1, 3, 6, 7, 5}}
    };

    private static List<PoolWindow> windows(int rank) {
        int[] mixed = IntStream.range(0, rank).map(i -> i == rank - 1 ? 3 : 2).toArray();
        int[] steps = IntStream.range(0, rank).map(i -> i == rank - 1 ? 1 : 3).toArray();
        int[] edges = IntStream.range(0, rank).map(i -> i == 0 ? 1 : 0).toArray();
        return List.of(
                PoolWindow.of(2),
                PoolWindow.of(1).stride(2),
                PoolWindow.of(3).stride(2).padding(1),
                PoolWindow.of(mixed).stride(steps).padding(edges),
                PoolWindow.of(2).ceilMode(true),
                PoolWindow.of(3).stride(2).padding(1).ceilMode(true),
                PoolWindow.of(2).stride(3).padding(1).ceilMode(true),
                PoolWindow.of(mixed).stride(steps).padding(edges).ceilMode(true));
    }

    private static List<PoolWindow> dilated(int rank) {
        int[] mixed = IntStream.range(0, rank).map(i -> i == rank - 1 ? 2 : 1).toArray();
        return List.of(
                PoolWindow.of(2).stride(1).dilation(3),
                PoolWindow.of(3).stride(1).padding(1).dilation(2),
                PoolWindow.of(2).dilation(mixed).ceilMode(true),
                PoolWindow.of(3).stride(2).padding(1).dilation(mixed).ceilMode(true));
    }

    private static long[] smallest(int rank) {
        return LongStream.concat(
                        LongStream.of(1, 1), LongStream.generate(() -> 3).limit(rank))
                .toArray();
    }

    private static void refusals(OpCase row, int rank, BiFunction<Tensor, PoolWindow, Tensor> op) {
        String extents = List.of("L", "H, W", "D, H, W").get(rank - 1);
        Tensor x = zeros(smallest(rank));
        row.bad("expected input (N, C, " + extents + "), got (2, 3)", () -> op.apply(zeros(2, 3), PoolWindow.of(1)))
                .bad("expected an input that the window fits into: kernelSize 4", () -> op.apply(x, PoolWindow.of(4)))
                .bad(
                        "expected padding of at most half the kernelSize 3, got 2",
                        () -> op.apply(x, PoolWindow.of(3).padding(2)))
                .bad(
                        "kernelSize, stride and dilation of at least 1 and padding of at least 0, got kernelSize 2, stride 0",
                        () -> op.apply(x, PoolWindow.of(2).stride(0)))
                .bad("padding of at least 0", () -> op.apply(x, PoolWindow.of(2).padding(-1)))
                .bad("kernelSize", () -> op.apply(x, PoolWindow.of(0)))
                .bad("got [2, 2, 2, 2]", () -> op.apply(x, PoolWindow.of(2, 2, 2, 2)))
                .bad("expected a floating tensor", () -> op.apply(x.to(DType.INT64), PoolWindow.of(2)));
    }

    // ---- maxima

    private static Tensor max(int rank, Tensor x, PoolWindow window) {
        return switch (rank) {
            case 1 -> Pooling.maxPool1d(x, window);
            case 2 -> Pooling.maxPool2d(x, window);
            default -> Pooling.maxPool3d(x, window);
        };
    }

    private static org.bytedeco.pytorch.Tensor max(int rank, org.bytedeco.pytorch.Tensor x, Geometry g) {
        return switch (rank) {
            case 1 -> torch.max_pool1d(x, g.kernel(), g.stride(), g.padding(), g.dilation(), g.ceil());
            case 2 -> torch.max_pool2d(x, g.kernel(), g.stride(), g.padding(), g.dilation(), g.ceil());
            default -> torch.max_pool3d(x, g.kernel(), g.stride(), g.padding(), g.dilation(), g.ceil());
        };
    }

    private static OpCase max(int rank) {
        OpCase row = OpCase.of("maxPool" + rank + "d(Tensor, PoolWindow)")
                .pytorch("torch.nn.functional.max_pool" + rank + "d");
        List<PoolWindow> windows = new ArrayList<>(windows(rank));
        windows.addAll(dilated(rank));
        for (long[] image : IMAGES[rank - 1]) {
            for (PoolWindow window : windows) {
                max(row, rank, window, Input.spread(0, image));
            }
        }
        max(row, rank, PoolWindow.of(3).stride(1).padding(1), Input.uniform(-3, -1, smallest(rank)));
        for (boolean ceil : new boolean[] {false, true}) {
            max(row, rank, PoolWindow.of(2).stride(1).ceilMode(ceil), Input.tied(IMAGES[rank - 1][1]));
            row.withoutDifferences();
        }
        refusals(row, rank, (x, window) -> max(rank, x, window));
        return row;
    }

    private static void max(OpCase row, int rank, PoolWindow window, Input input) {
        Geometry geometry = Geometry.of(window, rank);
        row.sample(
                window + " on " + input.shape() + (row.samples.size() > 35 ? ", " + row.samples.size() : ""),
                x -> max(rank, x[0], window),
                t -> max(rank, t[0], geometry),
                input);
    }

    private static Pooling.Maxima maxima(int rank, Tensor x, PoolWindow window) {
        return switch (rank) {
            case 1 -> Pooling.maxPool1dWithIndices(x, window);
            case 2 -> Pooling.maxPool2dWithIndices(x, window);
            default -> Pooling.maxPool3dWithIndices(x, window);
        };
    }

    private static T_TensorTensor_T maxima(int rank, org.bytedeco.pytorch.Tensor x, Geometry g) {
        return switch (rank) {
            case 1 -> torch.max_pool1d_with_indices(x, g.kernel(), g.stride(), g.padding(), g.dilation(), g.ceil());
            case 2 -> torch.max_pool2d_with_indices(x, g.kernel(), g.stride(), g.padding(), g.dilation(), g.ceil());
            default -> torch.max_pool3d_with_indices(x, g.kernel(), g.stride(), g.padding(), g.dilation(), g.ceil());
        };
    }

    private static OpCase maxWithIndices(int rank) {
        OpCase row = OpCase.of("maxPool" + rank + "dWithIndices(Tensor, PoolWindow)")
                .pytorch("torch.nn.functional.max_pool" + rank + "d_with_indices");
        List<PoolWindow> windows = new ArrayList<>(windows(rank));
        windows.addAll(dilated(rank));
        for (long[] image : IMAGES[rank - 1]) {
            for (PoolWindow window : windows) {
                maxima(row, "", rank, window, Input.spread(0, image));
            }
        }
        maxima(row, "ties ", rank, PoolWindow.of(2).stride(1), Input.tied(IMAGES[rank - 1][1]));
        row.withoutDifferences();
        double[] special = IntStream.range(
                        0, (int) Input.normal(smallest(rank)).shape().size())
                .mapToDouble(i -> i % 3 == 1 ? Double.NaN : i % 3 == 0 ? Double.NEGATIVE_INFINITY : -i)
                .toArray();
        for (int kernel : new int[] {1, 2, 3}) {
            maxima(
                    row,
                    "NaN and −∞ ",
                    rank,
                    PoolWindow.of(kernel).stride(1),
                    Input.values(special, smallest(rank)).fixed());
        }
        refusals(row, rank, (x, window) -> maxima(rank, x, window).values());
        return row;
    }

    private static void maxima(OpCase row, String label, int rank, PoolWindow window, Input input) {
        Geometry geometry = Geometry.of(window, rank);
        row.sampleAll(
                label + window + " on " + input.shape(),
                x -> {
                    Pooling.Maxima maxima = maxima(rank, x[0], window);
                    return List.of(maxima.values(), maxima.indices());
                },
                t -> {
                    T_TensorTensor_T both = maxima(rank, t[0], geometry);
                    return new org.bytedeco.pytorch.Tensor[] {both.get0(), both.get1()};
                },
                input);
    }

    // ---- means

    private static Tensor average(int rank, Tensor x, PoolWindow window) {
        return switch (rank) {
            case 1 -> Pooling.avgPool1d(x, window);
            case 2 -> Pooling.avgPool2d(x, window);
            default -> Pooling.avgPool3d(x, window);
        };
    }

    private static org.bytedeco.pytorch.Tensor average(int rank, org.bytedeco.pytorch.Tensor x, Geometry g) {
        LongOptional none = new LongOptional();
        return switch (rank) {
            case 1 -> torch.avg_pool1d(x, g.kernel(), g.stride(), g.padding(), g.ceil(), g.counted());
            case 2 -> torch.avg_pool2d(x, g.kernel(), g.stride(), g.padding(), g.ceil(), g.counted(), none);
            default -> torch.avg_pool3d(x, g.kernel(), g.stride(), g.padding(), g.ceil(), g.counted(), none);
        };
    }

    private static OpCase average(int rank) {
        OpCase row = OpCase.of("avgPool" + rank + "d(Tensor, PoolWindow)")
                .pytorch("torch.nn.functional.avg_pool" + rank + "d")
                .remark("no `divisor_override`");
        for (long[] image : IMAGES[rank - 1]) {
            for (PoolWindow each : windows(rank)) {
                for (boolean counted : new boolean[] {true, false}) {
                    PoolWindow window = each.countIncludePad(counted);
                    Geometry geometry = Geometry.of(window, rank);
                    row.sample(
                            window + " on " + Input.normal(image).shape(),
                            x -> average(rank, x[0], window),
                            t -> average(rank, t[0], geometry),
                            Input.normal(image));
                }
            }
        }
        refusals(row, rank, (x, window) -> average(rank, x, window));
        return row.bad(
                "expected dilation 1, got kernelSize 2, dilation 2",
                () -> average(rank, zeros(smallest(rank)), PoolWindow.of(2).dilation(2)));
    }

    private static Tensor powers(int rank, Tensor x, double p, PoolWindow window) {
        return switch (rank) {
            case 1 -> Pooling.lpPool1d(x, p, window);
            case 2 -> Pooling.lpPool2d(x, p, window);
            default -> Pooling.lpPool3d(x, p, window);
        };
    }

    private static org.bytedeco.pytorch.Tensor powers(int rank, org.bytedeco.pytorch.Tensor x, double p, Geometry g) {
        switch (rank) {
            case 1 -> {
                LPPool1dOptions options = new LPPool1dOptions(p, new LongPointer(g.kernel()));
                options.stride().put(g.stride());
                options.ceil_mode().put(g.ceil());
                return torch.lp_pool1d(x, options);
            }
            case 2 -> {
                LPPool2dOptions options = new LPPool2dOptions(p, new LongPointer(g.kernel()));
                options.stride().put(g.stride());
                options.ceil_mode().put(g.ceil());
                return torch.lp_pool2d(x, options);
            }
            default -> {
                LPPool3dOptions options = new LPPool3dOptions(p, new LongPointer(g.kernel()));
                options.stride().put(g.stride());
                options.ceil_mode().put(g.ceil());
                return torch.lp_pool3d(x, options);
            }
        }
    }

    private static OpCase powers(int rank) {
        OpCase row = OpCase.of("lpPool" + rank + "d(Tensor, double, PoolWindow)")
                .pytorch("torch.nn.functional.lp_pool" + rank + "d");
        double[] orders = {2, 1, 3, 1.5, -1, 2};
        for (int i = 0; i < orders.length; i++) {
            double p = orders[i];
            long[] image = IMAGES[rank - 1][i % 3];
            for (PoolWindow window : windows(rank)) {
                if (window.padding().stream().allMatch(padding -> padding == 0)) {
                    powers(row, "", rank, p, window, p == 2 ? Input.normal(image) : Input.positive(image));
                }
            }
        }
        powers(row, "below 0: ", rank, 1, PoolWindow.of(2), Input.normal(IMAGES[rank - 1][1]));
        double[] values = new double[(int) Input.normal(smallest(rank)).shape().size()];
        powers(row, "zeros: ", rank, 2, PoolWindow.of(2).stride(1), Input.values(values, smallest(rank)));
        row.withoutDifferences();
        refusals(row, rank, (x, window) -> powers(rank, x, 2, window));
        return row.bad(
                        "expected a finite p other than 0, got 0",
                        () -> powers(rank, zeros(smallest(rank)), 0, PoolWindow.of(2)))
                .bad(
                        "expected dilation 1",
                        () -> powers(
                                rank, zeros(smallest(rank)), 2, PoolWindow.of(2).dilation(2)));
    }

    private static void powers(OpCase row, String label, int rank, double p, PoolWindow window, Input input) {
        Geometry geometry = Geometry.of(window, rank);
        row.sample(
                label + "p = " + p + ", " + window + " on " + input.shape(),
                x -> powers(rank, x[0], p, window),
                t -> powers(rank, t[0], p, geometry),
                input);
    }
}
