package dev.gradus.catalogue;

import static dev.gradus.tensor.Tensor.zeros;

import dev.gradus.backend.GridPadding;
import dev.gradus.backend.Interpolation;
import dev.gradus.ops.GridSampling;
import dev.gradus.ops.Resampling;
import dev.gradus.tensor.DType;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.global.torch;

/** Rows of {@link GridSampling} and of {@link Resampling} over one to three dimensions. */
final class ResamplingCases {
    private static final long[][] INPUTS = {{2, 3, 5}, {1, 1, 1}, {2, 3, 4, 5}, {1, 17, 3, 4}, {1, 2, 3, 2, 4}};
    private static final String SPATIAL = "expected input (N, C, L), (N, C, H, W) or (N, C, D, H, W) with pixels";

    private ResamplingCases() {}

    static List<OpCase> rows() {
        return List.of(interpolate(), interpolateBy(), gridSample(), affineGrid());
    }

    private static org.bytedeco.pytorch.Tensor twin(
            org.bytedeco.pytorch.Tensor t, Interpolation mode, boolean align, double[] factors, long... size) {
        DoubleOptional[] scale = new DoubleOptional[size.length];
        Arrays.setAll(scale, i -> factors == null ? new DoubleOptional() : new DoubleOptional(factors[i]));
        return switch (size.length) {
            case 1 ->
                switch (mode) {
                    case NEAREST -> torch.upsample_nearest1d(t, size, scale[0]);
                    case BILINEAR -> torch.upsample_linear1d(t, size, align, scale[0]);
                    case BICUBIC ->
                        torch.upsample_bicubic2d(
                                        t.unsqueeze(2), new long[] {1, size[0]}, align, new DoubleOptional(), scale[0])
                                .squeeze(2);
                };
            case 2 ->
                switch (mode) {
                    case NEAREST -> torch.upsample_nearest2d(t, size, scale[0], scale[1]);
                    case BILINEAR -> torch.upsample_bilinear2d(t, size, align, scale[0], scale[1]);
                    case BICUBIC -> torch.upsample_bicubic2d(t, size, align, scale[0], scale[1]);
                };
            default ->
                mode == Interpolation.NEAREST
                        ? torch.upsample_nearest3d(t, size, scale[0], scale[1], scale[2])
                        : torch.upsample_trilinear3d(t, size, align, scale[0], scale[1], scale[2]);
        };
    }

    private static boolean isInPyTorch(Interpolation mode, boolean align, int dims) {
        return !(align && mode == Interpolation.NEAREST) && !(dims == 3 && mode == Interpolation.BICUBIC);
    }

    private static OpCase interpolate() {
        OpCase row = OpCase.of("interpolate(Tensor, Interpolation, boolean, long...)")
                .pytorch("torch.nn.functional.interpolate")
                .remark("`bilinear` is also PyTorch's `linear` and `trilinear`, for inputs of other ranks");
        long[][] sizes = {{7, 9, 5}, {3, 2, 6}, {1, 1, 1}, {10, 8, 6}, {5, 5, 4}};
        for (long[] input : INPUTS) {
            for (long[] all : sizes) {
                long[] size = Arrays.copyOf(all, input.length - 2);
                for (Interpolation mode : Interpolation.values()) {
                    for (boolean align : new boolean[] {false, true}) {
                        if (isInPyTorch(mode, align, size.length)) {
                            row.sample(
                                    Arrays.toString(input) + " to " + Arrays.toString(size) + ", " + mode
                                            + (align ? ", corners aligned" : ""),
                                    x -> Resampling.interpolate(x[0], mode, align, size),
                                    t -> twin(t[0], mode, align, null, size),
                                    Input.normal(input));
                        }
                    }
                }
            }
        }
        return row.bad(SPATIAL, () -> Resampling.interpolate(zeros(3, 4), Interpolation.BILINEAR, false, 3))
                .bad(SPATIAL, () -> Resampling.interpolate(zeros(1, 1, 0), Interpolation.BILINEAR, false, 3))
                .bad(
                        "expected one number or 1 for (1, 1, 4), got 2",
                        () -> Resampling.interpolate(zeros(1, 1, 4), Interpolation.BILINEAR, false, 3, 3))
                .bad(
                        "expected sizes of at least 1, got [0]",
                        () -> Resampling.interpolate(zeros(1, 1, 4), Interpolation.BILINEAR, false, 0))
                .bad(
                        "expected bilinear or bicubic for alignCorners, got NEAREST",
                        () -> Resampling.interpolate(zeros(1, 1, 4), Interpolation.NEAREST, true, 3))
                .bad(
                        "expected a floating tensor, got INT64",
                        () -> Resampling.interpolate(zeros(1, 1, 4).to(DType.INT64), Interpolation.NEAREST, false, 3));
    }

    private static OpCase interpolateBy() {
        OpCase row = OpCase.of("interpolateBy(Tensor, Interpolation, boolean, double...)")
                .pytorch("torch.nn.functional.interpolate")
                .remark(
                        "with `scale_factor`; PyTorch's gradient of `nearest` belongs to another scale where the output is as large as"
                                + " the input, or twice, by a factor that is not 1 or 2");
        double[][] factors = {{2, 2, 2}, {1.4, 2.6, 1.6}, {3, 0.6, 0.5}};
        for (long[] input : INPUTS) {
            for (double[] all : factors) {
                double[] factor = Arrays.copyOf(all, input.length - 2);
                long[] size = new long[factor.length];
                Arrays.setAll(size, i -> (long) (input[2 + i] * factor[i]));
                for (Interpolation mode : Interpolation.values()) {
                    for (boolean align : new boolean[] {false, true}) {
                        if (isInPyTorch(mode, align, size.length)) {
                            row.sample(
                                    Arrays.toString(input) + " by " + Arrays.toString(factor) + ", " + mode
                                            + (align ? ", corners aligned" : ""),
                                    x -> Resampling.interpolateBy(x[0], mode, align, factor),
                                    t -> twin(t[0], mode, align, factor, size),
                                    Input.normal(input));
                        }
                    }
                }
            }
        }
        return row.bad(SPATIAL, () -> Resampling.interpolateBy(zeros(3, 4), Interpolation.BILINEAR, false, 2))
                .bad(
                        "expected factors that leave at least one pixel of (1, 1, 4), got [0.1]",
                        () -> Resampling.interpolateBy(zeros(1, 1, 4), Interpolation.BILINEAR, false, 0.1))
                .bad(
                        "got [Infinity]",
                        () -> Resampling.interpolateBy(
                                zeros(1, 1, 4), Interpolation.BILINEAR, false, Double.POSITIVE_INFINITY))
                .bad(
                        "expected one number or 1 for (1, 1, 4), got 2",
                        () -> Resampling.interpolateBy(zeros(1, 1, 4), Interpolation.BILINEAR, false, 3, 3));
    }

    private static OpCase gridSample() {
        OpCase row = OpCase.of("gridSample(Tensor, Tensor, Interpolation, GridPadding, boolean)")
                .pytorch("torch.nn.functional.grid_sample")
                .remark("`bilinear` is trilinear in volumes, as there");
        // The outputs' sizes follow the input's.
        long[][] inputs = {{2, 3, 4, 5}, {1, 1, 1, 1}, {1, 5, 1, 3}, {1, 2, 3, 2, 4}};
        long[][] grids = {{2, 3, 2, 2}, {1, 2, 2, 2}, {1, 2, 4, 2}, {1, 2, 3, 2, 3}};
        for (int i = 0; i < inputs.length; i++) {
            Input picture = Input.normal(inputs[i]);
            Input grid = Input.uniform(-1.6, 1.6, grids[i]);
            for (Interpolation mode : Interpolation.values()) {
                if (mode == Interpolation.BICUBIC && inputs[i].length == 5) {
                    continue;
                }
                for (GridPadding padding : GridPadding.values()) {
                    for (boolean align : new boolean[] {false, true}) {
                        row.sample(
                                picture.shape() + ", " + mode + ", " + padding + (align ? ", corners aligned" : ""),
                                x -> GridSampling.gridSample(x[0], x[1], mode, padding, align),
                                t -> torch.grid_sampler(t[0], t[1], number(mode), number(padding), align),
                                picture,
                                grid);
                        if (mode == Interpolation.BICUBIC && picture.shape().size() == 1) {
                            row.withoutDifferences(); // of a constant there is nothing but rounding
                        }
                    }
                }
            }
        }
        row.sample(
                "far outside",
                x -> GridSampling.gridSample(x[0], x[1], Interpolation.BILINEAR, GridPadding.REFLECTION, false),
                t -> torch.grid_sampler(t[0], t[1], 0, 2, false),
                Input.normal(1, 2, 3, 4),
                Input.uniform(-9, 9, 1, 5, 3, 2));
        return row.bad(
                        "expected input (N, C, H, W) or (N, C, D, H, W) with pixels, got (1, 2, 3)",
                        () -> bilinear(zeros(1, 2, 3), zeros(1, 2, 2)))
                .bad("with pixels, got (1, 2, 0, 3)", () -> bilinear(zeros(1, 2, 0, 3), zeros(1, 2, 2, 2)))
                .bad(
                        "expected a grid (1, outH, outW, 2), got (1, 2, 2, 3)",
                        () -> bilinear(zeros(1, 2, 3, 3), zeros(1, 2, 2, 3)))
                .bad(
                        "expected a grid (1, outD, outH, outW, 3), got (1, 2, 2, 3)",
                        () -> bilinear(zeros(1, 2, 3, 3, 3), zeros(1, 2, 2, 3)))
                .bad("got (2, 2, 2, 2)", () -> bilinear(zeros(1, 2, 3, 3), zeros(2, 2, 2, 2)))
                .bad(
                        "expected input (N, C, H, W) for bicubic",
                        () -> GridSampling.gridSample(
                                zeros(1, 2, 3, 3, 3),
                                zeros(1, 2, 2, 2, 3),
                                Interpolation.BICUBIC,
                                GridPadding.ZEROS,
                                false));
    }

    private static dev.gradus.tensor.Tensor bilinear(dev.gradus.tensor.Tensor x, dev.gradus.tensor.Tensor grid) {
        return GridSampling.gridSample(x, grid, Interpolation.BILINEAR, GridPadding.ZEROS, false);
    }

    private static int number(Interpolation mode) {
        return switch (mode) {
            case BILINEAR -> 0;
            case NEAREST -> 1;
            case BICUBIC -> 2;
        };
    }

    private static int number(GridPadding padding) {
        return switch (padding) {
            case ZEROS -> 0;
            case BORDER -> 1;
            case REFLECTION -> 2;
        };
    }

    private static OpCase affineGrid() {
        OpCase row = OpCase.of("affineGrid(Tensor, boolean, long...)")
                .pytorch("torch.nn.functional.affine_grid")
                .remark("the size is spatial, without N and C");
        long[][] sizes = {{3, 4}, {1, 5}, {1, 1}, {2, 3, 4}, {2, 1, 3}};
        for (long[] size : sizes) {
            for (boolean align : new boolean[] {false, true}) {
                long[] whole = new long[size.length + 2];
                whole[0] = 2;
                whole[1] = 1;
                System.arraycopy(size, 0, whole, 2, size.length);
                row.sample(
                        Arrays.toString(size) + (align ? ", corners aligned" : ""),
                        x -> GridSampling.affineGrid(x[0], align, size),
                        t -> torch.affine_grid_generator(t[0], whole, align),
                        Input.normal(2, size.length, size.length + 1L));
            }
        }
        return row.bad(
                        "expected a size (H, W) or (D, H, W) of at least 1, got [3]",
                        () -> GridSampling.affineGrid(zeros(1, 2, 3), false, 3))
                .bad("got [3, 0]", () -> GridSampling.affineGrid(zeros(1, 2, 3), false, 3, 0))
                .bad(
                        "expected maps (N, 2, 3), got (1, 3, 4)",
                        () -> GridSampling.affineGrid(zeros(1, 3, 4), false, 3, 3));
    }
}
