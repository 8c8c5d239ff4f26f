package dev.gradus.backend;

import dev.gradus.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How pooling of one to three dimensions moves its window: {@code PoolWindow.of(3).stride(2).padding(1)}. Each list
 * holds one number for all dimensions, or one a dimension. The defaults are PyTorch's: windows that do not overlap, no
 * padding, dilation 1, the output size rounded down, padding counted in means.
 *
 * @param kernelSize taps a side
 * @param stride from one window to the next; empty for the kernel size
 * @param padding elements before and behind, at most half the kernel size
 * @param dilation from one tap to the next, of maxima only
 * @param ceilMode whether the output size is rounded up, if then the last window still begins within the input or the
 *     padding before it
 * @param countIncludePad whether a mean counts padding as zeros; else it is over the elements that exist
 */
public record PoolWindow(
        List<Integer> kernelSize,
        List<Integer> stride,
        List<Integer> padding,
        List<Integer> dilation,
        boolean ceilMode,
        boolean countIncludePad) {
    /** Copies the lists. */
    public PoolWindow {
        kernelSize = List.copyOf(kernelSize);
        stride = List.copyOf(stride);
        padding = List.copyOf(padding);
        dilation = List.copyOf(dilation);
    }

    /**
     * Windows that do not overlap.
     *
     * @param kernelSize taps a side: one number for all dimensions, or one a dimension
     * @return the window
     */
    public static PoolWindow of(int... kernelSize) {
        return new PoolWindow(list(kernelSize), List.of(), List.of(0), List.of(1), false, true);
    }

    private static List<Integer> list(int... numbers) {
        return Arrays.stream(numbers).boxed().toList();
    }

    /**
     * Another stride.
     *
     * @param newStride from one window to the next
     * @return a changed copy
     */
    public PoolWindow stride(int... newStride) {
        return new PoolWindow(kernelSize, list(newStride), padding, dilation, ceilMode, countIncludePad);
    }

    /**
     * Another padding.
     *
     * @param newPadding elements before and behind, at most half the kernel size
     * @return a changed copy
     */
    public PoolWindow padding(int... newPadding) {
        return new PoolWindow(kernelSize, stride, list(newPadding), dilation, ceilMode, countIncludePad);
    }

    /**
     * Another dilation, of maxima only.
     *
     * @param newDilation from one tap to the next
     * @return a changed copy
     */
    public PoolWindow dilation(int... newDilation) {
        return new PoolWindow(kernelSize, stride, padding, list(newDilation), ceilMode, countIncludePad);
    }

    /**
     * Whether the output size is rounded up.
     *
     * @param newCeilMode true: up; false: down
     * @return a changed copy
     */
    public PoolWindow ceilMode(boolean newCeilMode) {
        return new PoolWindow(kernelSize, stride, padding, dilation, newCeilMode, countIncludePad);
    }

    /**
     * Whether padding counts in means.
     *
     * @param newCountIncludePad true: as zeros; false: the mean is over the elements that exist
     * @return a changed copy
     */
    public PoolWindow countIncludePad(boolean newCountIncludePad) {
        return new PoolWindow(kernelSize, stride, padding, dilation, ceilMode, newCountIncludePad);
    }

    /**
     * The same with one number a dimension, checked.
     *
     * @param op who asks, for the error
     * @param rank the number of dimensions
     * @return the window, its stride filled in
     */
    public PoolWindow over(String op, int rank) {
        List<Integer> steps = stride.isEmpty() ? kernelSize : stride;
        for (List<Integer> numbers : List.of(kernelSize, steps, padding, dilation)) {
            Shape.require(
                    numbers.size() == 1 || numbers.size() == rank,
                    op,
                    () -> rank == 1 ? "one number" : "one number for all dimensions, or " + rank,
                    () -> numbers);
        }
        Shape.require(
                least(kernelSize) >= 1 && least(steps) >= 1 && least(dilation) >= 1 && least(padding) >= 0,
                op,
                () -> "kernelSize, stride and dilation of at least 1 and padding of at least 0",
                () -> this);
        PoolWindow full = new PoolWindow(
                filled(kernelSize, rank),
                filled(steps, rank),
                filled(padding, rank),
                filled(dilation, rank),
                ceilMode,
                countIncludePad);
        Shape.require(
                IntStream.range(0, rank).allMatch(i -> 2 * full.padding.get(i) <= full.kernelSize.get(i)),
                op,
                () -> "padding of at most half the kernelSize " + text(kernelSize),
                () -> text(padding));
        return full;
    }

    private static int least(List<Integer> numbers) {
        return Collections.min(numbers);
    }

    private static List<Integer> filled(List<Integer> numbers, int rank) {
        return numbers.size() == rank ? numbers : Collections.nCopies(rank, numbers.get(0));
    }

    /**
     * Where the windows stand in an input.
     *
     * @param op who asks, for the error
     * @param input (N, C, …)
     * @return one axis for each dimension after the second
     */
    public List<PoolAxis> axes(String op, Shape input) {
        PoolWindow full = over(op, input.rank() - 2);
        List<PoolAxis> axes = new ArrayList<>();
        for (int i = 0; i < input.rank() - 2; i++) {
            axes.add(PoolAxis.sliding(
                    input.intDim(i + 2),
                    full.kernelSize.get(i),
                    full.stride.get(i),
                    full.padding.get(i),
                    full.dilation.get(i),
                    ceilMode,
                    countIncludePad));
        }
        Shape.require(
                axes.stream().allMatch(axis -> axis.size() > 0 && axis.outputs() > 0),
                op,
                () -> "an input that the window fits into: " + this,
                () -> input);
        return axes;
    }

    /** Such as {@code kernelSize 3, stride 2}: what is the default is left out. */
    @Override
    public String toString() {
        return "kernelSize " + text(kernelSize)
                + (stride.isEmpty() || text(stride).equals(text(kernelSize)) ? "" : ", stride " + text(stride))
                + differing(", padding ", padding, 0)
                + differing(", dilation ", dilation, 1)
                + (ceilMode ? ", ceilMode" : "")
                + (countIncludePad ? "" : ", padding not counted");
    }

    private static String differing(String label, List<Integer> numbers, int byDefault) {
        return numbers.stream().allMatch(number -> number == byDefault) ? "" : label + text(numbers);
    }

    private static String text(List<Integer> numbers) {
        return numbers.stream().distinct().count() == 1
                ? numbers.get(0).toString()
                : numbers.toString().replace('[', '(').replace(']', ')');
    }
}
