package dev.gradus.catalogue;

import static dev.gradus.tensor.Tensor.zeros;

import dev.gradus.backend.Window;
import dev.gradus.ops.Convolutions;
import dev.gradus.ops.Pooling;
import dev.gradus.ops.Resampling;
import dev.gradus.parity.Torch;
import dev.gradus.tensor.DType;
import java.util.List;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.global.torch;

/** Rows of {@link Convolutions}, {@link Pooling} and {@link Resampling}. */
final class ImageCases {
    private static final long[][] IMAGES = {{2, 3, 6, 5}, {1, 1, 4, 4}, {2, 5, 7, 4}, {1, 17, 4, 6}, {3, 16, 5, 5}};

    private ImageCases() {}

    static List<OpCase> rows() {
        return List.of(
                convolution(),
                windowedConvolution(),
                maxPool(),
                windowedMaxPool(),
                avgPool(),
                windowedAvgPool(),
                globalAvgPool(),
                nearest(),
                bilinear());
    }

    private static long[] at(long... sizes) {
        return sizes;
    }

    private static OpCase convolution() {
        OpCase row = OpCase.of("conv2d(Tensor, Tensor, Tensor, int, int)");
        // N, C, H, W, O, kernelH, kernelW, stride, padding
        int[][] sizes = {
            {2, 3, 6, 5, 4, 3, 3, 1, 1},
            {1, 1, 4, 4, 1, 1, 1, 1, 0},
            {1, 5, 7, 4, 7, 3, 2, 2, 0},
            {2, 2, 5, 5, 3, 5, 5, 1, 2},
            {1, 17, 4, 3, 9, 1, 1, 1, 0},
            {1, 16, 4, 4, 16, 3, 3, 1, 1},
        };
        for (int[] s : sizes) {
            row.sample(
                    "input (%d, %d, %d, %d), weight (%d, C, %d, %d), stride %d, padding %d"
                            .formatted(s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7], s[8]),
                    x -> Convolutions.conv2d(x[0], x[1], x[2], s[7], s[8]),
                    t -> torch.conv2d(t[0], t[1], Torch.optional(t[2]), at(s[7], s[7]), at(s[8], s[8]), at(1, 1), 1),
                    Input.normal(s[0], s[1], s[2], s[3]),
                    Input.normal(s[4], s[1], s[5], s[6]),
                    Input.normal(s[4]));
        }
        return row.sample(
                        "without bias",
                        x -> Convolutions.conv2d(x[0], x[1], null, 2, 1),
                        t -> torch.conv2d(t[0], t[1], Torch.none(), at(2, 2), at(1, 1), at(1, 1), 1),
                        Input.normal(2, 3, 5, 6),
                        Input.normal(4, 3, 3, 3))
                .bad(
                        "expected input (N, 3, H, W) for weight (16, 3, 3, 3), got (8, 4, 32, 32)",
                        () -> Convolutions.conv2d(zeros(8, 4, 32, 32), zeros(16, 3, 3, 3), null, 1, 1))
                .bad(
                        "expected input (N, C, H, W), got (3, 6, 5)",
                        () -> Convolutions.conv2d(zeros(3, 6, 5), zeros(4, 3, 3, 3), null, 1, 1))
                .bad(
                        "expected weight (O, C, kernelH, kernelW), got (4, 3, 3)",
                        () -> Convolutions.conv2d(zeros(2, 3, 6, 5), zeros(4, 3, 3), null, 1, 1))
                .bad(
                        "expected bias (4,), got (3,)",
                        () -> Convolutions.conv2d(zeros(2, 3, 6, 5), zeros(4, 3, 3, 3), zeros(3), 1, 1))
                .bad("stride", () -> Convolutions.conv2d(zeros(2, 3, 6, 5), zeros(4, 3, 3, 3), null, 0, 1))
                .bad("padding", () -> Convolutions.conv2d(zeros(2, 3, 6, 5), zeros(4, 3, 3, 3), null, 1, -1))
                .bad(
                        "expected an input of at least 3 x 3 pixels",
                        () -> Convolutions.conv2d(zeros(2, 3, 2, 5), zeros(4, 3, 3, 3), null, 1, 0))
                .bad(
                        "FLOAT32 and FLOAT64",
                        () -> Convolutions.conv2d(
                                zeros(2, 3, 6, 5), zeros(4, 3, 3, 3).to(DType.FLOAT64), null, 1, 1));
    }

    private static OpCase windowedConvolution() {
        OpCase row = OpCase.of("conv2d(Tensor, Tensor, Tensor, Window)");
        Window[] windows = {
            new Window(3, 3, 1, 1, 2, 2, 2, 2),
            new Window(3, 2, 2, 1, 1, 0, 1, 2),
            new Window(1, 3, 1, 3, 0, 1, 1, 1),
            new Window(2, 2, 3, 2, 1, 1, 3, 1),
        };
        for (Window w : windows) {
            row.sample(
                    w.toString(),
                    x -> Convolutions.conv2d(x[0], x[1], x[2], w),
                    t -> torch.conv2d(
                            t[0],
                            t[1],
                            Torch.optional(t[2]),
                            at(w.strideH(), w.strideW()),
                            at(w.padH(), w.padW()),
                            at(w.dilationH(), w.dilationW()),
                            1),
                    Input.normal(2, 3, 7, 6),
                    Input.normal(5, 3, w.kernelH(), w.kernelW()),
                    Input.normal(5));
        }
        return row.bad(
                "expected weight (O, C, 3, 3), got (4, 3, 2, 3)",
                () -> Convolutions.conv2d(zeros(2, 3, 6, 5), zeros(4, 3, 2, 3), null, Window.square(3, 1, 1, 1)));
    }

    private static OpCase maxPool() {
        OpCase row = OpCase.of("maxPool2d(Tensor, int)");
        for (long[] image : IMAGES) {
            for (int k : new int[] {2, 3}) {
                row.sample(
                        "kernel " + k + " on " + Input.normal(image).shape(),
                        x -> Pooling.maxPool2d(x[0], k),
                        t -> torch.max_pool2d(t[0], at(k, k), at(k, k), at(0, 0), at(1, 1), false),
                        Input.spread(0, image));
            }
        }
        return row.bad("expected input (N, C, H, W), got (3, 6, 5)", () -> Pooling.maxPool2d(zeros(3, 6, 5), 2))
                .bad("expected an input of at least 3 x 3 pixels", () -> Pooling.maxPool2d(zeros(1, 1, 2, 5), 3))
                .bad("kernelSize", () -> Pooling.maxPool2d(zeros(1, 1, 2, 5), 0))
                .bad(
                        "expected a floating tensor, got INT64",
                        () -> Pooling.maxPool2d(zeros(1, 1, 4, 4).to(DType.INT64), 2));
    }

    private static OpCase windowedMaxPool() {
        OpCase row = OpCase.of("maxPool2d(Tensor, Window)");
        Window[] windows = {
            new Window(3, 3, 2, 2, 1, 1, 1, 1),
            new Window(2, 2, 1, 1, 0, 0, 1, 1),
            new Window(3, 2, 1, 2, 1, 0, 1, 2),
            new Window(2, 3, 2, 1, 1, 1, 2, 1),
            new Window(1, 1, 1, 1, 0, 0, 1, 1),
        };
        for (Window w : windows) {
            for (long[] image : new long[][] {{2, 5, 6, 7}, {1, 17, 5, 4}}) {
                row.sample(
                        w + " on " + Input.normal(image).shape(),
                        x -> Pooling.maxPool2d(x[0], w),
                        t -> torch.max_pool2d(
                                t[0],
                                at(w.kernelH(), w.kernelW()),
                                at(w.strideH(), w.strideW()),
                                at(w.padH(), w.padW()),
                                at(w.dilationH(), w.dilationW()),
                                false),
                        Input.spread(0, image));
            }
        }
        return row.sample(
                        "below 0: padding must not win",
                        x -> Pooling.maxPool2d(x[0], Window.square(3, 2, 1, 1)),
                        t -> torch.max_pool2d(t[0], at(3, 3), at(2, 2), at(1, 1), at(1, 1), false),
                        Input.uniform(-3, -1, 1, 3, 5, 5))
                .sample(
                        "the first of equals gets the gradient",
                        x -> Pooling.maxPool2d(x[0], Window.square(2, 1, 0, 1)),
                        t -> torch.max_pool2d(t[0], at(2, 2), at(1, 1), at(0, 0), at(1, 1), false),
                        Input.tied(2, 3, 5, 4))
                .withoutDifferences()
                .bad(
                        "expected padding of at most half the kernelSize (2, 2), got (2, 2)",
                        () -> Pooling.maxPool2d(zeros(1, 1, 4, 4), Window.square(2, 2, 2, 1)));
    }

    private static OpCase avgPool() {
        OpCase row = OpCase.of("avgPool2d(Tensor, int)");
        for (long[] image : IMAGES) {
            row.sample(
                    "kernel 2 on " + Input.normal(image).shape(),
                    x -> Pooling.avgPool2d(x[0], 2),
                    t -> torch.avg_pool2d(t[0], at(2, 2), at(2, 2), at(0, 0), false, true, new LongOptional()),
                    Input.normal(image));
        }
        return row.bad("kernelSize", () -> Pooling.avgPool2d(zeros(1, 1, 2, 5), 0))
                .bad("expected input (N, C, H, W), got (3,)", () -> Pooling.avgPool2d(zeros(3), 2));
    }

    private static OpCase windowedAvgPool() {
        OpCase row = OpCase.of("avgPool2d(Tensor, Window, boolean)");
        Window[] windows = {
            new Window(3, 3, 2, 2, 1, 1, 1, 1), new Window(2, 3, 1, 2, 0, 1, 1, 1), new Window(1, 1, 1, 1, 0, 0, 1, 1)
        };
        for (Window w : windows) {
            for (boolean counted : new boolean[] {false, true}) {
                for (long[] image : new long[][] {{2, 5, 6, 7}, {1, 17, 5, 4}}) {
                    row.sample(
                            w + " on " + Input.normal(image).shape() + (counted ? ", padding counted" : ""),
                            x -> Pooling.avgPool2d(x[0], w, counted),
                            t -> torch.avg_pool2d(
                                    t[0],
                                    at(w.kernelH(), w.kernelW()),
                                    at(w.strideH(), w.strideW()),
                                    at(w.padH(), w.padW()),
                                    false,
                                    counted,
                                    new LongOptional()),
                            Input.normal(image));
                }
            }
        }
        return row.bad(
                        "expected dilation 1",
                        () -> Pooling.avgPool2d(zeros(1, 1, 5, 5), Window.square(2, 2, 0, 2), true))
                .bad(
                        "expected padding of at most half the kernelSize (2, 2), got (2, 2)",
                        () -> Pooling.avgPool2d(zeros(1, 1, 4, 4), Window.square(2, 2, 2, 1), true))
                .bad(
                        "expected an input of at least 3 x 3 pixels",
                        () -> Pooling.avgPool2d(zeros(1, 1, 2, 5), Window.square(3, 1, 0, 1), true));
    }

    private static OpCase globalAvgPool() {
        OpCase row = OpCase.of("globalAvgPool2d(Tensor)");
        for (long[] image : IMAGES) {
            row.sample(
                    Input.normal(image).shape().toString(),
                    x -> Pooling.globalAvgPool2d(x[0]),
                    t -> torch.adaptive_avg_pool2d(t[0], at(1, 1)),
                    Input.normal(image));
        }
        return row.bad("expected input (N, C, H, W), got (3, 4)", () -> Pooling.globalAvgPool2d(zeros(3, 4)));
    }

    private static final long[][] SIZES = {{12, 10}, {7, 9}, {3, 2}, {1, 1}, {6, 5}};

    private static OpCase nearest() {
        OpCase row = OpCase.of("upsampleNearest(Tensor, long, long)");
        for (long[] image : new long[][] {{2, 3, 6, 5}, {1, 17, 4, 3}, {1, 1, 1, 1}}) {
            for (long[] size : SIZES) {
                row.sample(
                        Input.normal(image).shape() + " to " + size[0] + " x " + size[1],
                        x -> Resampling.upsampleNearest(x[0], size[0], size[1]),
                        t -> torch.upsample_nearest2d(t[0], size),
                        Input.normal(image));
            }
        }
        return row.bad(
                        "expected sizes of at least 1 x 1, got (1, 1, 2, 2) to 0 x 3",
                        () -> Resampling.upsampleNearest(zeros(1, 1, 2, 2), 0, 3))
                .bad("expected input (N, C, H, W), got (2, 2)", () -> Resampling.upsampleNearest(zeros(2, 2), 3, 3));
    }

    private static OpCase bilinear() {
        OpCase row = OpCase.of("upsampleBilinear(Tensor, long, long, boolean)");
        for (long[] image : new long[][] {{2, 3, 6, 5}, {1, 17, 4, 3}, {1, 1, 1, 1}, {1, 5, 1, 3}}) {
            for (long[] size : SIZES) {
                for (boolean align : new boolean[] {false, true}) {
                    row.sample(
                            Input.normal(image).shape() + " to " + size[0] + " x " + size[1]
                                    + (align ? ", corners aligned" : ""),
                            x -> Resampling.upsampleBilinear(x[0], size[0], size[1], align),
                            t -> torch.upsample_bilinear2d(t[0], size, align),
                            Input.normal(image));
                }
            }
        }
        return row.bad(
                        "expected sizes of at least 1 x 1, got (1, 1, 0, 2) to 2 x 3",
                        () -> Resampling.upsampleBilinear(zeros(1, 1, 0, 2), 2, 3, false))
                .bad(
                        "expected a floating tensor, got UINT8",
                        () -> Resampling.upsampleBilinear(zeros(1, 1, 2, 2).to(DType.UINT8), 3, 3, true));
    }
}
