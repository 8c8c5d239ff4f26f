package dev.gradus.layers;

import dev.gradus.backend.Window;
import dev.gradus.backend.Window3d;
import dev.gradus.ops.PaddingMode;
import dev.gradus.random.Rng;
import dev.gradus.tensor.Shape;
import java.util.Arrays;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/**
 * What makes a convolution of one, two or three dimensions, transposed or not: {@code Conv2d.of(32, 64, 3).stride(2)
 * .padding(1).groups(32).build(rng)}. The defaults are PyTorch's: stride 1, padding 0, dilation 1, one group, a bias,
 * zeros as padding.
 *
 * @param <L> the layer
 * @param inChannels the channels of the input
 * @param outChannels the channels of the output
 * @param window kernel size, stride, padding and dilation; a layer of fewer dimensions reads the last ones
 * @param groups divides both numbers of channels
 * @param bias whether a bias is added
 * @param paddingMode what stands around the input; of transposed convolutions zeros alone
 * @param same whether the padding is such that the output is as large as the input; for stride 1, not transposed
 * @param outputPadding of transposed convolutions: elements added at the end of each dimension
 * @param maker makes the layer
 */
public record ConvOptions<L>(
        long inChannels,
        long outChannels,
        Window3d window,
        int groups,
        boolean bias,
        PaddingMode paddingMode,
        boolean same,
        int outputPadding,
        BiFunction<ConvOptions<L>, Rng, L> maker) {
    /** Checks the numbers. */
    public ConvOptions {
        Shape.require(
                inChannels > 0 && outChannels > 0,
                "convolution",
                () -> "inChannels and outChannels of at least 1",
                () -> inChannels + " and " + outChannels);
        Shape.require(
                groups > 0 && inChannels % groups == 0 && outChannels % groups == 0,
                "convolution",
                () -> "groups that divide " + inChannels + " and " + outChannels + " channels",
                () -> groups);
        Window plane = window.plane();
        Shape.require(
                !same || Math.max(window.strideD(), Math.max(plane.strideH(), plane.strideW())) == 1,
                "convolution",
                () -> "stride 1 where the output is to be as large as the input",
                () -> "stride " + plane.strideW());
        Shape.require(outputPadding >= 0, "convolution", () -> "outputPadding of at least 0", () -> outputPadding);
    }

    static <L> ConvOptions<L> of(
            long inChannels, long outChannels, int kernelSize, BiFunction<ConvOptions<L>, Rng, L> maker) {
        Window3d window = Window3d.cube(kernelSize, 1, 0, 1);
        return new ConvOptions<>(inChannels, outChannels, window, 1, true, PaddingMode.ZEROS, false, 0, maker);
    }

    /**
     * Another geometry, where the directions differ.
     *
     * @param newWindow kernel size, stride, padding and dilation over D, H and W
     * @return a changed copy
     */
    public ConvOptions<L> window(Window3d newWindow) {
        return new ConvOptions<>(
                inChannels, outChannels, newWindow, groups, bias, paddingMode, same, outputPadding, maker);
    }

    /**
     * Another geometry, where the directions differ.
     *
     * @param newWindow kernel size, stride, padding and dilation over H and W
     * @return a changed copy
     */
    public ConvOptions<L> window(Window newWindow) {
        return window(new Window3d(window.kernelD(), window.strideD(), window.padD(), window.dilationD(), newWindow));
    }

    /**
     * Another stride.
     *
     * @param stride from one output to the next
     * @return a changed copy
     */
    public ConvOptions<L> stride(int stride) {
        return window(new Window3d(
                window.kernelD(), stride, window.padD(), window.dilationD(), Windows.stride(window.plane(), stride)));
    }

    /**
     * Another padding.
     *
     * @param padding elements around
     * @return a changed copy
     */
    public ConvOptions<L> padding(int padding) {
        return window(new Window3d(
                window.kernelD(),
                window.strideD(),
                padding,
                window.dilationD(),
                Windows.padding(window.plane(), padding)));
    }

    /**
     * Another dilation.
     *
     * @param dilation from one tap to the next
     * @return a changed copy
     */
    public ConvOptions<L> dilation(int dilation) {
        return window(new Window3d(
                window.kernelD(),
                window.strideD(),
                window.padD(),
                dilation,
                Windows.dilation(window.plane(), dilation)));
    }

    /**
     * Several groups of channels.
     *
     * @param newGroups divides both numbers of channels; inChannels for a depthwise convolution
     * @return a changed copy
     */
    public ConvOptions<L> groups(int newGroups) {
        return new ConvOptions<>(
                inChannels, outChannels, window, newGroups, bias, paddingMode, same, outputPadding, maker);
    }

    /**
     * With or without a bias.
     *
     * @param newBias whether a bias is added
     * @return a changed copy
     */
    public ConvOptions<L> bias(boolean newBias) {
        return new ConvOptions<>(
                inChannels, outChannels, window, groups, newBias, paddingMode, same, outputPadding, maker);
    }

    /**
     * Another surrounding.
     *
     * @param mode what stands around the input
     * @return a changed copy
     */
    public ConvOptions<L> paddingMode(PaddingMode mode) {
        return new ConvOptions<>(inChannels, outChannels, window, groups, bias, mode, same, outputPadding, maker);
    }

    /**
     * An output as large as the input: {@code dilation·(kernelSize − 1)} elements of padding, of which the odd one goes
     * behind, as PyTorch's {@code padding='same'}.
     *
     * @return a changed copy
     */
    public ConvOptions<L> samePadding() {
        return new ConvOptions<>(
                inChannels, outChannels, window, groups, bias, paddingMode, true, outputPadding, maker);
    }

    /**
     * More output behind a transposed convolution, so that it undoes a convolution of an input that its stride does not
     * divide.
     *
     * @param elements less than the stride
     * @return a changed copy
     */
    public ConvOptions<L> outputPadding(int elements) {
        return new ConvOptions<>(inChannels, outChannels, window, groups, bias, paddingMode, same, elements, maker);
    }

    /**
     * Makes the layer.
     *
     * @param rng what the parameters are drawn from
     * @return the layer
     */
    public L build(Rng rng) {
        return maker.apply(this, rng);
    }

    /** The kernel's last dimensions. */
    int[] kernel(int rank) {
        Window w = window.plane();
        return last(rank, window.kernelD(), w.kernelH(), w.kernelW());
    }

    int[] paddings(int rank) {
        Window w = window.plane();
        return last(rank, window.padD(), w.padH(), w.padW());
    }

    private static int[] last(int rank, int d, int h, int w) {
        return Arrays.copyOfRange(new int[] {d, h, w}, 3 - rank, 3);
    }

    /** Such as {@code 3, 16, kernelSize 3, stride 2}: what is the default is left out. */
    String describe(int rank) {
        Window w = window.plane();
        return inChannels + ", " + outChannels + ", kernelSize " + text(kernel(rank))
                + differing(", stride ", 1, last(rank, window.strideD(), w.strideH(), w.strideW()))
                + (same ? ", same padding" : differing(", padding ", 0, paddings(rank)))
                + differing(", dilation ", 1, last(rank, window.dilationD(), w.dilationH(), w.dilationW()))
                + differing(", groups ", 1, groups)
                + differing(", outputPadding ", 0, outputPadding)
                + (paddingMode == PaddingMode.ZEROS ? "" : ", " + paddingMode)
                + (bias ? "" : ", no bias");
    }

    private static String differing(String label, int byDefault, int... values) {
        return Arrays.stream(values).allMatch(v -> v == byDefault) ? "" : label + text(values);
    }

    private static String text(int... values) {
        return Arrays.stream(values).distinct().count() == 1
                ? Integer.toString(values[0])
                : Arrays.stream(values).mapToObj(Integer::toString).collect(Collectors.joining(", ", "(", ")"));
    }
}
