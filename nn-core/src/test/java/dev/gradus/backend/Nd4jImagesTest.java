package dev.gradus.backend;

import static dev.gradus.backend.Agreement.FLOATING;
import static dev.gradus.backend.Agreement.agree;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gradus.backend.Agreement.Inputs;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The kernels of images of the ND4J backend against those in plain Java, on random inputs. */
final class Nd4jImagesTest {
    @ParameterizedTest
    @CsvSource({
        "3, 3, 1, 1, 1, 1, 1, 1, 8, 9",
        "3, 2, 2, 1, 1, 0, 1, 1, 7, 8",
        "1, 1, 1, 1, 0, 0, 1, 1, 5, 5",
        "1, 1, 2, 2, 0, 0, 1, 1, 5, 6",
        "3, 3, 1, 2, 2, 2, 2, 2, 9, 10",
        "5, 3, 3, 2, 2, 1, 1, 2, 11, 12",
        "2, 2, 2, 2, 0, 0, 1, 1, 7, 5",
        "3, 3, 2, 2, 1, 1, 1, 1, 1, 1",
        "2, 2, 1, 1, 1, 1, 1, 1, 2, 2"
    })
    void convolvesAndPools(int kh, int kw, int sh, int sw, int ph, int pw, int dh, int dw, int h, int w) {
        Window window = new Window(kh, kw, sh, sw, ph, pw, dh, dw);
        for (DType dtype : FLOATING) {
            agree("conv2d " + window, dtype, (b, in) -> convolution(b, in, window, h, w, 1));
            agree("conv2d in groups " + window, dtype, (b, in) -> convolution(b, in, window, h, w, 2));
            if (2 * ph <= kh && 2 * pw <= kw) {
                agree("maxPool2d " + window, dtype, (b, in) -> maxPool(b, in.normal(2, 3, h, w), in, window));
                agree(
                        "maxPool2d of equals " + window,
                        dtype,
                        (b, in) -> maxPool(b, b.full(Shape.of(2, 3, h, w), dtype, -1), in, window));
                if (dh == 1 && dw == 1) {
                    for (boolean include : new boolean[] {false, true}) {
                        agree("avgPool2d " + include + " " + window, dtype, (b, in) -> {
                            Tensor y = b.avgPool2d(in.normal(2, 3, h, w), window, include);
                            Tensor g = in.normal(y.shape().dims());
                            return List.of(y, b.avgPool2dGrad(g, Shape.of(2, 3, h, w), window, include));
                        });
                    }
                }
            }
        }
    }

    private static List<Tensor> convolution(Backend b, Inputs in, Window window, int h, int w, int groups) {
        Tensor x = in.normal(2, 3L * groups, h, w);
        Tensor weight = in.normal(4, 3, window.kernelH(), window.kernelW());
        Tensor y = b.conv2d(x, weight, in.normal(4), window);
        Tensor g = in.normal(y.shape().dims());
        List<Tensor> results = new ArrayList<>(List.of(y, b.conv2d(x, weight, null, window)));
        results.add(b.conv2dInputGrad(g, weight, x.shape(), window));
        results.addAll(b.conv2dWeightGrad(g, x, weight.shape(), true, window));
        results.addAll(b.conv2dWeightGrad(g, x, weight.shape(), false, window));
        return results;
    }

    @Test
    void poolsWindowsOfAnyKind() {
        List<PoolAxis> axes = List.of(
                PoolAxis.adaptive(4, 3),
                PoolAxis.sliding(5, 2, 3, 1, 1, true, true),
                PoolAxis.sliding(6, 3, 2, 0, 2, false, false));
        for (DType dtype : FLOATING) {
            agree("pooling over axes", dtype, (b, in) -> {
                Tensor x = in.normal(2, 3, 4, 5, 6);
                List<Tensor> largest = b.maxPool(x, axes);
                Tensor g = in.normal(largest.get(0).shape().dims());
                return List.of(
                        largest.get(0),
                        largest.get(1),
                        b.unpool(g, largest.get(1), x.shape(), true),
                        b.unpool(g, largest.get(1), x.shape(), false),
                        b.avgPool(x, axes),
                        b.avgPoolGrad(g, axes));
            });
        }
    }

    private static List<Tensor> maxPool(Backend b, Tensor x, Inputs in, Window window) {
        Backend.Pooled pooled = b.maxPool2d(x, window, true);
        assertThat(b.maxPool2d(x, window, false).saved()).isNull();
        Tensor g = in.normal(pooled.output().shape().dims());
        return List.of(pooled.output(), b.maxPool2dGrad(g, pooled.saved(), x.shape(), window));
    }

    @Test
    void normalizes() {
        for (DType dtype : FLOATING) {
            for (boolean perSample : new boolean[] {false, true}) {
                for (boolean relu : new boolean[] {false, true}) {
                    for (boolean affine : new boolean[] {false, true}) {
                        agree("normalize", dtype, (b, in) -> normalization(b, in, perSample, relu, affine));
                    }
                }
            }
        }
    }

    private static List<Tensor> normalization(Backend b, Inputs in, boolean perSample, boolean relu, boolean affine) {
        Tensor x = in.normal(2, 3, 4, 5);
        Tensor weight = affine ? in.normal(3) : null;
        Tensor bias = affine ? in.normal(3) : null;
        Backend.Normalized normalized = b.normalize(x, weight, bias, 1e-5, perSample, relu);
        Tensor g = in.normal(2, 3, 4, 5);
        List<Tensor> results = new ArrayList<>(List.of(normalized.output(), normalized.mean(), normalized.variance()));
        if (g.dtype() != DType.BFLOAT16) {
            results.addAll(b.normalizeGrad(g, x, normalized, weight, 1e-5, perSample, relu));
        }
        return results;
    }

    @Test
    void normalizesRows() {
        for (DType dtype : FLOATING) {
            for (boolean affine : new boolean[] {false, true}) {
                agree("normalizeRows", dtype, (b, in) -> rowNormalization(b, in, affine, 4, 7));
                agree("normalizeRows of none", dtype, (b, in) -> rowNormalization(b, in, affine, 0, 7));
            }
        }
    }

    private static List<Tensor> rowNormalization(Backend b, Inputs in, boolean affine, long rows, long columns) {
        Tensor x = in.normal(rows, columns);
        Tensor weight = affine ? in.normal(columns) : null;
        Backend.Normalized normalized = b.normalizeRows(x, weight, affine ? in.normal(columns) : null, 1e-5);
        Tensor g = in.normal(rows, columns);
        List<Tensor> results = new ArrayList<>(List.of(normalized.output(), normalized.mean(), normalized.variance()));
        if (g.dtype() != DType.BFLOAT16) {
            results.addAll(b.normalizeRowsGrad(g, x, normalized, weight, 1e-5));
        }
        return results;
    }

    @ParameterizedTest
    @EnumSource(names = "BICUBIC", mode = EnumSource.Mode.EXCLUDE)
    void resamples(Interpolation mode) {
        long[][] sizes = {{4, 6, 8, 12}, {5, 4, 3, 7}, {3, 3, 1, 1}, {1, 1, 3, 4}, {6, 7, 6, 7}, {7, 9, 3, 4}};
        for (DType dtype : FLOATING) {
            for (long[] s : sizes) {
                for (boolean corners : mode == Interpolation.BILINEAR ? new boolean[] {false, true} : new boolean[1]) {
                    agree(
                            "resample",
                            dtype,
                            (b, in) -> List.of(
                                    b.resample(in.normal(2, 3, s[0], s[1]), s[2], s[3], mode, corners),
                                    b.resampleGrad(
                                            in.normal(2, 3, s[2], s[3]), Shape.of(2, 3, s[0], s[1]), mode, corners)));
                }
            }
        }
    }

    @Test
    void weighsAlongEachDimension() {
        Taps taps = new Taps(4);
        taps.add(3, 0.5);
        taps.add(0, -2);
        taps.next();
        taps.next();
        taps.add(1, 1);
        taps.next();
        for (DType dtype : FLOATING) {
            for (int dim = 0; dim < 3; dim++) {
                int along = dim;
                Shape shape = Shape.of(2, 3, 5).with(dim, 4);
                Shape made = shape.with(dim, 3);
                agree(
                        "weigh",
                        dtype,
                        (b, in) -> List.of(
                                b.weigh(in.normal(shape.dims()), along, taps),
                                b.weigh(in.normal(made.dims()), along, taps.transposed())));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void samplesGrids(Interpolation mode) {
        for (DType dtype : FLOATING) {
            for (GridPadding padding : GridPadding.values()) {
                agree("gridSample", dtype, (b, in) -> {
                    Tensor x = in.normal(2, 3, 4, 5);
                    Tensor grid = in.normal(2, 6, 1, 2);
                    List<Tensor> results = new ArrayList<>();
                    results.add(b.gridSample(x, grid, mode, padding, false));
                    results.addAll(b.gridSampleGrad(in.normal(2, 3, 6, 1), x, grid, mode, padding, false));
                    return results;
                });
            }
        }
    }
}
