package dev.gradus.catalogue;

import static dev.gradus.tensor.Tensor.zeros;

import dev.gradus.backend.Window;
import dev.gradus.backend.Window3d;
import dev.gradus.ops.Convolutions;
import dev.gradus.ops.Padding;
import dev.gradus.ops.PaddingMode;
import dev.gradus.ops.TransposedConvolutions;
import dev.gradus.ops.Unfolding;
import dev.gradus.parity.Torch;
import dev.gradus.tensor.DType;
import java.util.List;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** Rows of the convolutions in groups, of other ranks, transposed, and of what belongs to them. */
final class ConvolutionCases {
    private ConvolutionCases() {}

    static List<OpCase> rows() {
        return List.of(
                grouped(),
                conv1d(),
                conv3d(),
                transposed1d(),
                transposed2d(),
                transposed3d(),
                unfold(),
                fold(),
                padding());
    }

    private static long[] at(long... sizes) {
        return sizes;
    }

    private static OpCase grouped() {
        OpCase row = OpCase.of("conv2d(Tensor, Tensor, Tensor, Window, int)").pytorch("torch.nn.functional.conv2d");
        // N, C, H, W, O, kernelH, kernelW, groups, stride, padding, dilation
        int[][] sizes = {
            {2, 4, 5, 4, 6, 3, 3, 2, 1, 1, 1},
            {1, 3, 4, 4, 3, 3, 3, 3, 1, 1, 1},
            {1, 2, 5, 6, 6, 3, 2, 2, 2, 1, 1},
            {2, 6, 5, 5, 3, 1, 1, 3, 1, 0, 1},
            {1, 2, 7, 6, 2, 3, 3, 2, 1, 2, 2},
            {2, 17, 5, 4, 17, 3, 3, 17, 1, 1, 1},
            {2, 32, 6, 5, 32, 3, 3, 32, 2, 1, 1},
            {1, 32, 4, 4, 48, 3, 3, 2, 1, 1, 1},
            {2, 3, 5, 5, 4, 3, 3, 1, 1, 1, 1},
        };
        for (int[] s : sizes) {
            Window window = new Window(s[5], s[6], s[8], s[8], s[9], s[9], s[10], s[10]);
            row.sample(
                    "(%d, %d, %d, %d) to %d channels in %d groups, kernel %d x %d, stride %d, padding %d, dilation %d"
                            .formatted(s[0], s[1], s[2], s[3], s[4], s[7], s[5], s[6], s[8], s[9], s[10]),
                    x -> Convolutions.conv2d(x[0], x[1], x[2], window, s[7]),
                    t -> torch.conv2d(
                            t[0], t[1], Torch.optional(t[2]), at(s[8], s[8]), at(s[9], s[9]), at(s[10], s[10]), s[7]),
                    Input.normal(s[0], s[1], s[2], s[3]),
                    Input.normal(s[4], s[1] / s[7], s[5], s[6]),
                    Input.normal(s[4]));
        }
        Window window = Window.square(3, 1, 1, 1);
        return row.sample(
                        "depthwise without bias",
                        x -> Convolutions.conv2d(x[0], x[1], null, window, 3),
                        t -> torch.conv2d(t[0], t[1], Torch.none(), at(1, 1), at(1, 1), at(1, 1), 3),
                        Input.normal(1, 3, 3, 4),
                        Input.normal(6, 1, 3, 3))
                .bad(
                        "expected input (N, 4, H, W) for weight (6, 2, 3, 3) in 2 groups, got (1, 3, 5, 5)",
                        () -> Convolutions.conv2d(zeros(1, 3, 5, 5), zeros(6, 2, 3, 3), null, window, 2))
                .bad(
                        "expected groups that divide the 5 outputs, got 2",
                        () -> Convolutions.conv2d(zeros(1, 4, 5, 5), zeros(5, 2, 3, 3), null, window, 2))
                .bad(
                        "groups that divide",
                        () -> Convolutions.conv2d(zeros(1, 4, 5, 5), zeros(5, 2, 3, 3), null, window, 0));
    }

    private static OpCase conv1d() {
        OpCase row =
                OpCase.of("conv1d(Tensor, Tensor, Tensor, int, int, int, int)").pytorch("torch.nn.functional.conv1d");
        // N, C, L, O, kernel, stride, padding, dilation, groups
        int[][] sizes = {
            {2, 3, 7, 4, 3, 1, 1, 1, 1},
            {1, 4, 9, 6, 2, 2, 0, 1, 2},
            {2, 3, 8, 3, 3, 1, 2, 2, 3},
            {1, 17, 5, 16, 1, 1, 0, 1, 1}
        };
        for (int[] s : sizes) {
            row.sample(
                    "(%d, %d, %d) to %d channels, kernel %d, stride %d, padding %d, dilation %d, groups %d"
                            .formatted(s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7], s[8]),
                    x -> Convolutions.conv1d(x[0], x[1], x[2], s[5], s[6], s[7], s[8]),
                    t -> torch.conv1d(t[0], t[1], Torch.optional(t[2]), at(s[5]), at(s[6]), at(s[7]), s[8]),
                    Input.normal(s[0], s[1], s[2]),
                    Input.normal(s[3], s[1] / s[8], s[4]),
                    Input.normal(s[3]));
        }
        return row.sample(
                        "without bias",
                        x -> Convolutions.conv1d(x[0], x[1], null, 1, 0, 1, 1),
                        t -> torch.conv1d(t[0], t[1], Torch.none(), at(1), at(0), at(1), 1),
                        Input.normal(2, 2, 4),
                        Input.normal(3, 2, 3))
                .bad(
                        "expected input (N, C, L), got (2, 3)",
                        () -> Convolutions.conv1d(zeros(2, 3), zeros(4, 3, 3), null, 1, 0, 1, 1))
                .bad(
                        "expected weight (O, C, kernelSize)",
                        () -> Convolutions.conv1d(zeros(2, 3, 5), zeros(4, 3), null, 1, 0, 1, 1))
                .bad(
                        "expected input (N, 3, L) for weight (4, 3, 3), got (2, 2, 5)",
                        () -> Convolutions.conv1d(zeros(2, 2, 5), zeros(4, 3, 3), null, 1, 0, 1, 1))
                .bad(
                        "expected bias (4,), got (3,)",
                        () -> Convolutions.conv1d(zeros(2, 3, 5), zeros(4, 3, 3), zeros(3), 1, 0, 1, 1))
                .bad(
                        "expected an input of at least 5 elements",
                        () -> Convolutions.conv1d(zeros(2, 3, 4), zeros(4, 3, 3), null, 1, 0, 2, 1))
                .bad("stride", () -> Convolutions.conv1d(zeros(2, 3, 4), zeros(4, 3, 3), null, 0, 0, 1, 1))
                .bad(
                        "floating",
                        () -> Convolutions.conv1d(zeros(2, 3, 4).to(DType.INT64), zeros(4, 3, 3), null, 1, 0, 1, 1));
    }

    private static OpCase conv3d() {
        OpCase row = OpCase.of("conv3d(Tensor, Tensor, Tensor, Window3d, int)").pytorch("torch.nn.functional.conv3d");
        // N, C, D, H, W, O, kernel, stride, padding, dilation, groups
        int[][] sizes = {
            {1, 2, 4, 3, 4, 3, 2, 1, 0, 1, 1},
            {2, 1, 3, 3, 3, 2, 3, 1, 1, 1, 1},
            {1, 4, 4, 4, 3, 2, 3, 2, 1, 1, 2},
            {1, 2, 5, 5, 5, 2, 2, 1, 1, 2, 2},
            {1, 16, 3, 4, 4, 17, 3, 1, 1, 1, 1}
        };
        for (int[] s : sizes) {
            row.sample(
                    "(%d, %d, %d, %d, %d) to %d channels, kernel %d, stride %d, padding %d, dilation %d, groups %d"
                            .formatted(s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7], s[8], s[9], s[10]),
                    x -> Convolutions.conv3d(x[0], x[1], x[2], Window3d.cube(s[6], s[7], s[8], s[9]), s[10]),
                    t -> torch.conv3d(
                            t[0],
                            t[1],
                            Torch.optional(t[2]),
                            at(s[7], s[7], s[7]),
                            at(s[8], s[8], s[8]),
                            at(s[9], s[9], s[9]),
                            s[10]),
                    Input.normal(s[0], s[1], s[2], s[3], s[4]),
                    Input.normal(s[5], s[1] / s[10], s[6], s[6], s[6]),
                    Input.normal(s[5]));
        }
        Window3d uneven = new Window3d(3, 2, 0, 1, new Window(1, 2, 1, 2, 0, 1, 1, 1));
        Window3d cube = Window3d.cube(3, 1, 0, 1);
        return row.sample(
                        "another geometry in each direction, without bias",
                        x -> Convolutions.conv3d(x[0], x[1], null, uneven, 1),
                        t -> torch.conv3d(t[0], t[1], Torch.none(), at(2, 1, 2), at(0, 0, 1), at(1, 1, 1), 1),
                        Input.normal(1, 2, 5, 2, 3),
                        Input.normal(2, 2, 3, 1, 2))
                .bad(
                        "expected input (N, C, D, H, W), got (2, 3, 4, 5)",
                        () -> Convolutions.conv3d(zeros(2, 3, 4, 5), zeros(2, 3, 3, 3, 3), null, cube, 1))
                .bad(
                        "expected weight (O, C, 3, 3, 3), got (2, 3, 3, 3, 2)",
                        () -> Convolutions.conv3d(zeros(2, 3, 4, 5, 5), zeros(2, 3, 3, 3, 2), null, cube, 1))
                .bad(
                        "expected input (N, 2, D, H, W) for weight (2, 2, 3, 3, 3), got (2, 3, 4, 5, 5)",
                        () -> Convolutions.conv3d(zeros(2, 3, 4, 5, 5), zeros(2, 2, 3, 3, 3), null, cube, 1))
                .bad(
                        "expected bias (2,)",
                        () -> Convolutions.conv3d(zeros(2, 2, 4, 5, 5), zeros(2, 2, 3, 3, 3), zeros(3), cube, 1))
                .bad(
                        "an input that the window (3, 3, 3) fits into",
                        () -> Convolutions.conv3d(zeros(2, 2, 2, 5, 5), zeros(2, 2, 3, 3, 3), null, cube, 1));
    }

    private static OpCase transposed1d() {
        OpCase row = OpCase.of("convTranspose1d(Tensor, Tensor, Tensor, int, int, int, int, int)")
                .pytorch("torch.nn.functional.conv_transpose1d");
        // N, C, L, O, kernel, stride, padding, dilation, outputPadding, groups
        int[][] sizes = {
            {2, 3, 4, 2, 3, 1, 0, 1, 0, 1},
            {1, 4, 5, 6, 3, 2, 1, 1, 1, 2},
            {1, 2, 4, 2, 2, 3, 0, 1, 2, 1},
            {1, 2, 4, 3, 3, 1, 1, 2, 0, 1}
        };
        for (int[] s : sizes) {
            row.sample(
                    "(%d, %d, %d) to %d, kernel %d, stride %d, padding %d, dilation %d, outputPadding %d, groups %d"
                            .formatted(s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7], s[8], s[9]),
                    x -> TransposedConvolutions.convTranspose1d(x[0], x[1], x[2], s[5], s[6], s[7], s[8], s[9]),
                    t -> torch.conv_transpose1d(
                            t[0], t[1], Torch.optional(t[2]), at(s[5]), at(s[6]), at(s[8]), s[9], at(s[7])),
                    Input.normal(s[0], s[1], s[2]),
                    Input.normal(s[1], s[3] / s[9], s[4]),
                    Input.normal(s[3]));
        }
        return row.sample(
                        "without bias",
                        x -> TransposedConvolutions.convTranspose1d(x[0], x[1], null, 2, 0, 1, 0, 1),
                        t -> torch.conv_transpose1d(t[0], t[1], Torch.none(), at(2), at(0), at(0), 1, at(1)),
                        Input.normal(1, 2, 3),
                        Input.normal(2, 3, 2))
                .bad(
                        "expected input (N, C, L)",
                        () -> TransposedConvolutions.convTranspose1d(zeros(2), zeros(2, 2, 2), null, 1, 0, 1, 0, 1))
                .bad(
                        "expected weight (C, O, kernelSize)",
                        () -> TransposedConvolutions.convTranspose1d(zeros(2, 2, 2), zeros(2, 2), null, 1, 0, 1, 0, 1))
                .bad(
                        "expected input (N, 3, L) for weight (3, 2, 2), got (2, 2, 2)",
                        () -> TransposedConvolutions.convTranspose1d(
                                zeros(2, 2, 2), zeros(3, 2, 2), null, 1, 0, 1, 0, 1))
                .bad(
                        "expected an outputPadding less than the stride, got 1",
                        () -> TransposedConvolutions.convTranspose1d(
                                zeros(2, 2, 2), zeros(2, 2, 2), null, 1, 0, 1, 1, 1))
                .bad(
                        "expected an output of at least 1 element, got -1",
                        () -> TransposedConvolutions.convTranspose1d(
                                zeros(2, 2, 2), zeros(2, 2, 2), null, 1, 2, 1, 0, 1));
    }

    private static OpCase transposed2d() {
        OpCase row = OpCase.of("convTranspose2d(Tensor, Tensor, Tensor, Window, int, int)")
                .pytorch("torch.nn.functional.conv_transpose2d");
        // N, C, H, W, O, kernelH, kernelW, stride, padding, dilation, outputPadding, groups
        int[][] sizes = {
            {2, 3, 3, 4, 2, 3, 2, 1, 0, 1, 0, 1},
            {1, 4, 3, 3, 6, 3, 3, 2, 1, 1, 1, 2},
            {1, 2, 4, 3, 2, 2, 2, 2, 0, 1, 0, 2},
            {1, 2, 3, 3, 3, 3, 3, 1, 1, 2, 0, 1},
            {1, 17, 3, 4, 16, 4, 4, 2, 1, 1, 0, 1}
        };
        for (int[] s : sizes) {
            Window window = new Window(s[5], s[6], s[7], s[7], s[8], s[8], s[9], s[9]);
            row.sample(
                    ("(%d, %d, %d, %d) to %d, kernel %d x %d, stride %d, padding %d, dilation %d, outputPadding %d,"
                                    + " groups %d")
                            .formatted(s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7], s[8], s[9], s[10], s[11]),
                    x -> TransposedConvolutions.convTranspose2d(x[0], x[1], x[2], window, s[10], s[11]),
                    t -> torch.conv_transpose2d(
                            t[0],
                            t[1],
                            Torch.optional(t[2]),
                            at(s[7], s[7]),
                            at(s[8], s[8]),
                            at(s[10], s[10]),
                            s[11],
                            at(s[9], s[9])),
                    Input.normal(s[0], s[1], s[2], s[3]),
                    Input.normal(s[1], s[4] / s[11], s[5], s[6]),
                    Input.normal(s[4]));
        }
        Window two = Window.square(2, 1, 0, 1);
        return row.sample(
                        "without bias",
                        x -> TransposedConvolutions.convTranspose2d(x[0], x[1], null, two, 0, 1),
                        t -> torch.conv_transpose2d(
                                t[0], t[1], Torch.none(), at(1, 1), at(0, 0), at(0, 0), 1, at(1, 1)),
                        Input.normal(1, 2, 3, 2),
                        Input.normal(2, 3, 2, 2))
                .bad(
                        "expected input (N, C, H, W)",
                        () -> TransposedConvolutions.convTranspose2d(zeros(2, 2), zeros(2, 2, 2, 2), null, two, 0, 1))
                .bad(
                        "expected weight (C, O, 2, 2), got (2, 2, 3, 2)",
                        () -> TransposedConvolutions.convTranspose2d(
                                zeros(1, 2, 3, 3), zeros(2, 2, 3, 2), null, two, 0, 1))
                .bad(
                        "expected input (N, 3, H, W) for weight (3, 2, 2, 2), got (1, 2, 3, 3)",
                        () -> TransposedConvolutions.convTranspose2d(
                                zeros(1, 2, 3, 3), zeros(3, 2, 2, 2), null, two, 0, 1))
                .bad(
                        "expected groups that divide the 3 channels, got 2",
                        () -> TransposedConvolutions.convTranspose2d(
                                zeros(1, 3, 3, 3), zeros(3, 2, 2, 2), null, two, 0, 2))
                .bad(
                        "expected an outputPadding less than the stride, got 1",
                        () -> TransposedConvolutions.convTranspose2d(
                                zeros(1, 3, 3, 3), zeros(3, 2, 2, 2), null, two, 1, 1))
                .bad(
                        "expected bias (2,), got (3,)",
                        () -> TransposedConvolutions.convTranspose2d(
                                zeros(1, 3, 3, 3), zeros(3, 2, 2, 2), zeros(3), two, 0, 1));
    }

    private static OpCase transposed3d() {
        OpCase row = OpCase.of("convTranspose3d(Tensor, Tensor, Tensor, Window3d, int, int)")
                .pytorch("torch.nn.functional.conv_transpose3d");
        // N, C, D, H, W, O, kernel, stride, padding, dilation, outputPadding, groups
        int[][] sizes = {
            {1, 2, 3, 2, 3, 2, 2, 1, 0, 1, 0, 1},
            {1, 2, 3, 3, 2, 4, 3, 2, 1, 1, 1, 2},
            {2, 1, 3, 2, 3, 2, 2, 3, 2, 1, 0, 1},
            {1, 2, 3, 3, 3, 2, 3, 1, 2, 2, 0, 1}
        };
        for (int[] s : sizes) {
            Window3d window = Window3d.cube(s[6], s[7], s[8], s[9]);
            row.sample(
                    ("(%d, %d, %d, %d, %d) to %d, kernel %d, stride %d, padding %d, dilation %d, outputPadding %d,"
                                    + " groups %d")
                            .formatted(s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7], s[8], s[9], s[10], s[11]),
                    x -> TransposedConvolutions.convTranspose3d(x[0], x[1], x[2], window, s[10], s[11]),
                    t -> torch.conv_transpose3d(
                            t[0],
                            t[1],
                            Torch.optional(t[2]),
                            at(s[7], s[7], s[7]),
                            at(s[8], s[8], s[8]),
                            at(s[10], s[10], s[10]),
                            s[11],
                            at(s[9], s[9], s[9])),
                    Input.normal(s[0], s[1], s[2], s[3], s[4]),
                    Input.normal(s[1], s[5] / s[11], s[6], s[6], s[6]),
                    Input.normal(s[5]));
        }
        Window3d two = Window3d.cube(2, 1, 0, 1);
        return row.sample(
                        "without bias",
                        x -> TransposedConvolutions.convTranspose3d(x[0], x[1], null, two, 0, 1),
                        t -> torch.conv_transpose3d(
                                t[0], t[1], Torch.none(), at(1, 1, 1), at(0, 0, 0), at(0, 0, 0), 1, at(1, 1, 1)),
                        Input.normal(1, 2, 2, 3, 2),
                        Input.normal(2, 2, 2, 2, 2))
                .bad(
                        "expected input (N, C, D, H, W)",
                        () -> TransposedConvolutions.convTranspose3d(
                                zeros(2, 2), zeros(2, 2, 2, 2, 2), null, two, 0, 1))
                .bad(
                        "expected weight (C, O, 2, 2, 2), got (2, 2, 3, 2, 2)",
                        () -> TransposedConvolutions.convTranspose3d(
                                zeros(1, 2, 3, 3, 3), zeros(2, 2, 3, 2, 2), null, two, 0, 1))
                .bad(
                        "expected input (N, 3, D, H, W) for weight (3, 2, 2, 2, 2), got (1, 2, 3, 3, 3)",
                        () -> TransposedConvolutions.convTranspose3d(
                                zeros(1, 2, 3, 3, 3), zeros(3, 2, 2, 2, 2), null, two, 0, 1))
                .bad(
                        "expected an outputPadding less than the stride, got 1",
                        () -> TransposedConvolutions.convTranspose3d(
                                zeros(1, 3, 3, 3, 3), zeros(3, 2, 2, 2, 2), null, two, 1, 1));
    }

    private static final Window[] WINDOWS = {
        Window.square(2, 1, 0, 1),
        new Window(3, 2, 1, 1, 0, 0, 1, 1),
        new Window(3, 2, 2, 1, 1, 0, 1, 1),
        new Window(2, 3, 1, 2, 1, 2, 2, 1)
    };

    private static OpCase unfold() {
        OpCase row = OpCase.of("unfold(Tensor, Window)").pytorch("torch.nn.functional.unfold");
        for (Window w : WINDOWS) {
            row.sample(
                    w.toString(),
                    x -> Unfolding.unfold(x[0], w),
                    t -> torch.im2col(
                            t[0],
                            at(w.kernelH(), w.kernelW()),
                            at(w.dilationH(), w.dilationW()),
                            at(w.padH(), w.padW()),
                            at(w.strideH(), w.strideW())),
                    Input.normal(2, 3, 5, 4));
        }
        return row.bad("expected input (N, C, H, W)", () -> Unfolding.unfold(zeros(2, 3), WINDOWS[0]))
                .bad("expected", () -> Unfolding.unfold(zeros(1, 1, 1, 1), WINDOWS[0]));
    }

    private static OpCase fold() {
        OpCase row = OpCase.of("fold(Tensor, long, long, Window)").pytorch("torch.nn.functional.fold");
        for (Window w : WINDOWS) {
            row.sample(
                    w.toString(),
                    x -> Unfolding.fold(x[0], 5, 4, w),
                    t -> torch.col2im(
                            t[0],
                            at(5, 4),
                            at(w.kernelH(), w.kernelW()),
                            at(w.dilationH(), w.dilationW()),
                            at(w.padH(), w.padW()),
                            at(w.strideH(), w.strideW())),
                    Input.normal(2, 3L * w.kernelH() * w.kernelW(), w.outH(5) * w.outW(4)));
        }
        return row.bad(
                "expected input (N, C·4, 12), windows of a picture 5 x 4, got (2, 4, 11)",
                () -> Unfolding.fold(zeros(2, 4, 11), 5, 4, WINDOWS[0]));
    }

    private static OpCase padding() {
        OpCase row = OpCase.of("pad(Tensor, long[], long[], PaddingMode)").pytorch("torch.nn.functional.pad");
        for (PaddingMode mode : PaddingMode.values()) {
            row.sample(
                    mode + " of pictures",
                    x -> Padding.pad(x[0], at(0, 0, 2, 1), at(0, 0, 1, 3), mode),
                    t -> padded(t[0], mode, 1, 3, 2, 1),
                    Input.normal(2, 3, 4, 5));
            row.sample(
                    mode + " of rows",
                    x -> Padding.pad(x[0], at(0, 0, 3), at(0, 0, 0), mode),
                    t -> padded(t[0], mode, 3, 0),
                    Input.normal(2, 1, 4));
        }
        return row.bad(
                        "no wider than (2, 3) allows, got [0, 3] and [0, 0]",
                        () -> Padding.pad(zeros(2, 3), at(0, 3), at(0, 0), PaddingMode.REFLECT))
                .bad("widths", () -> Padding.pad(zeros(2, 3), at(0), at(0, 0), PaddingMode.CIRCULAR))
                .bad("widths", () -> Padding.pad(zeros(2, 3), at(0, -1), at(0, 0), PaddingMode.REPLICATE))
                .bad("widths", () -> Padding.pad(zeros(2, 3), at(0, 0), at(0, 4), PaddingMode.CIRCULAR))
                .bad("widths", () -> Padding.pad(zeros(2, 3), at(0, 0), at(-1, 0), PaddingMode.ZEROS));
    }

    private static org.bytedeco.pytorch.Tensor padded(org.bytedeco.pytorch.Tensor t, PaddingMode mode, long... widths) {
        return switch (mode) {
            case ZEROS -> torch.constant_pad_nd(t, widths);
            case REFLECT -> widths.length == 2 ? torch.reflection_pad1d(t, widths) : torch.reflection_pad2d(t, widths);
            case REPLICATE ->
                widths.length == 2 ? torch.replication_pad1d(t, widths) : torch.replication_pad2d(t, widths);
            case CIRCULAR ->
                widths.length == 2
                        ? circular(t, 2, widths[0], widths[1])
                        : circular(circular(t, 3, widths[0], widths[1]), 2, widths[2], widths[3]);
        };
    }

    private static org.bytedeco.pytorch.Tensor circular(
            org.bytedeco.pytorch.Tensor t, int dim, long before, long after) {
        return torch.cat(
                new TensorVector(t.narrow(dim, t.size(dim) - before, before), t, t.narrow(dim, 0, after)), dim);
    }
}
